"""`evsite size`: a design that passes its own check, from what is there and what drivers need."""

from typing import Annotated

import typer

from evsite.cli import completion
from evsite.cli import session_options as given
from evsite.cli.meter_options import (
    Combined,
    DecimalMark,
    EndColumn,
    Layout,
    LoadColumn,
    Meter,
    Multiplier,
    PowerFactor,
    Seasonal,
    Stamps,
    TimeColumn,
    TimeZone,
    Unit,
)
from evsite.cli.options import Color, TextOrJson

_SOURCE = "What is there"
_WANTED = "What is wanted"
_ALLOWED = "What may be built"
_DRIVERS = "Drivers who come, with --served"


def command(  # noqa: PLR0917 - options of a command are its parameters
    service: Annotated[
        str | None,
        typer.Option(
            metavar="RATING",
            help='Service that feeds the chargers: "1200 A" or "225 kVA"; any for the least that does.',
            rich_help_panel=_SOURCE,
        ),
    ] = None,
    transformer: Annotated[
        str | None,
        typer.Option(
            metavar="KVA",
            help='Transformer that feeds them instead: "225 kVA"; any for the least that does.',
            rich_help_panel=_SOURCE,
        ),
    ] = None,
    panel: Annotated[
        str | None,
        typer.Option(
            metavar="AMPS",
            help='Existing panel that feeds them instead, by its main: "400 A"; any for the least that does.',
            rich_help_panel=_SOURCE,
        ),
    ] = None,
    spaces: Annotated[
        str | None,
        typer.Option(metavar="NUMBER", help="Breaker spaces that the panel has free.", rich_help_panel=_SOURCE),
    ] = None,
    system: Annotated[
        str | None,
        typer.Option(
            metavar="SYSTEM",
            help="Voltage system there, always needed: 208Y/120, 480Y/277, 600Y/347, 240/120, 120/208 single-phase, "
            "240/120 high-leg delta, 240 delta, 480 delta, or as the trade writes them (120/208V 3PH 4W).",
            autocompletion=completion.systems,
            rich_help_panel=_SOURCE,
        ),
    ] = None,
    existing: Annotated[
        str | None,
        typer.Option(
            metavar="LOAD",
            help='Load that is there already, by a calculation: "300 A", "A=280 A, B=310 A, C=250 A" or "150 kVA".',
            rich_help_panel=_SOURCE,
        ),
    ] = None,
    peak: Annotated[
        str | None,
        typer.Option(
            metavar="LOAD",
            help="The same by a meter, its highest 15 minutes, which count at 125 % (NEC 220.87); goes with --days.",
            rich_help_panel=_SOURCE,
        ),
    ] = None,
    days: Annotated[
        str | None,
        typer.Option(
            metavar="DAYS",
            help="Days that the record of --peak covers: 365, at least 30; or those of --drivers, 28 without it.",
            rich_help_panel=_SOURCE,
        ),
    ] = None,
    data: Annotated[
        list[str] | None,
        typer.Option(
            metavar="METER",
            help="The same by the meter's interval data, CSV or Green Button XML; repeated for several files.",
            rich_help_panel=_SOURCE,
        ),
    ] = None,
    stalls: Annotated[
        str | None,
        typer.Option(
            metavar="NUMBER",
            help="Stalls that get a port each; with --max-ports at most so many.",
            rich_help_panel=_WANTED,
        ),
    ] = None,
    ports: Annotated[
        str | None, typer.Option(metavar="NUMBER", help="The same, counted as ports.", rich_help_panel=_WANTED)
    ] = None,
    max_ports: Annotated[
        bool,
        typer.Option(
            "--max-ports",
            help="As many ports as what is there can feed; so it is too without --stalls.",
            rich_help_panel=_WANTED,
        ),
    ] = False,
    application: Annotated[
        str | None,
        typer.Option(
            metavar="USE",
            help="What cars do here, which gives miles and hours where they are not given: all-day-parking, "
            "overnight-parking, multifamily, hotel ...",
            autocompletion=completion.applications,
            rich_help_panel=_WANTED,
        ),
    ] = None,
    miles: Annotated[
        str | None,
        typer.Option(metavar="MILES", help="Range that every car gains in its stay: 40.", rich_help_panel=_WANTED),
    ] = None,
    hours: Annotated[
        str | None,
        typer.Option(metavar="HOURS", help="How long a car stays plugged in: 8.", rich_help_panel=_WANTED),
    ] = None,
    miles_per_kwh: Annotated[
        str | None, typer.Option(metavar="MILES", help="Range of cars per kWh; 3 without it.", rich_help_panel=_WANTED)
    ] = None,
    min_current: Annotated[
        str | None,
        typer.Option(
            metavar="AMPS", help='Least that every port gets with every stall full: "8 A".', rich_help_panel=_WANTED
        ),
    ] = None,
    min_power: Annotated[
        str | None, typer.Option(metavar="POWER", help='The same as power: "3.3 kW".', rich_help_panel=_WANTED)
    ] = None,
    min_range: Annotated[
        str | None, typer.Option(metavar="RANGE", help='The same as range: "10 mi/h".', rich_help_panel=_WANTED)
    ] = None,
    profile: Annotated[
        list[str] | None,
        typer.Option(
            metavar="NAME",
            help="The same as a jurisdiction asks it, repeated for several; `evsite rules --profiles` lists them. Or "
            "what --drivers do: workplace or campus.",
            autocompletion=completion.profiles,
            rich_help_panel=_WANTED,
        ),
    ] = None,
    served: Annotated[
        str | None,
        typer.Option(
            metavar="SHARE",
            help='Share of the drivers who could be full that leave full, by simulation: "95%"; goes with --sessions '
            "or --drivers.",
            rich_help_panel=_WANTED,
        ),
    ] = None,
    sessions: Annotated[
        list[str] | None,
        typer.Option(
            metavar="PATH",
            help="Sessions, CSV (also .gz) or TOML: arrival, leave, energy; repeated for several.",
            rich_help_panel=_DRIVERS,
        ),
    ] = None,
    drivers: Annotated[
        int | None,
        typer.Option(metavar="N", min=1, help="Make up sessions of so many drivers.", rich_help_panel=_DRIVERS),
    ] = None,
    seed: Annotated[
        int, typer.Option(metavar="N", min=0, help="Another number makes up other drivers.", rich_help_panel=_DRIVERS)
    ] = 0,
    start: Annotated[
        str | None,
        typer.Option(
            metavar="DATE", help="The first day, like 2026-06-01; a Monday without it.", rich_help_panel=_DRIVERS
        ),
    ] = None,
    columns: given.Columns = None,
    preset: given.Preset = None,
    zone: given.Zone = None,
    date_order: given.DateOrder = None,
    overlaps: given.Overlaps = "refuse",
    bad_rows: given.BadRows = "refuse",
    since: given.Since = None,
    until: given.Until = None,
    model: Annotated[
        list[str] | None,
        typer.Option(
            metavar="ID",
            help="Station of the catalogue, repeated where several will do; any that suits without it.",
            autocompletion=completion.models,
            rich_help_panel=_ALLOWED,
        ),
    ] = None,
    station: Annotated[
        str | None,
        typer.Option(
            metavar="RATING",
            help='Stations of no model instead, by what a port draws: "30 A"; or DC stations, by output: "150 kW".',
            rich_help_panel=_ALLOWED,
        ),
    ] = None,
    circuits: Annotated[
        list[str] | None,
        typer.Option(
            metavar="FORM",
            help="How stations may be wired, repeated for several: own (a circuit for each port), jumper (one for both "
            "ports of a station), shared (one for several stations); each of them without it.",
            autocompletion=completion.circuit_forms,
            rich_help_panel=_ALLOWED,
        ),
    ] = None,
    groups: Annotated[
        list[str] | None,
        typer.Option(
            metavar="PLACE",
            help="Where load management may hold a limit, repeated for several: none, circuit, panel, site; each of "
            "them without it.",
            autocompletion=completion.group_forms,
            rich_help_panel=_ALLOWED,
        ),
    ] = None,
    no_sharing: Annotated[
        bool,
        typer.Option(
            "--no-sharing", help="Short for --circuits own --groups none: a regular install.", rich_help_panel=_ALLOWED
        ),
    ] = False,
    nec: Annotated[
        str | None, typer.Option(metavar="YEAR", help="Edition of the NEC; 2023 without it.", rich_help_panel=_ALLOWED)
    ] = None,
    distance: Annotated[
        str | None,
        typer.Option(
            metavar="LENGTH",
            help='From the panel to the first stall: "120 ft"; without it feet and voltage drop stay open.',
            rich_help_panel=_ALLOWED,
        ),
    ] = None,
    pitch: Annotated[
        str | None,
        typer.Option(metavar="LENGTH", help='From one stall to the next: "9 ft".', rich_help_panel=_ALLOWED),
    ] = None,
    rows: Annotated[
        str | None,
        typer.Option(metavar="NUMBER", help="Rows that the stalls stand in; 1 without it.", rich_help_panel=_ALLOWED),
    ] = None,
    material: Annotated[
        str | None,
        typer.Option(metavar="METAL", help="Conductors of Cu (copper, without it) or Al.", rich_help_panel=_ALLOWED),
    ] = None,
    terminals: Annotated[
        str | None,
        typer.Option(
            metavar="TEMPERATURE",
            help='What terminals are marked for: "60 °C" or "75 °C"; without it 60 °C up to 100 A and 75 °C above.',
            rich_help_panel=_ALLOWED,
        ),
    ] = None,
    spare: Annotated[
        str | None,
        typer.Option(
            metavar="PERCENT",
            help='Capacity and breaker spaces that stay free for later: "20 %".',
            rich_help_panel=_ALLOWED,
        ),
    ] = None,
    layout: Layout = None,
    unit: Unit = None,
    column: LoadColumn = None,
    meter: Meter = None,
    time_column: TimeColumn = None,
    end_column: EndColumn = None,
    stamps: Stamps = None,
    timezone: TimeZone = None,
    multiplier: Multiplier = None,
    decimal: DecimalMark = None,
    combine: Combined = None,
    power_factor: PowerFactor = None,
    seasonal: Seasonal = None,
    ask: Annotated[
        bool, typer.Option("--ask", help="Ask for what is not given, one question at a time; needs a terminal.")
    ] = False,
    name: Annotated[str | None, typer.Option(metavar="NAME", help="Name of the site, for titles.")] = None,
    choose: Annotated[
        str | None,
        typer.Option(
            metavar="NUMBER", help="Which of up to three designs is written; 1, the proposed one, without it."
        ),
    ] = None,
    output: Annotated[
        str | None,
        typer.Option(
            "--output",
            "-o",
            metavar="FILE",
            help="Write the design as a site file, never over another one; - for the screen, in place of the text.",
        ),
    ] = None,
    format: TextOrJson = "text",  # noqa: A002 - the name of the option
    color: Color = "auto",
) -> None:
    """Size a site: a design that passes its own check, for the ports that are wanted or that a service can feed.

    Exit codes: 0 a design, 1 none or an unfit record, 2 wrong usage, 3 a file that cannot be read or written.
    """
    from evsite.cli.size_answers import SizeAnswers
    from evsite.cli.size_drivers import Drivers
    from evsite.cli.size_run import Meters, run
    from evsite.metering.options import ReadingOptions

    answers = SizeAnswers(
        service=service,
        transformer=transformer,
        panel=panel,
        spaces=spaces,
        system=system,
        existing=existing,
        peak=peak,
        days=days,
        stalls=stalls,
        ports=ports,
        max_ports=max_ports,
        application=application,
        miles=miles,
        hours=hours,
        miles_per_kwh=miles_per_kwh,
        min_current=min_current,
        min_power=min_power,
        min_range=min_range,
        profile=tuple(profile or ()),
        served=served,
        model=tuple(model or ()),
        station=station,
        circuits=tuple(circuits or ()),
        groups=tuple(groups or ()),
        no_sharing=no_sharing,
        nec=nec,
        distance=distance,
        pitch=pitch,
        rows=rows,
        material=material,
        terminals=terminals,
        spare=spare,
        name=name,
        choose=choose,
        output=output,
    )
    reading = ReadingOptions(
        layout=layout,
        unit=unit,
        column=tuple(column or ()),
        meter=tuple(meter or ()),
        time_column=tuple(time_column or ()),
        end_column=end_column,
        stamps=stamps,
        timezone=timezone,
        multiplier=multiplier,
        decimal=decimal,
        combine=combine,
    )
    come = given.SessionOptions(
        files=tuple(sessions or ()),
        columns=columns,
        preset=preset,
        zone=zone,
        date_order=date_order,
        overlaps=overlaps,
        bad_rows=bad_rows,
        since=since,
        until=until,
        drivers=drivers,
        seed=seed,
        start=start,
    )
    meters = Meters(tuple(data or ()), reading, power_factor, seasonal)
    run(answers, meters, Drivers(come, given.SessionOptions()), ask=ask, format=format, color=color)
