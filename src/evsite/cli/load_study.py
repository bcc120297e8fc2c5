"""`evsite load-study`: what metering leaves for vehicles."""

import sys
from dataclasses import asdict
from math import inf
from typing import Annotated, Literal

import typer

from evsite.cli import completion
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
    layout: Annotated[
        str | None,
        typer.Option(
            metavar="NAME", help="Layout of the data; recognised without it.", autocompletion=completion.layouts
        ),
    ] = None,
    unit: Annotated[
        str | None, typer.Option(metavar="UNIT", help="Unit of the values: kWh, kW, Wh, A, kVA ...")
    ] = None,
    column: Annotated[
        list[str] | None,
        typer.Option(metavar="NAME", help="Column of load to read, repeated for several; found without it."),
    ] = None,
    meter: Annotated[
        list[str] | None,
        typer.Option(metavar="NAME", help="Meter or channel to read, repeated for several whose loads add up."),
    ] = None,
    time_column: Annotated[
        list[str] | None,
        typer.Option(metavar="NAME", help="Column of the time; repeated: that of the date, and that of the time."),
    ] = None,
    end_column: Annotated[
        str | None, typer.Option(metavar="NAME", help="Column with the end of each interval.")
    ] = None,
    stamps: Annotated[
        Literal["start", "end"] | None, typer.Option(help="Which end of its interval a time stamp is.")
    ] = None,
    timezone: Annotated[
        str | None, typer.Option(metavar="ZONE", help="Local time of the data, like America/Los_Angeles or -08:00.")
    ] = None,
    multiplier: Annotated[
        float | None,
        typer.Option(metavar="NUMBER", help="What every value is multiplied with: that of the meter's transformers."),
    ] = None,
    decimal: Annotated[
        Literal["dot", "comma"] | None, typer.Option(help="Mark before the decimals, where the numbers do not tell.")
    ] = None,
    combine: Annotated[
        Literal["sum", "sequence"] | None,
        typer.Option(help="Several files: meters whose loads add up, or parts of one record."),
    ] = None,
    power_factor: Annotated[
        float | None, typer.Option(metavar="NUMBER", help="Turns kW into amperes; 1.0 is not the safe side.")
    ] = None,
    seasonal: Annotated[
        str | None,
        typer.Option(metavar="AMPS", help="Heating or cooling on each line that did not run during the record: 40A"),
    ] = None,
    layouts: Annotated[
        bool, typer.Option("--layouts", help="List the layouts of data that are known instead; needs no FILE.")
    ] = False,
    format: TextOrJson = "text",  # noqa: A002 - the name of the option
    color: Color = "auto",
) -> None:
    """What a year, or a month, of metering leaves for vehicles (NEC 220.87, 120.87 in 2026).

    Exit codes: 0 done, 1 the record cannot be used or vehicles do not fit, 2 wrong usage, 3 a file that cannot be read.
    """
    from evsite.cli.console import refuse, stop, terminal_of, write, write_json
    from evsite.cli.exits import Exit
    from evsite.cli.files import read_site, spare
    from evsite.cli.inputs import Inputs
    from evsite.cli.progress import progress
    from evsite.cli.selection import read_option

    if layouts:
        _list_layouts(format, color)
        return
    needed = (("argument 'FILE'", file), ("option '--on'", on))
    problems = [f"missing {name}" for name, value in needed if value is None]
    if file is None or on is None:
        refuse(problems)
    from evsite.metering.advice import option_of, told
    from evsite.metering.errors import DataError
    from evsite.metering.options import ReadingOptions
    from evsite.metering.reading import read_interval_files
    from evsite.studies.load_study import LoadStudyError, load_study

    seasonal_a = read_option("--seasonal", seasonal, "current", problems)
    if power_factor is not None and not 0 < power_factor <= 1:
        problems.append(f"--power-factor: {power_factor:g} is not above 0 and at most 1")
    if multiplier is not None and not 0 < multiplier < inf:
        problems.append(f"--multiplier: {multiplier:g} is not a number above 0")
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
    if not data:
        given = [option_of(key) for key, value in asdict(options).items() if value]
        problems += [f"{name} goes with --data; for data that the file names it stands there" for name in given]
    site = read_site(file, color) if not problems else None
    if site is None:
        refuse(problems)
    spare(Inputs(data or ()))

    try:
        with progress("reading the data") as tell:
            series = read_interval_files(data, options, lambda done, total: tell(done / total)) if data else None
        study = load_study(site, on, series=series, power_factor=power_factor, seasonal_a=seasonal_a or 0.0)
    except DataError as error:
        where = f"{option_of(error.about)}: {', '.join(data or [])}"
        stop([f"{where}: {told(error, 'option')}"], Exit.UNREADABLE if error.unreadable else Exit.USAGE)
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
