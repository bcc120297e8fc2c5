"""`evsite package`: the permit set."""

from typing import Annotated

import typer

from evsite.cli.options import Color, DocumentFile, SiteFile
from evsite.documents.drawing import PageSize


def command(
    file: SiteFile,
    output: DocumentFile = None,
    draft: Annotated[
        bool, typer.Option("--draft", help="Mark every sheet as a draft, and write it also with errors open.")
    ] = False,
    sheet: Annotated[PageSize, typer.Option("--sheet", help="The size of the sheets of drawings.")] = "11x17",
    table: Annotated[
        str | None,
        typer.Option("--table", metavar="KEY", help="One kind of table alone, such as index or code_report."),
    ] = None,
    color: Color = "auto",
) -> None:
    """The permit set: index, application, one-line, schedules, load calculation, conductors, labels, code report.

    What the site file does not say prints as "verify" and is listed. While a check finds errors nothing is written,
    unless it is to be a draft.

    Exit codes: 0 done, 1 errors found or not a site file, 2 wrong usage, 3 a file that cannot be read or written.
    """
    from evsite.cli.console import refuse
    from evsite.cli.documents import checked_or_stop, hand_over, problems_of_target, remark_size
    from evsite.cli.files import read_loaded

    problems = problems_of_target(output, "text")
    if problems:
        refuse(problems)
    loaded = read_loaded(file, color)
    from evsite.documents.package.document import permit_package

    checked = checked_or_stop(loaded, draft=draft)
    document = permit_package(loaded.site, checked, sheet, draft=draft)
    hand_over(loaded, document, table, output, "text", color)
    if output is not None and table is None:
        remark_size([document], sheet, output)
