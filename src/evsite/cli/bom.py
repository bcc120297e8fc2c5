"""`evsite bom`: the bill of materials of a site."""

from typing import Annotated, Literal

import typer

from evsite.cli.options import Color, DocumentFile, SiteFile, TextOrJson


def command(  # noqa: PLR0917 - options of a command are its parameters
    file: SiteFile,
    prices: Annotated[
        str | None,
        typer.Option(
            "--prices",
            metavar="PRICES",
            help="Your own prices, a TOML file with a currency and a price for each item; none are shipped.",
        ),
    ] = None,
    tail: Annotated[
        str, typer.Option("--tail", metavar="LENGTH", help="Added at each end of conductors and cables.")
    ] = "5 ft",
    waste: Annotated[
        str, typer.Option("--waste", metavar="PERCENT", help="Added to conductors, cables and raceways.")
    ] = "5 %",
    raceway: Annotated[
        Literal["EMT", "IMC", "RMC", "PVC-40", "PVC-80"] | None,
        typer.Option("--raceway", help="Kind of raceway where the site file says none; left open without it."),
    ] = None,
    table: Annotated[
        str | None,
        typer.Option(
            "--table",
            metavar="KEY",
            help="One kind of table alone: inputs, items, total, by_others, runs, terminals, home_runs, verify.",
        ),
    ] = None,
    output: DocumentFile = None,
    format: TextOrJson = "text",  # noqa: A002 - the name of the option
    color: Color = "auto",
) -> None:
    """Bill of materials: conductors, raceways and equipment, and the home runs that sharing saves.

    Sizes that the site file does not say are computed and marked so; lengths that it does not say stay open.

    Exit codes: 0 done, 1 not a site file or no list of prices, 2 wrong usage, 3 a file that cannot be read or written.
    """
    from evsite.cli.console import refuse
    from evsite.cli.documents import errors_in, hand_over, problems_of_target
    from evsite.cli.files import give_up, read_loaded
    from evsite.cli.quantities import length_ft, percent

    problems = problems_of_target(output, format)
    tail_ft = length_ft("--tail", tail, problems)
    waste_percent = percent("--waste", waste, problems)
    if problems:
        refuse(problems)
    loaded = read_loaded(file, color)
    from evsite.documents.bom.document import bom
    from evsite.model.finding import SiteFileError
    from evsite.sitefile.prices import load_prices
    from evsite.studies.takeoff.runs import Allowances

    try:
        listed = None if prices is None else load_prices(prices)
    except SiteFileError as error:
        give_up(error, color)
    document = bom(loaded.site, Allowances(tail_ft, waste_percent, raceway), listed, errors=errors_in(loaded))
    hand_over(loaded, document, table, output, format, color, [] if prices is None else [prices])
