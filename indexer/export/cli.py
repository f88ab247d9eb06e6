"""`nianbao export` and `nianbao series`: results taken away and aggregated.  Arguments and printing only."""

import json
import sys
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import click

from config import settings as configuration
from config.errors import ConfigurationError

_QUERY = [
    click.argument("query", nargs=-1),
    click.option(
        "--filter", "filters", multiple=True, metavar="FACET=VALUE", help="Keep a value of a facet; repeatable."
    ),
    click.option("--range", "ranges", multiple=True, metavar="NUMBER=LOW..HIGH", help="Keep a range of a number."),
    click.option("--no-synonyms", is_flag=True, help="Search the words as they are."),
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
@click.option("--after", default="", metavar="ID", help="zip: go on after this report.")
@click.option("--most-bytes", type=click.IntRange(1), help="zip: size of a part before the next begins.")
@click.option("--codebook", is_flag=True, help="Print what each column means instead of the data.")
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
    **options: Any,
) -> None:
    """Take a whole result set away: a table of reports or cells, or the originals.

    QUERY is a line of the query language (docs/query.md), nothing for all reports.

    \b
    Example:
      nianbao export '年:2021.. 级别:county' --field facts --field cells --field states -o county.xlsx
      nianbao export '检查:勾稽不符' --format zip -o originals.zip
    """
    from indexer import index
    from indexer.export import columns
    from indexer.export.originals import MOST_BYTES, bundle
    from indexer.export.table import FORMATS, Wanted
    from indexer.export.table import export as rows
    from indexer.search.cli_text import request_of

    settings = configuration.load(data_dir=data)
    to = None if output is None or str(output) == "-" else output
    kind = kind or (to.suffix.lstrip(".").lower() if to else "csv")
    if kind not in (*FORMATS, "zip"):
        raise ConfigurationError(f"no format is called {kind}; there are {', '.join((*FORMATS, 'zip'))}")
    if codebook:
        shown = columns.long_columns() if shape == "long" else columns.wide(fields)
        click.echo(json.dumps(columns.codebook(shown), ensure_ascii=False, indent=1))
        return
    if to is None and kind != "csv" and kind != "jsonl" and sys.stdout.isatty():
        raise ConfigurationError(f"{kind} is not for a terminal; give --output FILE")
    request = request_of(" ".join(query), settings.language, **options)
    backend = index.open(settings)
    with ExitStack() as stack:
        if kind == "zip":
            from crawler.archive import Archive
            from indexer.store import Store

            archive = stack.enter_context(Archive.open(settings))
            limit = most_bytes or MOST_BYTES
            part = bundle(backend, Store(archive.engine), archive, request, after=after, most_bytes=limit)
            chunks = part.chunks()
            click.echo(f"{part.files} originals, {part.size} bytes", err=True)
            if part.after is not None:
                click.echo(f"more follow: --after {part.after}", err=True)
        else:
            chunks = rows(backend, request, Wanted(kind, shape, fields, excel, not no_about))
        _write(chunks, to)


def _write(chunks: Any, to: Path | None) -> None:
    """Write to a draft beside the file, so that what is there is whole, or to stdout."""
    if to is None:
        out = sys.stdout.buffer
        for chunk in chunks:
            out.write(chunk)
        return
    draft = to.with_name(to.name + ".part")
    try:
        with draft.open("wb") as file:
            for chunk in chunks:
                file.write(chunk)
        draft.replace(to)
    finally:
        draft.unlink(missing_ok=True)


@click.command()
@_with_query
@click.option("--number", "numbers", multiple=True, required=True, metavar="NAME", help="Number, cell, sum or ratio.")
@click.option("--by", default="year", show_default=True, help="year, level, province, city, county, form or check.")
@click.option(
    "--line", "lines", multiple=True, metavar="QUERY", help="A result set of its own, side by side; repeatable."
)
@click.option("--json", "as_json", is_flag=True, help="Print what GET /api/v1/series returns.")
@click.option("--language", type=click.Choice(["zh", "en"]), help="Language of labels (setting language).")
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
    from indexer.search.cli_text import request_of
    from indexer.search.series_text import as_text

    settings = configuration.load(data_dir=data, language=language)
    base = " ".join(query)
    asked = {
        line or "全部": request_of(" ".join(f"({q})" for q in (base, line) if q), settings.language, **options)
        for line in lines or ("",)
    }
    found = index.open(settings).series(asked, numbers, by)
    click.echo(json.dumps(found.to_json(), ensure_ascii=False) if as_json else as_text(found))
