"""Commands of the indexer: index, read, check, evaluate, search, verify, rebuild.  Arguments and printing only."""

import json
import sys
from pathlib import Path

import click

from config import settings as configuration


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

    An archive of several reports gives one result for each member.  A file that cannot be read gives its reason,
    and the command ends with 1.

    \b
    Example:
      nianbao read report.docx scans.zip --json
    """
    from indexer.files import read_files

    failed = 0
    for result in read_files(files, configuration.load(), progress=Progress("reading")):
        failed += result.report is None
        click.echo(json.dumps(result.to_json(), ensure_ascii=False) if as_json else result.summary())
    sys.exit(1 if failed else 0)


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
