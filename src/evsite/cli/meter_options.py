"""Options of commands that read a meter's interval data, the same everywhere, and the reading itself."""

from __future__ import annotations

from dataclasses import asdict
from math import inf
from typing import TYPE_CHECKING, Annotated, Literal

import typer

from evsite.cli import completion

if TYPE_CHECKING:
    from collections.abc import Sequence

    from evsite.metering.options import ReadingOptions
    from evsite.metering.series import IntervalSeries

_PANEL = "Meter data"

Layout = Annotated[
    str | None,
    typer.Option(
        metavar="NAME",
        help="Layout of the data; recognised without it.",
        autocompletion=completion.layouts,
        rich_help_panel=_PANEL,
    ),
]
Unit = Annotated[
    str | None,
    typer.Option(metavar="UNIT", help="Unit of the values: kWh, kW, Wh, A, kVA ...", rich_help_panel=_PANEL),
]
LoadColumn = Annotated[
    list[str] | None,
    typer.Option(
        metavar="NAME",
        help="Column of load to read, repeated for several; found without it.",
        rich_help_panel=_PANEL,
    ),
]
Meter = Annotated[
    list[str] | None,
    typer.Option(
        metavar="NAME",
        help="Meter or channel to read, repeated for several whose loads add up.",
        rich_help_panel=_PANEL,
    ),
]
TimeColumn = Annotated[
    list[str] | None,
    typer.Option(
        metavar="NAME",
        help="Column of the time; repeated: that of the date, and that of the time.",
        rich_help_panel=_PANEL,
    ),
]
EndColumn = Annotated[
    str | None, typer.Option(metavar="NAME", help="Column with the end of each interval.", rich_help_panel=_PANEL)
]
Stamps = Annotated[
    Literal["start", "end"] | None,
    typer.Option(help="Which end of its interval a time stamp is.", rich_help_panel=_PANEL),
]
TimeZone = Annotated[
    str | None,
    typer.Option(
        metavar="ZONE",
        help="Local time of the data, like America/Los_Angeles or -08:00.",
        rich_help_panel=_PANEL,
    ),
]
Multiplier = Annotated[
    float | None,
    typer.Option(
        metavar="NUMBER",
        help="What every value is multiplied with: that of the meter's transformers.",
        rich_help_panel=_PANEL,
    ),
]
DecimalMark = Annotated[
    Literal["dot", "comma"] | None,
    typer.Option(help="Mark before the decimals, where the numbers do not show it.", rich_help_panel=_PANEL),
]
Combined = Annotated[
    Literal["sum", "sequence"] | None,
    typer.Option(help="Several files: meters whose loads add up, or parts of one record.", rich_help_panel=_PANEL),
]
PowerFactor = Annotated[
    float | None,
    typer.Option(metavar="NUMBER", help="Turns kW into amperes; 1.0 is not the safe side.", rich_help_panel=_PANEL),
]
Seasonal = Annotated[
    str | None,
    typer.Option(
        metavar="AMPS",
        help="Heating or cooling on each line that did not run during the record: 40A",
        rich_help_panel=_PANEL,
    ),
]


def meter_problems(
    data: Sequence[str], options: ReadingOptions, power_factor: float | None, without_data: str = ""
) -> list[str]:
    """What is wrong with the options of the data as they stand.

    Parameters
    ----------
    data
        The files.
    options
        How to read them.
    power_factor
        Turns kW into kVA.
    without_data
        What to say of an option where there is no data for it, beside that it goes with --data.
    """
    problems = []
    if power_factor is not None and not 0 < power_factor <= 1:
        problems.append(f"--power-factor: {power_factor:g} is not above 0 and at most 1")
    if options.multiplier is not None and not 0 < options.multiplier < inf:
        problems.append(f"--multiplier: {options.multiplier:g} is not a number above 0")
    if not data:
        from evsite.metering.advice import option_of

        given = [option_of(key) for key, value in asdict(options).items() if value]
        problems += [f"{name} goes with --data{without_data}" for name in given]
    return problems


def read_meter(data: Sequence[str], options: ReadingOptions) -> IntervalSeries:
    """The record in some files; data that cannot be used ends the command, with the option that would help."""
    from evsite.cli.console import stop
    from evsite.cli.exits import Exit
    from evsite.cli.progress import progress
    from evsite.metering.advice import message_with_advice, option_of
    from evsite.metering.errors import DataError
    from evsite.metering.reading import read_interval_files

    try:
        with progress("reading the data") as on_progress:
            return read_interval_files(data, options, lambda done, total: on_progress(done / total))
    except DataError as error:
        where = f"{option_of(error.about)}: {', '.join(data)}"
        stop([f"{where}: {message_with_advice(error, 'option')}"], Exit.UNREADABLE if error.unreadable else Exit.USAGE)
