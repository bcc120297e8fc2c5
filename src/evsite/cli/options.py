"""Arguments and options that several commands have, so that they read and mean the same everywhere."""

from typing import Annotated, Literal

import typer

from evsite.cli import completion

SiteFile = Annotated[str, typer.Argument(metavar="FILE", help="Site file, or - for standard input.")]
Color = Annotated[
    Literal["auto", "always", "never"],
    typer.Option("--color", help="Colour on a terminal, always or never; NO_COLOR and FORCE_COLOR are respected."),
]
TextOrJson = Annotated[Literal["text", "json"], typer.Option("--format", help="Text for people, or one JSON document.")]
Moment = Annotated[
    str | None, typer.Option("--at", metavar="MOMENT", help='Moment of the week, for schedules: "Mon 13:00".')
]
Vehicles = Annotated[
    str | None,
    typer.Option(
        "--vehicles",
        metavar="MIX",
        help="What a mix of vehicles gets: NAME=PARTS,NAME=PARTS; or all that `evsite catalog vehicles` lists.",
        autocompletion=completion.mix,
    ),
]
Every = Annotated[bool, typer.Option("--all", help="List every port also on a big site.")]
