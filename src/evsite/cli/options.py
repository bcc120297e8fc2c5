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
DocumentFile = Annotated[
    str | None,
    typer.Option(
        "--output",
        "-o",
        metavar="FILE",
        help="Write a file: .pdf, .html, .txt, .json, .xlsx, or .csv, one for each kind of table unless --table "
        "names one.",
    ),
]
Plot = Annotated[bool, typer.Option("--plot", help="Charts made of characters in place of tables.")]
Every = Annotated[bool, typer.Option("--all", help="List every port, those with the same figures too.")]

# --- one moment -------------------------------------------------------------------------------------------------------

Occupied = Annotated[
    str | None,
    typer.Option(
        "--occupied",
        metavar="NAMES",
        help="Ports in use: all (as without it), or a list of ports, stations and groups: S1,S3.2",
        autocompletion=completion.ports_or_all,
    ),
]
Accept = Annotated[
    list[str] | None,
    typer.Option(
        "--accept",
        metavar="NAME=AMPS|VEHICLE",
        help='What vehicles accept: S1.1=32A, S2="Bolt EV" (all its ports), "32 A" (everybody). A list, which may be '
        "repeated; without it each takes what its port can give.",
        autocompletion=completion.accepts,
    ),
]
Order = Annotated[
    str | None,
    typer.Option(
        "--order",
        metavar="NAMES",
        help="Who came first, for first come, first served: S2.1,S1.1",
        autocompletion=completion.ports,
    ),
]
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
Offline = Annotated[
    str | None,
    typer.Option(
        "--offline",
        metavar="NAMES",
        help="Ports that cannot be reached, at their fallback: S4, or all.",
        autocompletion=completion.ports_or_all,
    ),
]
OtherLoads = Annotated[
    list[str] | None,
    typer.Option(
        "--load",
        metavar="NODE=LOAD",
        help='Uncontrolled load on a node, taken off the limits: T1="200 kW". May be repeated.',
        autocompletion=completion.loaded_nodes,
    ),
]
