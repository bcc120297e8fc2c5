"""`evsite load-study`: what metering leaves for vehicles."""

import sys
from typing import Annotated

import typer

from evsite.cli import completion
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
    meter_problems,
    read_meter,
)
from evsite.cli.options import Color, TextOrJson


def command(  # noqa: PLR0917 - options of a command are its parameters
    file: Annotated[
        str | None, typer.Argument(metavar="FILE", help="Site file, or - for standard input.", show_default=False)
    ] = None,
    on: Annotated[
        str | None,
        typer.Option(
            "--on",
            metavar="NODE",
            help="The supply, panel or circuit that was metered; always needed.",
            autocompletion=completion.node,
        ),
    ] = None,
    data: Annotated[
        list[str] | None,
        typer.Option(
            metavar="METER",
            help="Interval data taken at NODE, CSV or Green Button XML; repeated for several files. "
            "Without it the data that loads on or below NODE name in the file.",
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
    layouts: Annotated[
        bool, typer.Option("--layouts", help="List the layouts of data that are known instead; needs no FILE.")
    ] = False,
    format: TextOrJson = "text",  # noqa: A002 - the name of the option
    color: Color = "auto",
) -> None:
    """What a year, or a month, of metering leaves for vehicles (NEC 220.87, 120.87 in 2026).

    Exit codes: 0 done, 1 the record cannot be used or vehicles do not fit, 2 wrong usage, 3 a file that cannot be read.
    """
    from evsite.cli.console import refuse, terminal_of, write, write_json
    from evsite.cli.exits import Exit
    from evsite.cli.files import read_site, spare
    from evsite.cli.inputs import Inputs
    from evsite.cli.selection import read_option

    if layouts:
        _list_layouts(format, color)
        return
    needed = (("argument 'FILE'", file), ("option '--on'", on))
    problems = [f"missing {name}" for name, value in needed if value is None]
    if file is None or on is None:
        refuse(problems)
    from evsite.metering.options import ReadingOptions
    from evsite.studies.load_study import LoadStudyError, load_study

    seasonal_a = read_option("--seasonal", seasonal, "current", problems)
    options = ReadingOptions(
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
    problems += meter_problems(data or (), options, power_factor, "; for data that the file names it stands there")
    site = read_site(file, color) if not problems else None
    if site is None:
        refuse(problems)
    spare(Inputs(data or ()))

    series = read_meter(data, options) if data else None
    try:
        study = load_study(site, on, series=series, power_factor=power_factor, seasonal_a=seasonal_a or 0.0)
    except LoadStudyError as error:
        refuse([str(error)])
    if format == "json":
        from evsite.output.json.load_study import load_study_document

        write_json(load_study_document(site.source.filename, study))
    else:
        from evsite.output.text.load_study import render_load_study

        write([render_load_study(study, terminal_of(sys.stdout, color))])
    if study.failed:
        raise typer.Exit(Exit.FINDINGS)


def _list_layouts(format: TextOrJson, color: Color) -> None:  # noqa: A002 - the name of the option
    from evsite.cli.console import terminal_of, write, write_json
    from evsite.metering.layouts import layouts

    if format == "json":
        from evsite.output.json.reference import layouts_document

        write_json(layouts_document(layouts().values()))
        return
    from evsite.output.text.layouts import render_layouts

    write([render_layouts(list(layouts().values()), terminal_of(sys.stdout, color))])
