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
        summaries = run.crawl(settings, list(portals), show.progress, lambda line: click.echo(line, err=True))
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


@click.group(invoke_without_command=True)
@click.option("--json", "as_json", is_flag=True, help="print one JSON object for each portal")
@click.pass_context
def portals(context: click.Context, as_json: bool) -> None:
    """List the portals of the register, or look at portals without archiving anything.

    \b
    Example:
      nianbao portals                       the register
      nianbao portals detect www.x.gov.cn   which family, and the entry to write
      nianbao portals check guiyang         what a visit would find, and what does not fit
    """
    from crawler.register import RegisterError, load
    from crawler.show import register_table

    if context.invoked_subcommand:
        return
    try:
        entries = load()
    except RegisterError as error:
        raise click.ClickException(str(error)) from error
    if as_json:
        for entry in entries:
            click.echo(entry.model_dump_json(exclude_defaults=True))
    else:
        click.echo("\n".join(register_table(entries)))


@portals.command()
@click.argument("address", metavar="URL")
@click.option("--json", "as_json", is_flag=True, help="print the result as one JSON object")
def detect(address: str, as_json: bool) -> None:
    """Fetch a page of a portal, say which family it runs on and why, and propose its register entry.

    The best page is the list of annual reports; a report's page or the home page do, too.

    \b
    Example:
      nianbao portals detect http://www.guiyang.gov.cn/zwgk/zfxxgks/zfxxgknb/
    """
    from crawler.look import detect_family
    from crawler.register import RegisterError
    from crawler.show import detected_lines

    try:
        found = detect_family(settings_module.load(), address)
    except (RegisterError, settings_module.SettingsError) as error:
        raise click.UsageError(str(error)) from error
    if as_json:
        click.echo(json.dumps(found.to_json(), ensure_ascii=False))
    else:
        click.echo("\n".join(detected_lines(found)))
    sys.exit(0 if found.entry else 1)


@portals.command()
@click.argument("names", nargs=-1, metavar="[NAME]...")
@click.option("--json", "as_json", is_flag=True, help="print one JSON object for each portal")
def check(names: tuple[str, ...], as_json: bool) -> None:
    """Walk the first pages of portals without archiving, and say what was found and what does not fit.

    Without names, every portal that is enabled; a disabled one is checked when it is named.

    \b
    Example:
      nianbao portals check guiyang
    """
    from crawler.look import check as look
    from crawler.register import RegisterError, load
    from crawler.show import checked_lines

    try:
        entries = [entry for entry in load(list(names)) if names or entry.enabled]
        results = look(settings_module.load(), entries)
    except (RegisterError, settings_module.SettingsError) as error:
        raise click.UsageError(str(error)) from error
    for result in results:
        click.echo(json.dumps(result.to_json(), ensure_ascii=False) if as_json else "\n".join(checked_lines(result)))
    sys.exit(0 if all(result.good for result in results) else 1)


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
