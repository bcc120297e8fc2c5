"""`evsite fleet`: charging schedules for fleets, and alerts."""

from typing import Annotated, Literal

import typer

from evsite.cli.options import Color, Offline, OtherLoads, SiteFile, TextOrJson

_FILES = "Files of trips"


def command(  # noqa: PLR0917 - options of a command are its parameters
    file: SiteFile,
    trips: Annotated[
        list[str] | None,
        typer.Option(
            "--trips",
            metavar="PATH",
            help="Trips, CSV (also .gz): vehicle, fleet, port, arrive, depart and energy_kwh, or soc, target_soc and "
            "battery_kwh; repeated for several.",
        ),
    ] = None,
    tariff: Annotated[
        str | None,
        typer.Option(metavar="TARIFF", help="Let it cost least: a file, or one of `evsite catalog tariffs`."),
    ] = None,
    step: Annotated[
        str, typer.Option(metavar="TIME", help="Length of a step of the plan; a whole number of them is an hour.")
    ] = "15 min",
    offline: Offline = None,
    load: OtherLoads = None,
    peak_so_far: Annotated[
        list[str] | None,
        typer.Option(
            "--peak-so-far",
            metavar="[CHARGE=]KW",
            help='Highest demand of the month up to now: "120 kW", or of one charge of the tariff: Summer="120 kW". '
            "May be repeated.",
        ),
    ] = None,
    now: Annotated[
        str | None,
        typer.Option(
            metavar="MOMENT",
            help="Plan the rest anew from then on. What came before went as planned, but for --actual.",
        ),
    ] = None,
    actual: Annotated[
        list[str] | None,
        typer.Option(
            "--actual",
            metavar="PATH",
            help="What became of trips, CSV: vehicle, arrive, depart, fault, delivered_kwh or soc; repeated for "
            "several. Without --now all is over, and the run stands beside a plan that had known it.",
        ),
    ] = None,
    csv: Annotated[
        str | None, typer.Option("--csv", metavar="FILE", help="Write the plan as CSV: a row a vehicle and step.")
    ] = None,
    svg: Annotated[
        str | None, typer.Option("--svg", metavar="FILE", help="Write the plan as a chart, a row a vehicle.")
    ] = None,
    columns: Annotated[
        str | None,
        typer.Option(
            metavar="ROLE=TITLE",
            help='Which column holds what: vehicle=Unit,arrive="Gate in",depart="Gate out",energy_kwh=kWh',
            rich_help_panel=_FILES,
        ),
    ] = None,
    zone: Annotated[
        str | None,
        typer.Option(metavar="ZONE", help="Local time, like America/Los_Angeles or -08:00.", rich_help_panel=_FILES),
    ] = None,
    date_order: Annotated[
        str | None,
        typer.Option(
            "--date-order",
            metavar="month-first|day-first",
            help="What 3/4/2025 is, where no date of a file shows it.",
            rich_help_panel=_FILES,
        ),
    ] = None,
    port_names: Annotated[
        str | None,
        typer.Option("--port-names", metavar="PATH", help="File with other names of ports.", rich_help_panel=_FILES),
    ] = None,
    since: Annotated[
        str | None,
        typer.Option(
            metavar="MOMENT",
            help="Leave out trips that arrive before it; those that repeat every week have dates from then on.",
            rich_help_panel=_FILES,
        ),
    ] = None,
    until: Annotated[
        str | None,
        typer.Option(metavar="MOMENT", help="Leave out trips that arrive from then on.", rich_help_panel=_FILES),
    ] = None,
    fail_on: Annotated[
        Literal["error", "warning", "never"],
        typer.Option(metavar="SEVERITY", help="Exit with 1 when there is such an alert: error, warning or never."),
    ] = "error",
    every: Annotated[bool, typer.Option("--all", help="Show every alert, vehicle and limit.")] = False,
    format: TextOrJson = "text",  # noqa: A002 - the name of the option
    color: Color = "auto",
) -> None:
    """Charging schedules for fleets: ready by departure, by rank, at the least cost.

    No limit is exceeded, also where vehicles draw less than planned. Alerts have ways out that were planned anew.

    Exit codes: 0 done, 1 alerts at --fail-on or a wrong file, 2 wrong usage, 3 a file that cannot be read or written.
    """
    from evsite.cli.fleet_run import FleetOptions, run_fleet

    options = FleetOptions(
        tuple(trips or ()),
        tariff,
        step,
        offline,
        tuple(load or ()),
        tuple(peak_so_far or ()),
        now,
        tuple(actual or ()),
        csv,
        svg,
        columns,
        zone,
        date_order,
        port_names,
        since,
        until,
    )
    raise typer.Exit(run_fleet(file, options, fail_on, color, as_json=format == "json", every=every))
