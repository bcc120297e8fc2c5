"""`evsite draw`: the one-line diagram."""

from typing import Annotated

import typer

from evsite.cli.options import Color, SiteFile, TextOrJson
from evsite.documents.drawing import PageSize


def command(
    file: SiteFile,
    full: Annotated[
        bool, typer.Option("--full", help="Draw everything one by one, on as many sheets as it takes.")
    ] = False,
    sheet: Annotated[
        PageSize, typer.Option("--sheet", help="The size of the sheets, or of the next one that can be read.")
    ] = "11x17",
    table: Annotated[
        str | None,
        typer.Option(
            "--table",
            metavar="KEY",
            help="One kind of table alone: one_line, feeders, branches, equipment, supplies, stations, groups, loads,"
            " title_block, verify.",
        ),
    ] = None,
    output: Annotated[
        str | None,
        typer.Option(
            "--output",
            "-o",
            metavar="FILE",
            help="Write a file: .svg or .png, one a sheet; .pdf, .html, .txt, .json, .xlsx; .csv, one for each kind of "
            "table.",
        ),
    ] = None,
    format: TextOrJson = "text",  # noqa: A002 - the name of the option
    color: Color = "auto",
) -> None:
    """The one-line diagram, with its schedules, as drawings or as text.

    What is alike is drawn once and counted; the schedules have every name. What the site file does not say prints as
    "verify" and is listed.

    Exit codes: 0 done, 1 not a site file, 2 wrong usage, 3 a file that cannot be read or written.
    """
    from evsite.cli.documents import errors_in, hand_over, read_for_document, remark_size

    loaded = read_for_document(file, output, format, color, drawn=True)
    from evsite.documents.one_line.document import one_line_document

    document = one_line_document(loaded.site, sheet, full=full, errors=errors_in(loaded))
    hand_over(loaded, document, table, output, format, color)
    if output is not None and table is None:
        remark_size([document], sheet, output)
