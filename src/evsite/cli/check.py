"""`evsite check`: findings."""

from typing import Annotated

import typer

from evsite.cli import completion
from evsite.cli.console import Threshold
from evsite.cli.options import Color
from evsite.output.diagnostics.formats import FORMATS

_FORMATS = (
    f"One of {', '.join(FORMATS)}; with =FILE it is written to that file. May be given several times, "
    "at most once for the screen."
)


def command(
    files: Annotated[
        list[str] | None,
        typer.Argument(
            metavar="FILE",
            help="Site files, folders (every site.toml and *.site.toml below), or - for standard input. "
            "This folder if there are none. After -- every word is a file.",
        ),
    ] = None,
    formats: Annotated[
        list[str] | None,
        typer.Option("--format", metavar="FORMAT[=FILE]", help=_FORMATS, autocompletion=completion.formats),
    ] = None,
    fail_on: Annotated[
        Threshold,
        typer.Option(
            metavar="SEVERITY",
            help="Exit with 1 when there is a finding of this severity or a graver one: "
            "error, warning, info, or never.",
        ),
    ] = "error",
    select: Annotated[
        list[str] | None,
        typer.Option(
            metavar="RULES",
            help="Ask these rules alone: codes, names or beginnings like EV4, with commas.",
            autocompletion=completion.rules,
        ),
    ] = None,
    ignore: Annotated[
        list[str] | None,
        typer.Option(
            metavar="RULES",
            help=r"Leave these rules out; [\[ignore]] in the file is better.",
            autocompletion=completion.rules,
        ),
    ] = None,
    root: Annotated[
        str | None,
        typer.Option(
            metavar="DIR",
            help="Folder that relative FILEs start from and that files are named relative to; this one if not given.",
        ),
    ] = None,
    show_not_checked: Annotated[
        bool,
        typer.Option(
            "--show-not-checked",
            help="List what could not be checked because input is missing in formats that only count it.",
        ),
    ] = False,
    color: Color = "auto",
) -> None:
    """Say what is wrong with site files, and where.

    Exit codes: 0 clean, 1 findings at or above --fail-on, 2 wrong usage, 3 a file that cannot be read or written.
    """
    from evsite.cli.checking import run_check

    rules = (select or [], ignore or [])
    raise typer.Exit(
        run_check(files or [], formats or ["full"], fail_on, color, rules, root, show_not_checked=show_not_checked)
    )
