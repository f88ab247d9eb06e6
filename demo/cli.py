"""The command ``nianbao demo``: options and what is printed; the work is in ``demo.run``."""

import sys
from pathlib import Path

import click


@click.command()
@click.option(
    "--data", "folder", default="demo-data", show_default=True, type=click.Path(path_type=Path), help="folder"
)
@click.option(
    "--port", default=8765, show_default=True, type=click.IntRange(0, 65535), help="of the app; next free one"
)
@click.option("--site-port", default=18651, show_default=True, type=click.IntRange(0, 65535), help="of the portals")
@click.option("--seed", default=None, type=int, help="another world than the usual one")
@click.option("--small", is_flag=True, help="only six bodies, in a few seconds")
@click.option("--no-serve", is_flag=True, help="stop when everything is indexed")
@click.option("--site-only", is_flag=True, help="serve the portals and nothing else")
def demo(
    folder: Path, port: int, site_port: int, seed: int | None, small: bool, no_serve: bool, site_only: bool
) -> None:
    """Show the whole road on an invented province, without a network.

    Serves the portals of 云泽省 (a province that does not exist) on loopback, crawls them, reads and indexes their
    reports, lets a day pass on which some change, visits them again, and opens the app.  Ctrl-C stops it.  Run again
    on the same folder it finds that nothing changed.

    \b
    Example:
      nianbao demo
      nianbao demo --data /tmp/demo --no-serve
    """
    from demo import run
    from demo.world import SEED

    settings = run.Plan(folder, port, site_port, SEED if seed is None else seed, small, not no_serve, site_only)
    try:
        sys.exit(run.run(settings, lambda line: click.echo(line, err=True)))
    except KeyboardInterrupt:
        click.echo("Stopped. / 已停止。", err=True)
        sys.exit(0)
    except run.DemoError as error:
        raise click.ClickException(str(error)) from error
