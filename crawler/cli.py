"""The commands ``nianbao crawl``, ``portals``, ``import`` and ``schedule``: options, progress and tables; no logic."""

import json
import sys
from pathlib import Path

import click

from config import settings as settings_module
from crawler.summary import CrawlSummary


@click.command()
@click.argument("portals", nargs=-1, metavar="[PORTAL]...")
@click.option("--data", "data_dir", metavar="DIR", help="data folder (setting data_dir)")
@click.option("--json", "as_json", is_flag=True, help="print one JSON object for each portal")
def crawl(portals: tuple[str, ...], data_dir: str | None, as_json: bool) -> None:
    """Visit portals of the register and archive what they publish.

    Without names, every portal that is enabled.  Several portals are visited at once, each host by one request at a
    time.  Ctrl-C ends cleanly: what is in flight is stored.

    \b
    Example:
      nianbao crawl                 all enabled portals
      nianbao crawl guiyang --json  one, with counts as JSON
    """
    from crawler import run
    from crawler.archive import ArchiveError
    from crawler.register import RegisterError
    from crawler.show import Show

    show = Show()
    try:
        settings = settings_module.load(data_dir=data_dir)
        summaries = run.crawl(settings, list(portals), show.progress)
    except (RegisterError, settings_module.SettingsError) as error:
        raise click.UsageError(str(error)) from error
    except ArchiveError as error:
        raise click.ClickException(str(error)) from error
    finally:
        show.done()
    _print(summaries, as_json)
    sys.exit(0 if all(summary.good for summary in summaries) else 1)


def _print(summaries: list[CrawlSummary], as_json: bool) -> None:
    from crawler.show import failure_lines, table

    if as_json:
        for summary in summaries:
            click.echo(json.dumps(summary.to_json(), ensure_ascii=False))
        return
    if not summaries:
        click.echo("No portal of the register is enabled; see `nianbao portals`.", err=True)
    for line in table(summaries):
        click.echo(line)
    for line in failure_lines(summaries):
        click.echo(line, err=True)


@click.command("import")
@click.argument("paths", nargs=-1, required=True, metavar="PATH...", type=click.Path(path_type=Path))
@click.option("--data", "data_dir", metavar="DIR", help="data folder (setting data_dir)")
@click.option("--json", "as_json", is_flag=True, help="print the counts and failures as one JSON object")
def import_(paths: tuple[Path, ...], data_dir: str | None, as_json: bool) -> None:
    """Archive local files, and folders with all that is in them.

    Bytes and names are kept exactly.  What was imported before and has not changed is not stored again.  In folders,
    hidden files are left out, and symbolic links are followed to files of that folder only.

    \b
    Example:
      nianbao import ~/reports draft.docx && nianbao index
    """
    from crawler.archive import ArchiveError
    from crawler.imports import run_import

    try:
        settings = settings_module.load(data_dir=data_dir)
        summary = run_import(settings, paths, lambda text: click.echo(text, err=True, nl=False))
    except settings_module.SettingsError as error:
        raise click.UsageError(str(error)) from error
    except ArchiveError as error:
        raise click.ClickException(str(error)) from error
    if as_json:
        click.echo(json.dumps(summary.to_json(), ensure_ascii=False))
    else:
        click.echo("\n".join(summary.table()))
    sys.exit(1 if summary.failures else 0)


@click.command()
@click.option("--once", is_flag=True, help="visit what is due, index what changed, and end (for cron or a timer)")
@click.option("--data", "data_dir", metavar="DIR", help="data folder (setting data_dir)")
def schedule(once: bool, data_dir: str | None) -> None:
    """Visit every enabled portal when it is due, and read and index what changed; runs until Ctrl-C or SIGTERM.

    Portals are visited daily in their season and weekly otherwise, as their entries say, and after each statutory date.
    Several schedulers on one catalogue share the work.  A stop is clean: what is in flight is stored.

    \b
    Example:
      nianbao schedule          for ever, e.g. as a service (docs/operating.md)
      nianbao schedule --once   what is due now, e.g. every hour from cron
    """
    from crawler.archive import ArchiveError
    from crawler.register import RegisterError
    from crawler.schedule.service import serve

    try:
        failed = serve(settings_module.load(data_dir=data_dir), once=once, say=lambda line: click.echo(line, err=True))
    except (RegisterError, settings_module.SettingsError) as error:
        raise click.UsageError(str(error)) from error
    except ArchiveError as error:
        raise click.ClickException(str(error)) from error
    sys.exit(1 if failed and once else 0)
