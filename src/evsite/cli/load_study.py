"""`evsite load-study`: what metering leaves for vehicles."""

import sys
from typing import Annotated

import typer

from evsite.cli import completion
from evsite.cli.options import Color, SiteFile, TextOrJson


def command(  # noqa: PLR0917 - options of a command are its parameters
    file: SiteFile,
    on: Annotated[
        str,
        typer.Option(
            "--on",
            metavar="NODE",
            help="The supply, panel or circuit that was metered.",
            autocompletion=completion.node,
        ),
    ],
    data: Annotated[
        list[str] | None,
        typer.Option(
            metavar="METER",
            help="Interval data taken at NODE, CSV or Green Button XML; repeated: one record in several files. "
            "Without it the data that loads on or below NODE name in the file.",
        ),
    ] = None,
    timezone: Annotated[
        str | None, typer.Option(metavar="ZONE", help="Local time of the data, like America/Los_Angeles or -08:00.")
    ] = None,
    column: Annotated[
        list[str] | None,
        typer.Option(metavar="NAME", help="Column to read, or one for each phase; found by their names without it."),
    ] = None,
    power_factor: Annotated[
        float | None, typer.Option(metavar="NUMBER", help="Turns kW into amperes; 1.0 is not the safe side.")
    ] = None,
    seasonal: Annotated[
        str | None,
        typer.Option(metavar="AMPS", help="Heating or cooling on each line that did not run during the record: 40A"),
    ] = None,
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
    from evsite.cli.selection import read_option

    problems: list[str] = []
    seasonal_a = read_option("--seasonal", seasonal, "current", problems)
    if power_factor is not None and not 0 < power_factor <= 1:
        problems.append(f"--power-factor: {power_factor:g} is not above 0 and at most 1")
    if not data:
        given = [name for name, value in (("--timezone", timezone), ("--column", column)) if value]
        problems += [f"{name} goes with --data; for data that the file names it stands there" for name in given]
    site = read_site(file, color) if not problems else None
    if site is None:
        refuse(problems)
    spare(Inputs(data or ()))
    from evsite.metering.errors import DataError
    from evsite.metering.reading import read_interval_files
    from evsite.studies.load_study import LoadStudyError, load_study

    try:
        series = read_interval_files(data, columns=tuple(column or ()) or None, timezone=timezone) if data else None
        study = load_study(site, on, series=series, power_factor=power_factor, seasonal_a=seasonal_a or 0.0)
    except DataError as error:
        option = {"timezone": "--timezone", "column": "--column"}.get(error.about, "--data")
        stop([f"{option}: {', '.join(data or [])}: {error}"], Exit.UNREADABLE if error.unreadable else Exit.USAGE)
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
