"""`nianbao export` and `nianbao series`: results taken away and aggregated.  Arguments and printing only."""

import json
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from config import settings as configuration
from config.errors import ConfigurationError
from indexer.search.notes import RESULT, SERIES, said

if TYPE_CHECKING:
    from indexer.export.columns import Column
    from indexer.export.table import Wanted
    from indexer.search.model import SearchRequest

_QUERY = [
    click.argument("query", nargs=-1),
    click.option(
        "--filter", "filters", multiple=True, metavar="FACET=VALUE", help="Keep a value of a facet; repeatable."
    ),
    click.option("--range", "ranges", multiple=True, metavar="NUMBER=LOW..HIGH", help="Keep a range of a number."),
    click.option("--no-synonyms", is_flag=True, help="Search the words as they are."),
    click.option("--language", type=click.Choice(["zh", "en"]), help="Language of messages (setting language)."),
    click.option("--data", type=click.Path(path_type=Path), help="Data folder (setting data_dir)."),
]


def _with_query(command: Any) -> Any:
    for option in reversed(_QUERY):
        command = option(command)
    return command


@click.command()
@_with_query
@click.option(
    "--format", "kind", type=click.Choice(["csv", "xlsx", "jsonl", "parquet", "zip"]), help="zip: the originals."
)
@click.option(
    "--shape", type=click.Choice(["wide", "long"]), default="wide", show_default=True, help="long: a row a cell."
)
@click.option(
    "--field",
    "fields",
    multiple=True,
    metavar="NAME",
    help="facts, numbers, cells, states, raw, inferred, text, or a name.",
)
@click.option("--sort", default="relevance", show_default=True, help="relevance, year or a number; -: falling.")
@click.option("--excel", is_flag=True, help="CSV for Excel: with a byte order mark.")
@click.option("--no-about", is_flag=True, help="Leave out the lines on query and data version.")
@click.option("--after", default="", metavar="ID", help="zip: go on after this report, the last of the part before.")
@click.option(
    "--most-bytes",
    type=click.IntRange(1),
    help="zip: originals of a part, in bytes; about, since a report is never divided.",
)
@click.option("--codebook", is_flag=True, help="Write what each column means, as csv or json, instead of the data.")
@click.option(
    "--output", "-o", type=click.Path(path_type=Path), help="File to write; its ending tells the format; -: stdout."
)
def export(
    query: tuple[str, ...],
    kind: str | None,
    shape: str,
    fields: tuple[str, ...],
    excel: bool,
    no_about: bool,
    after: str,
    most_bytes: int | None,
    codebook: bool,
    output: Path | None,
    data: Path | None,
    language: str | None,
    **options: Any,
) -> None:
    """Export a whole result set: a table of reports or cells, or the originals.

    QUERY is a line of the query language (docs/query.md), nothing for all reports.

    \b
    Example:
      nianbao export '年:2021.. 级别:county' --field facts --field cells --field states -o county.xlsx
      nianbao export '检查:勾稽不符' --format zip -o originals.zip
    """
    from indexer.export import columns
    from indexer.export.table import FORMATS, Wanted
    from indexer.search.cli_text import pointing, request_of

    to = None if output is None or str(output) == "-" else output
    if codebook:
        with pointing("", configuration.load(language=language).language):
            shown = columns.long_columns() if shape == "long" else columns.wide(fields)
        _codebook(shown, to, kind or (to.suffix.lstrip(".").lower() if to else "json"))
        return
    settings = configuration.load_existing(data_dir=data, language=language)
    kind = kind or (to.suffix.lstrip(".").lower() if to else "csv")
    if kind not in (*FORMATS, "zip"):
        raise ConfigurationError(f"no format is called {kind}; there are {', '.join((*FORMATS, 'zip'))}")
    if to is None and kind != "csv" and kind != "jsonl" and sys.stdout.isatty():
        raise ConfigurationError(f"{kind} is not for a terminal; give --output FILE")
    line = " ".join(query)
    with pointing(line, settings.language):
        request = request_of(line, settings.language, **options)
        if kind == "zip":
            _originals(settings, request, to, after, most_bytes)
        else:
            _table(settings, request, to, Wanted(kind, shape, fields, excel, not no_about))


def _codebook(columns: "Sequence[Column]", to: Path | None, kind: str) -> None:
    """Write what each column means: CSV as `GET /export/codebook` sends it, or JSON."""
    from indexer.export.columns import codebook, codebook_csv

    if kind not in ("csv", "json"):
        raise ConfigurationError(f"a codebook is csv or json, not {kind}")
    if kind == "csv":
        text = codebook_csv(columns)
    else:
        text = json.dumps(codebook(columns), ensure_ascii=False, indent=1) + "\n"
    _write([text.encode()], to)


