"""`evsite import`: a site file from panel schedules, lists of stations, or a network of acnportal."""

from typing import Annotated, Literal

import typer

from evsite.cli.options import Color


def command(
    files: Annotated[
        list[str],
        typer.Argument(
            metavar="FILE",
            help="Panel schedules or lists of stations, CSV or XLSX, or a network of acnportal, JSON; several are "
            "put together. - for standard input.",
        ),
    ],
    columns: Annotated[
        str | None,
        typer.Option(
            metavar="ROLE=TITLE", help='Which column holds what: breaker="CB size",panel=Board,phase_a_va="A"'
        ),
    ] = None,
    preview: Annotated[
        bool, typer.Option("--preview", help="Tell what was understood and what was not, and write nothing.")
    ] = False,
    out: Annotated[
        str | None,
        typer.Option("--out", metavar="FILE", help="The site file to write, a new one; the screen without it."),
    ] = None,
    bad_rows: Annotated[
        Literal["refuse", "skip"],
        typer.Option("--bad-rows", help="What to do where a cell cannot be read: refuse the files, or leave it out."),
    ] = "refuse",
    color: Color = "auto",
) -> None:
    """Make a site file from a panel schedule, a list of stations, or a network of acnportal.

    Nothing is made up: what the files do not say is left out, and asked for in comments.

    Exit codes: 0 done, 1 something cannot be read, 2 wrong usage, 3 a file that cannot be read or written.
    """
    from evsite.cli.import_run import run_import

    raise typer.Exit(run_import(files, columns, out, color, preview=preview, skip=bad_rows == "skip"))
