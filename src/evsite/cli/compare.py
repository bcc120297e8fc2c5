"""`evsite compare`: a site and its regular installation, or two designs, side by side."""

from typing import Annotated, Literal

import typer

from evsite.cli import completion
from evsite.cli import session_options as given
from evsite.cli.format_options import COMPARE_FORMATS
from evsite.cli.options import Color


def command(  # noqa: PLR0917 - options of a command are its parameters
    files: Annotated[
        list[str],
        typer.Argument(
            metavar="FILE [AFTER]",
            help="One site file, beside a regular installation of its stations; or two: what the second gains or "
            "loses; - for standard input.",
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
        typer.Option(
            metavar="WHEN",
            help="Exit with 1 for errors that are new in the second (error), for anything that it loses (worse), "
            "or never.",
        ),
    ] = "never",
    documents: Annotated[
        bool | None,
        typer.Option(
            help="Compare the tables of all documents too; without either that is done up to 1,000 ports a site."
        ),
    ] = None,
    every: Annotated[bool, typer.Option("--all", help="Tell every line of every section.")] = False,
    prices: Annotated[
        str | None,
        typer.Option("--prices", metavar="PRICES", help="Of one file: your own prices, as evsite bom reads them."),
    ] = None,
    tail: Annotated[
        str | None,
        typer.Option("--tail", metavar="LENGTH", help="Of one file: added at each end of conductors; 5 ft without it."),
    ] = None,
    waste: Annotated[
        str | None,
        typer.Option("--waste", metavar="PERCENT", help="Of one file: added to what is bought by the foot; 5 %."),
    ] = None,
    raceway: Annotated[
        Literal["EMT", "IMC", "RMC", "PVC-40", "PVC-80"] | None,
        typer.Option("--raceway", help="Of one file: kind of raceway where it says none."),
    ] = None,
    write_regular: Annotated[
        str | None,
        typer.Option(
            "--write-regular", metavar="FILE", help="Of one file: write the regular installation as a site file."
        ),
    ] = None,
    sessions: given.SessionFiles = None,
    tariff: given.Tariff = None,
    columns: given.Columns = None,
    preset: given.Preset = None,
    zone: given.Zone = None,
    date_order: given.DateOrder = None,
    overlaps: given.Overlaps = "refuse",
    unknown: given.Unknown = "refuse",
    bad_rows: given.BadRows = "refuse",
    port_names: given.PortNames = None,
    since: given.Since = None,
    until: given.Until = None,
    ports: given.Ports = None,
    waitlist: given.Waitlist = None,
    move_when_full: given.MoveWhenFull = False,
    drivers: given.Drivers = None,
    profile: given.Profile = None,
    days: given.Days = 28,
    seed: given.Seed = 0,
    start: given.Start = None,
    color: Color = "auto",
) -> None:
    """What sharing saves against a regular installation, or what one design gains or loses in another.

    Of one site file: the same stations with a circuit for each port and nothing managed, as large as the code asks, and
    what each driver gets for the difference. Of two: ports, conductors, findings and documents.
    Things are the same by their names, and by what they are where they were renamed. For a change in a repository:
    git show main:site.toml | evsite compare - site.toml
    With sessions the same drivers are played in both, and with a tariff it says what that saves in a month.

    Exit codes: 0 compared, 1 by --fail-on, not a site file or not sessions, 2 wrong usage, 3 a file that cannot be read
    or written.
    """
    from evsite.cli.comparing import run_compare
    from evsite.cli.comparing_drivers import PlayedOptions
    from evsite.cli.comparing_regular import RegularOptions, options_of_two, run_regular

    played = PlayedOptions(
        given.SessionOptions(
            tuple(sessions or ()),
            columns,
            preset,
            zone,
            date_order,
            overlaps,
            unknown,
            bad_rows,
            port_names,
            since,
            until,
            profile,
            drivers,
            days,
            seed,
            start,
        ),
        tariff,
        ports,
        waitlist,
        move_when_full,
    )
    options = RegularOptions(prices, tail, waste, raceway, write_regular)
    if len(files) == 1:
        two = options_of_two(fail_on != "never", documents is not None, every)
        raise typer.Exit(run_regular(files[0], formats or ["text"], options, two, color, played))
    options.refuse_if_given()
    raise typer.Exit(
        run_compare(files, formats or ["text"], fail_on, color, documents=documents, every=every, played=played)
    )
