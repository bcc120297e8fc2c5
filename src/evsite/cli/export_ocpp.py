"""`evsite export ocpp`: charging profiles for stations."""

from typing import Annotated, Literal

import typer

from evsite.cli.options import Accept, Color, Every, Occupied, Offline, SiteFile, TextOrJson

_SHARE, _PLAN = "Live shares", "Plans for fleets"


def command(  # noqa: PLR0917 - options of a command are its parameters
    file: SiteFile,
    version: Annotated[Literal["1.6", "2.0.1", "2.1"], typer.Option("--version", help="Version of OCPP.")] = "1.6",
    station: Annotated[
        list[str] | None,
        typer.Option("--station", metavar="NAME", help="Only this station; repeated for several."),
    ] = None,
    purpose: Annotated[
        list[str] | None,
        typer.Option(
            "--purpose",
            metavar="PURPOSES",
            help="fallback: where nothing else holds; station: all ports together; static: the guaranteed share of "
            "each window of the week; share: the next 15 minutes; plan: the stays of vehicles of fleets. Several with "
            "commas; fallback,station without.",
        ),
    ] = None,
    static: Annotated[
        bool, typer.Option("--static", help="Weekly guaranteed shares too, which need no cloud.")
    ] = False,
    unit: Annotated[Literal["A", "W"], typer.Option("--unit", help="Unit of limits; W for DC anyway.")] = "A",
    max_periods: Annotated[
        int | None,
        typer.Option(
            "--max-periods",
            metavar="N",
            min=1,
            help="Most periods in a schedule; of neighbours that are merged the lower limit holds.",
        ),
    ] = None,
    from_: Annotated[
        str | None,
        typer.Option(
            "--from",
            metavar="DATE|MOMENT",
            help="From when on, like 2026-01-05 or 2026-01-05T13:00:00Z; today without it, a live share from now on.",
        ),
    ] = None,
    zone: Annotated[
        str | None,
        typer.Option(metavar="ZONE", help="Local time, like America/Los_Angeles or -08:00, where windows go by it."),
    ] = None,
    out: Annotated[
        str | None,
        typer.Option("--out", metavar="FILE|FOLDER", help="Write a JSON document, or into a folder one a station."),
    ] = None,
    transaction: Annotated[
        list[str] | None,
        typer.Option(
            "--transaction",
            metavar="PORT=ID",
            help="Transaction of a port: S1.1=4711. May be repeated.",
            rich_help_panel=_SHARE,
        ),
    ] = None,
    trips: Annotated[
        list[str] | None,
        typer.Option(
            "--trips",
            metavar="PATH",
            help="Trips that are planned, as for `evsite fleet`; repeated for several.",
            rich_help_panel=_PLAN,
        ),
    ] = None,
    tariff: Annotated[
        str | None,
        typer.Option(
            metavar="TARIFF",
            help="Let the plan cost least: a file, or one of `evsite catalog tariffs`.",
            rich_help_panel=_PLAN,
        ),
    ] = None,
    occupied: Occupied = None,
    accept: Accept = None,
    offline: Offline = None,
    format: TextOrJson = "text",  # noqa: A002 - the name of the option
    every: Every = False,
    color: Color = "auto",
) -> None:
    """SetChargingProfile messages: fallbacks, stations as a whole, weekly shares, live shares, plans.

    Limits are rounded down to 0.1 A or 0.1 W, and never above those of the site.

    Exit codes: 0 done, 1 a wrong file, 2 wrong usage, 3 a file that cannot be read or written.
    """
    from evsite.cli.export_ocpp_run import OcppOptions, run_ocpp

    options = OcppOptions(
        version,
        tuple(station or ()),
        tuple(purpose or ()),
        static,
        unit,
        max_periods,
        from_,
        zone,
        out,
        tuple(transaction or ()),
        occupied,
        tuple(accept or ()),
        offline,
        tuple(trips or ()),
        tariff,
    )
    run_ocpp(file, options, color, as_json=format == "json", every=every)
