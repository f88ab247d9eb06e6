"""The structured log: one JSON object a line in ``data_dir/logs``, Scrapy's and Twisted's messages included."""

import contextlib
import datetime
import json
import logging
from collections.abc import Iterator
from logging.handlers import RotatingFileHandler
from pathlib import Path

LOGGERS = ("scrapy", "twisted", "crawler")
LARGEST = 20 * 1024 * 1024
"""Bytes after which a log file is turned over; five are kept."""


class JsonLines(logging.Formatter):
    """A record as ``{"time", "level", "logger", "message", "error"?}``."""

    def format(self, record: logging.LogRecord) -> str:
        """Return one line."""
        line = {
            "time": datetime.datetime.fromtimestamp(record.created, datetime.UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "logger": record.name,
            "process": record.process,
            "message": record.getMessage(),
        }
        if portal := getattr(getattr(record, "spider", None), "portal", None):
            line["portal"] = portal
        if record.exc_info:
            line["error"] = self.formatException(record.exc_info)
        return json.dumps(line, ensure_ascii=False)


@contextlib.contextmanager
def to_file(path: Path, level: int = logging.INFO) -> Iterator[None]:
    """Send what crawler, Scrapy and Twisted log to a file, and nothing to the terminal."""
    path.parent.mkdir(parents=True, exist_ok=True)
    handler = RotatingFileHandler(path, maxBytes=LARGEST, backupCount=5, encoding="utf-8", delay=True)
    handler.setFormatter(JsonLines())
    before = [(logger := logging.getLogger(name), logger.level, logger.propagate) for name in LOGGERS]
    for logger, _, _ in before:
        logger.addHandler(handler)
        logger.setLevel(level)
        logger.propagate = False
    try:
        yield
    finally:
        for logger, old_level, propagate in before:
            logger.removeHandler(handler)
            logger.setLevel(old_level)
            logger.propagate = propagate
        handler.close()
