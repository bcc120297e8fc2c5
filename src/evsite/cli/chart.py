"""`evsite chart`: charts of a site."""

from typing import Annotated

import typer

from evsite.cli import completion
from evsite.cli.options import Color, Moment, SiteFile, TextOrJson


def command(
    file: SiteFile,
    chart: Annotated[
        list[str] | None,
        typer.Option(
            "--chart",
            metavar="NAME",
            help="vehicles: what each gets by the number of them (as without it); service: what services carry beside "
            "their rating; limits: how full they are with every port in use; week: by the hour; offline: stations at "
            "their fallback; all. May be repeated.",
            autocompletion=completion.charts,
        ),
    ] = None,
    at: Moment = None,
    table: Annotated[
        str | None,
        typer.Option("--table", metavar="KEY", help="The numbers of one chart alone, by its name; verify."),
    ] = None,
    output: Annotated[
        str | None,
        typer.Option(
            "--output",
            "-o",
            metavar="FILE",
            help="Write a file: .svg or .png, one a chart; .pdf, .html, .txt, .json, .xlsx; .csv, one for each kind of "
            "table.",
        ),
    ] = None,
    format: TextOrJson = "text",  # noqa: A002 - the name of the option
    color: Color = "auto",
) -> None:
    """Charts for reports, as drawings, or their numbers as text.

    Several charts become several files, each with the name of its chart.

    Exit codes: 0 done, 1 not a site file, 2 wrong usage, 3 a file that cannot be read or written.
    """
    from evsite.cli.console import refuse
    from evsite.cli.documents import errors_in, hand_over, only_of, read_for_document
    from evsite.cli.files import at_moment

    loaded = read_for_document(file, output, format, color, drawn=True)
    from evsite.documents.charts.document import charts_document
    from evsite.documents.charts.names import AT_A_MOMENT, CHARTS, EVERY_CHART

    requested = only_of("--chart", chart or ["vehicles"], (*CHARTS, EVERY_CHART), "chart") or ()
    wanted = [name for name in CHARTS if EVERY_CHART in requested or name in requested]
    now = at_moment(loaded.site, at)
    if at is not None and not AT_A_MOMENT.intersection(wanted):
        refuse([f"--at: {wanted[0]} is of the whole week; charts of a moment are {' and '.join(sorted(AT_A_MOMENT))}"])
    document = charts_document(loaded.site, now, wanted, at=at, errors=errors_in(loaded))
    hand_over(loaded, document, table, output, format, color)
