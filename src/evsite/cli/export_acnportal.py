"""`evsite export acnportal`: a charging network for the simulator of that name."""

from typing import Annotated

import typer

from evsite.cli.options import Color, Moment, SiteFile


def command(
    file: SiteFile,
    out: Annotated[
        str | None,
        typer.Option("--out", metavar="FILE", help="Where the network goes; the screen without it."),
    ] = None,
    at: Moment = None,
    color: Color = "auto",
) -> None:
    """A charging network for acnportal: JSON that its ChargingNetwork.from_json loads.

    Ports become EVSEs, limits constraints on signed sums of their currents. What acnportal does not know is said
    on standard error.

    Exit codes: 0 done, 1 a wrong file, 2 wrong usage, 3 a file that cannot be read or written.
    """
    from evsite.cli.export_run import run_acnportal

    run_acnportal(file, out, at, color)