def _table(settings: configuration.Settings, request: "SearchRequest", to: Path | None, wanted: "Wanted") -> None:
    """Write a table and say on stderr how many rows it has."""
    from indexer import index
    from indexer.cli import Progress
    from indexer.export.drain import Counted
    from indexer.export.table import export as rows
    from indexer.search.choices import settled

    backend = index.open_made(settings)
    request = settled(request, backend)
    reports = backend.search(replace(request, page=1, size=0, facets=(), snippets=0, suggest=False)).total
    progress = Progress(said(RESULT, "exporting", settings.language))
    counted = Counted((lambda done: progress(done, reports)) if to else lambda done: None)
    _write(rows(backend, request, wanted, counted), to)
    _say(settings, "rows", to, rows=counted.rows)


def _originals(
    settings: configuration.Settings, request: "SearchRequest", to: Path | None, after: str, most_bytes: int | None
) -> None:
    """Write a part of the originals and say on stderr how many there are, and how to go on."""
    from crawler.archive import Archive
    from indexer import index
    from indexer.export.originals import MOST_BYTES, bundle
    from indexer.search.choices import settled
    from indexer.store import Store

    backend = index.open_made(settings)
    with Archive.open(settings) as archive:
        found = Store(archive.engine)
        limit = most_bytes or MOST_BYTES
        part = bundle(backend, found, archive, settled(request, backend), after=after, most_bytes=limit)
        _write(part.chunks(), to)
    _say(settings, "originals", to, files=part.files, size=part.size)
    if part.after is not None:
        click.echo(said(RESULT, "more", settings.language, after=part.after), err=True)


def _say(settings: configuration.Settings, key: str, to: Path | None, **values: object) -> None:
    named = str(to) if to else said(RESULT, "stdout", settings.language)
    click.echo(said(RESULT, key, settings.language, to=named, **values), err=True)


def _write(chunks: Any, to: Path | None) -> None:
    """Write to a draft beside the file, so that what is there is whole, or to stdout."""
    if to is None:
        out = sys.stdout.buffer
        for chunk in chunks:
            out.write(chunk)
        return
    draft = to.with_name(to.name + ".part")
    with _writing(to):
        file = draft.open("wb")
    try:
        for chunk in chunks:
            with _writing(to):
                file.write(chunk)
        with _writing(to):
            file.close()
            draft.replace(to)
    finally:
        with suppress(OSError):
            file.close()
        draft.unlink(missing_ok=True)


@contextmanager
def _writing(to: Path) -> Iterator[None]:
    """Say in one line that a file cannot be written and why."""
    try:
        yield
    except OSError as error:
        raise ConfigurationError(f"{to} cannot be written: {error.strerror}; name another with --output") from error


@click.command()
@_with_query
@click.option("--number", "numbers", multiple=True, required=True, metavar="NAME", help="Number, cell, sum or ratio.")
@click.option(
    "--by", default="year", show_default=True, help="year, level, province, city, county, township, form or check."
)
@click.option(
    "--line", "lines", multiple=True, metavar="QUERY", help="A result set of its own, side by side; repeatable."
)
@click.option("--json", "as_json", is_flag=True, help="Print what GET /api/v1/series returns.")
def series(
    query: tuple[str, ...],
    numbers: tuple[str, ...],
    by: str,
    lines: tuple[str, ...],
    as_json: bool,
    data: Path | None,
    language: str | None,
    **options: Any,
) -> None:
    """Aggregate numbers over a result set by year, level or place, with the reports behind every figure.

    Numbers that do not compare between forms have a figure for each form; they are never joined.

    \b
    Example:
      nianbao series '级别:county' --number 新收 --number 不予公开/总计 --line 省:浙江省 --line 省:江苏省
    """
    from indexer import index
    from indexer.search.choices import settled
    from indexer.search.cli_text import pointing, request_of
    from indexer.search.language import parse
    from indexer.search.measures import measured
    from indexer.search.series_text import as_text

    settings = configuration.load_existing(data_dir=data, language=language)
    base, backend = " ".join(query), index.open_made(settings)
    asked = {}
    for line in lines or ("",):
        whole = f"({base}) ({line})" if base and line else base or line
        for written in (base, line):
            with pointing(written, settings.language):
                parse(written)
        with pointing(whole, settings.language):
            request = settled(request_of(whole, settings.language, **options), backend)
            asked[line or base or said(SERIES, "all", settings.language)] = request
    for name in numbers:
        with pointing(name, settings.language):
            measured(name)
    with pointing("", settings.language):
        found = backend.series(asked, numbers, by)
    click.echo(json.dumps(found.to_json(), ensure_ascii=False) if as_json else as_text(found, settings.language))
