"""Commands of the app: `nianbao serve`, `nianbao status`, `nianbao export` (loaded by nianbao.py)."""

import click

from config import settings as all_settings


@click.command()
@click.option("--host", help="address to listen on (setting: host)")
@click.option("--port", type=click.IntRange(0, 65535), help="port to listen on; 0: any free one (setting: port)")
def serve(host: str | None, port: int | None) -> None:
    """Serve the search page, the reports and the API.

    Example: nianbao serve --port 8000
    """
    from search_app.server import PortTakenError, run

    try:
        run(
            all_settings.load(host=host, port=port),
            lambda address: click.echo(f"年报 Nianbao · {address}  (Ctrl-C: stop)", err=True),
        )
    except all_settings.SettingsError as error:
        raise click.UsageError(str(error)) from error
    except PortTakenError as error:
        raise click.ClickException(str(error)) from error
