"""Commands of the app: `nianbao serve`, `nianbao status`, `nianbao export` (loaded by nianbao.py)."""

import json
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
    from search_app.server import run

    run(
        configuration.load(host=host, port=port, data_dir=data),
        lambda address: click.echo(f"年报 Nianbao · {address}  (Ctrl-C: stop)", err=True),
    )


@click.command()
@click.option("--json", "as_json", is_flag=True, help="Print everything as one JSON object.")
@click.option("--data", type=click.Path(path_type=Path), help="Data folder (setting data_dir).")
def status(as_json: bool, data: Path | None) -> None:
    """Show what the data folder holds, the last visit of each portal, open problems and unreadable originals.

    \b
    Example:
      nianbao status --json
    """
    from crawler.archive import Archive
    from indexer.store import Store
    from search_app.overview import overview

    with Archive.open(configuration.load(data_dir=data)) as archive:
        found = overview(Store(archive.engine))
    if as_json:
        click.echo(json.dumps(found, ensure_ascii=False))
        return
    click.echo("  ".join(f"{name}: {count}" for name, count in found["counts"].items()))
    for portal in found["portals"]:
        last = portal["last"] or {}
        click.echo(f"{portal['name']}  {last.get('started') or 'never visited'}  {last.get('reason') or ''}")
    for problem in found["problems"]:
        click.echo(
            f"problem  {problem['kind']}  {problem['portal'] or ''}  {problem['url'] or ''}  {problem['evidence']}"
        )
    for item in found["failures"]:
        click.echo(f"unread   {item['reason']}  {item['url']} {item['member']}  {item['detail']}")
