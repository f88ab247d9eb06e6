"""Commands of the app: `nianbao serve` and `nianbao status` (loaded by nianbao.py)."""

import json
import sys
import threading
from pathlib import Path

import click

from config import settings as configuration


@click.command()
@click.option("--host", help="Address to listen on (setting host).")
@click.option("--port", type=click.IntRange(0, 65535), help="Port to listen on; 0: any free one (setting port).")
@click.option("--data", type=click.Path(path_type=Path), help="Data folder (setting data_dir).")
def serve(host: str | None, port: int | None, data: Path | None) -> None:
    """Serve the search page, the reports, the originals and the API until Ctrl-C.

    \b
    Example:
      nianbao serve --port 8000
    """
    from indexer.tokenize import tokenizer

    threading.Thread(target=tokenizer, daemon=True).start()  # the dictionary is read while the app is imported
    from search_app.server import run

    run(
        configuration.load(host=host, port=port, data_dir=data),
        lambda address: click.echo(f"年报 Nianbao · {address}  (Ctrl-C: stop)", err=True),
    )


@click.command()
@click.option("--health", is_flag=True, help="Print alarms only; exit 1 where there is any (for a monitor).")
@click.option(
    "--duties",
    "year",
    type=click.IntRange(2008, 2200),
    metavar="YEAR",
    help="Print the ledger of duties for a report year.",
)
@click.option("--json", "as_json", is_flag=True, help="Print everything as one JSON object.")
@click.option("--language", type=click.Choice(["zh", "en"]), help="Language of the lines (setting language).")
@click.option("--data", type=click.Path(path_type=Path), help="Data folder (setting data_dir).")
def status(health: bool, year: int | None, as_json: bool, language: str | None, data: Path | None) -> None:
    """Show what is held, each portal's visits, open problems, and originals that could not be read.

    With --duties: which registered bodies published their report of a year on time, late, or not at all.

    \b
    Example:
      nianbao status
      nianbao status --duties 2025 --language en
      nianbao status --health || mail -s "nianbao" operator@example.org
    """
    from crawler.archive import Archive
    from indexer.store import Store
    from search_app.overview import overview
    from search_app.status_text import lines

    settings = configuration.load_existing(data_dir=data, language=language)
    if year is not None:
        _print_duties(settings, year, as_json)
        return
    with Archive.open(settings) as archive:
        found = overview(settings, Store(archive.engine))
    if as_json:
        click.echo(json.dumps(found["alarms"] if health else found, ensure_ascii=False))
    else:
        for line in lines(found, settings.language, alarms_only=health):
            click.echo(line)
    sys.exit(1 if health and found["alarms"] else 0)


def _print_duties(settings: configuration.Settings, year: int, as_json: bool) -> None:
    from crawler.archive import Archive
    from indexer.store import Store
    from search_app import ledger
    from search_app.status_text import duty_lines

    with Archive.open(settings) as archive:
        found = ledger.duties(Store(archive.engine), year)
    if as_json:
        click.echo(json.dumps([duty.to_json() for duty in found], ensure_ascii=False))
    else:
        click.echo("\n".join(duty_lines(found, settings.language)))
