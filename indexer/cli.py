"""Commands of the indexer: index, read, check, evaluate, search, verify, rebuild.  Arguments and printing only."""

import json
import sys
from pathlib import Path
from typing import Any

import click

from config import settings as configuration
from indexer import ahead


@click.command()
@click.option("--reread", is_flag=True, help="Read every original again, not only what is new or changed.")
@click.option(
    "--rebuild", "anew", is_flag=True, help="Write the whole index anew (after a change of dictionary or schema)."
)
@click.option("--json", "as_json", is_flag=True, help="Print the result as JSON.")
@click.option("--data", type=click.Path(path_type=Path), help="Data folder (setting data_dir).")
def index(reread: bool, anew: bool, as_json: bool, data: Path | None) -> None:
    """Read what the archive has newly captured and bring the index up to date.

    Only what changed is read and written.  Originals that cannot be read are listed with their reason.

    \b
    Example:
      nianbao import ~/reports && nianbao index
    """
    from indexer.update import update_index

    settings = configuration.load(data_dir=data)
    done = update_index(settings, reread=reread, anew=anew, progress=Progress("reading"))
    if as_json:
        click.echo(json.dumps(done.to_json(), ensure_ascii=False))
    else:
        click.echo(done.summary())
    sys.exit(1 if done.failures else 0)


@click.command()
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object a difference.")
@click.option("--data", type=click.Path(path_type=Path), help="Data folder (setting data_dir).")
def verify(as_json: bool, data: Path | None) -> None:
    """Recompute every digest and compare archive, catalogue, reports and index.

    Prints one line for each difference and exits 1 when there is any.

    \b
    Example:
      nianbao verify && echo all agree
    """
    from indexer.maintenance import differences

    found = 0
    for difference in differences(configuration.load(data_dir=data), progress=Progress("verifying")):
        found += 1
        click.echo(json.dumps(difference.to_json(), ensure_ascii=False) if as_json else str(difference))
    if not as_json:
        click.echo(f"{found} differences" if found else "archive, catalogue, reports and index agree")
    sys.exit(1 if found else 0)


@click.command()
@click.option("--json", "as_json", is_flag=True, help="Print the result as JSON.")
@click.option("--data", type=click.Path(path_type=Path), help="Data folder (setting data_dir).")
def rebuild(as_json: bool, data: Path | None) -> None:
    """Make the catalogue from the WARC files, and reports and index from the catalogue.

    The WARC files are the truth and are only read; use this after nianbao.db or index/ were lost or damaged.

    \b
    Example:
      rm -r data/nianbao.db data/index && nianbao rebuild
    """
    from indexer.maintenance import rebuild_all

    done = rebuild_all(configuration.load(data_dir=data), progress=Progress("reading"))
    click.echo(json.dumps(done.to_json(), ensure_ascii=False) if as_json else done.summary())
    sys.exit(1 if done.failures else 0)


@click.command()
@click.argument("files", nargs=-1, required=True, type=click.Path(exists=True, path_type=Path))
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object a line, in the order of the files.")
def read(files: tuple[Path, ...], as_json: bool) -> None:
    """Read files of any format to the last cell, without archive or index.

    An archive of several reports gives one result for each member, a file with several (two years on one page) one for
    each, called FILE!#2 from the second on.  A file that cannot be read gives its reason, and the command ends with 1.

    \b
    Example:
      nianbao read report.docx scans.zip --json
    """
    ahead.start()
    from indexer.files import read_files

    failed = 0
    for result in read_files(files, configuration.load(), progress=Progress("reading")):
        failed += result.report is None
        click.echo(json.dumps(result.to_json(), ensure_ascii=False) if as_json else result.summary())
    sys.exit(1 if failed else 0)


@click.command()
@click.argument("files", nargs=-1, required=True, type=click.Path(exists=True, path_type=Path))
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object a file with its checks and findings.")
@click.option("--language", type=click.Choice(["zh", "en"]), help="Language of the messages (setting language).")
def check(files: tuple[Path, ...], as_json: bool, language: str | None) -> None:
    """Check drafts: do the sums hold, and if not, which cell is to blame?

    Nothing is archived.  Where the files hold the report of the year before as well, what was carried over is compared,
    too.  Ends with 1 where an error was found or a file could not be read; with 3 where nothing was found wrong, but
    not all sums could be checked: a table or rows are missing or unclear.

    \b
    Example:
      nianbao check draft.docx published_last_year.pdf --language en
    """
    ahead.start()
    from indexer.check.advice import advice, closing, verdict
    from indexer.files import compare_years, read_files

    settings = configuration.load(language=language)
    results = list(read_files(files, settings, progress=Progress("checking")))
    if len(results) > 1:
        compare_years(results)
    for result in results:
        if as_json:
            whole = result.to_json()
            click.echo(json.dumps({k: whole[k] for k in _CHECKED if k in whole}, ensure_ascii=False))
        else:
            click.echo("\n".join(advice(result, settings.language)))
    if not as_json:
        for line in closing(results, settings.language):
            click.echo(line)
    verdicts = {verdict(result) for result in results}
    sys.exit(1 if verdicts & {"unread", "wrong"} else 3 if "open" in verdicts else 0)


