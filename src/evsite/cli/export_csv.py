"""`evsite export csv`: plain tables of a site."""

from typing import Annotated

import typer

from evsite.cli.options import Color, Moment, SiteFile


def command(
    file: SiteFile,
    what: Annotated[
        list[str] | None,
        typer.Option(
            "--what",
            metavar="TABLES",
            help="limits, ports, shares or guarantees, several with commas; all of them without it.",
        ),
    ] = None,
    out: Annotated[
        str | None,
        typer.Option(
            "--out",
            metavar="FILE|FOLDER",
            help="A file for one table, or a folder for a file each, limits.csv and so on.",
        ),
    ] = None,
    at: Moment = None,
    color: Color = "auto",
) -> None:
    """Limits, ports, shares and guarantees as plain tables, units in their titles.

    Shares and loads are those with every port in use. Guarantees hold over the whole week, times without charging
    aside, or at the moment of --at.

    Exit codes: 0 done, 1 a wrong file, 2 wrong usage, 3 a file that cannot be read or written.
    """
    from evsite.cli.export_run import run_csv

    run_csv(file, tuple(what or ()), out, at, color)
