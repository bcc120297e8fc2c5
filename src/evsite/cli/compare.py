"""`evsite compare`: two designs side by side."""

from typing import Annotated, Literal

import typer

from evsite.cli import completion
from evsite.cli.format_options import COMPARE_FORMATS
from evsite.cli.options import Color


def command(
    files: Annotated[
        list[str],
        typer.Argument(
            metavar="BEFORE AFTER", help="Two site files: what the second gains or loses; - for standard input."
        ),
    ],
    formats: Annotated[
        list[str] | None,
        typer.Option(
            "--format",
            metavar="FORMAT[=FILE]",
            help=f"One of {', '.join(COMPARE_FORMATS)}; with =FILE it is written to that file. May be given several "
            "times, at most once for the screen.",
            autocompletion=completion.compare_formats,
        ),
    ] = None,
    fail_on: Annotated[
        Literal["error", "worse", "never"],
        typer.Option(help="Exit with 1 for errors that are new in the second, or for anything that it loses."),
    ] = "never",
    documents: Annotated[
        bool | None,
        typer.Option(
            help="Compare the tables of all documents too; without either that is done up to 1,000 ports a site."
        ),
    ] = None,
    every: Annotated[bool, typer.Option("--all", help="Tell every line of every section.")] = False,
    color: Color = "auto",
) -> None:
    """What ports, conductors, findings and documents of one design gain or lose in another.

    Things are the same by their names, and by what they are where they were renamed. For a change in a repository:
    git show main:site.toml | evsite compare - site.toml

    Exit codes: 0 compared, 1 by --fail-on or not a site file, 2 wrong usage, 3 a file that cannot be read or written.
    """
    from evsite.cli.comparing import run_compare

    raise typer.Exit(run_compare(files, formats or ["text"], fail_on, color, documents=documents, every=every))