_CHECKED = ("file", "error", "form", "title", "report_year", "checks", "findings")


@click.command()
@click.argument("gold", nargs=-1, required=True, type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option(
    "--originals",
    multiple=True,
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    help="Folder to look for the originals in (besides the gold's own and its neighbours).",
)
@click.option("--differences", is_flag=True, help="List every difference too.")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object a format and form.")
def evaluate(gold: tuple[Path, ...], originals: tuple[Path, ...], differences: bool, as_json: bool) -> None:
    """Compare readings with gold files: cells right, wrong, invented and missed, by format and form.

    GOLD are JSON files or JSON Lines in the schema of docs/data.md, of reports or of titles.  Ends with 1 where an
    original is absent or cannot be read.

    \b
    Example:
      nianbao evaluate ../shared/gold/*.json --differences
    """
    from indexer.evaluate import evaluate as compare
    from indexer.evaluate import table
    from indexer.gold import GoldError, load

    try:
        done = compare(load(gold, originals), configuration.load(), progress=Progress("reading"))
    except GoldError as error:
        raise click.UsageError(str(error)) from error
    if as_json:
        for score in done.scores.values():
            click.echo(json.dumps(score.to_json(), ensure_ascii=False))
    else:
        click.echo("\n".join(table(done)))
    if differences:
        for line in done.differences:
            click.echo(line, err=as_json)
    for line in done.unread:
        click.echo(line, err=True)
    sys.exit(1 if done.unread else 0)


class Progress:
    """A line on stderr for each step of long work: a bar on a terminal, a line now and then otherwise."""

    def __init__(self, what: str) -> None:
        self.what = what
        self.last = -1

    def __call__(self, done: int, of: int) -> None:
        """Say that ``done`` of ``of`` are done."""
        percent = 100 * done // of if of else 100
        if sys.stderr.isatty():
            click.echo(f"\r{self.what} {done}/{of} {'█' * (percent // 5):20} ", err=True, nl=done >= of)
        elif percent // 10 != self.last // 10 or done >= of:
            click.echo(f"{self.what} {done}/{of}", err=True)
        self.last = percent


@click.command()
@click.argument("query", nargs=-1)
@click.option("--json", "as_json", is_flag=True, help="Print what GET /api/v1/search returns.")
@click.option("--filter", "filters", multiple=True, metavar="FACET=VALUE", help="Keep a value of a facet; repeatable.")
@click.option("--range", "ranges", multiple=True, metavar="NUMBER=LOW..HIGH", help="Keep a range of a number.")
@click.option("--histogram", "histograms", multiple=True, metavar="NUMBER", help="Show how a number is distributed.")
@click.option(
    "--sort", default="relevance", show_default=True, help="relevance, year or a number; - before it: falling."
)
@click.option("--page", type=click.IntRange(1), default=1, show_default=True)
@click.option("--size", type=click.IntRange(0, 1000), default=10, show_default=True, help="Reports on a page.")
@click.option("--no-synonyms", is_flag=True, help="Search the words as they are.")
@click.option("--language", type=click.Choice(["zh", "en"]), help="Language of labels (setting language).")
@click.option("--data", type=click.Path(path_type=Path), help="Data folder (setting data_dir).")
def search(query: tuple[str, ...], as_json: bool, data: Path | None, **options: Any) -> None:
    """Search the index; QUERY is a line of the query language (docs/query.md), nothing for all reports.

    \b
    Example:
      nianbao search '问题:"人员不足" 级别:county 年:2019..2024 不予处理/总计>30%' --json
    """
    from indexer import index as indexes
    from indexer.search.choices import settled
    from indexer.search.cli_text import as_text, pointing, request_of

    settings = configuration.load_existing(data_dir=data, language=options.pop("language"))
    line = " ".join(query)
    with pointing(line, settings.language):
        backend = indexes.open_made(settings)
        request = settled(request_of(line, settings.language, **options), backend)
        found = backend.search(request)
    click.echo(json.dumps(found.to_json(), ensure_ascii=False) if as_json else as_text(found, request))
