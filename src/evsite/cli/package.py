"""`evsite package`: the permit set."""

from typing import Annotated

import typer

from evsite.cli.options import Color, SiteFile
from evsite.documents.drawing import PageSize


def command(
    file: SiteFile,
    output: Annotated[
        str | None,
        typer.Option(
            "--output",
            "-o",
            metavar="FILE",
            help="Write a file: .pdf, .html, .xlsx, .json, .txt; .csv, one for each kind of table. "
            "Without it the set goes to the screen as text.",
        ),
    ] = None,
    draft: Annotated[
        bool, typer.Option("--draft", help="Mark every sheet as a draft, and write it also with errors open.")
    ] = False,
    sheets: Annotated[PageSize, typer.Option("--sheets", help="The size of the sheets of drawings.")] = "11x17",
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
    from evsite.cli.console import refuse, stop
    from evsite.cli.documents import hand_over, problems_of_target
    from evsite.cli.exits import Exit
    from evsite.cli.files import read_loaded

    problems = problems_of_target(output, "text")
    if problems:
        refuse(problems)
    loaded = read_loaded(file, color)
    from evsite.documents.package.document import Checked, permit_package
    from evsite.rules import check_loaded
    from evsite.words import count

    result = check_loaded(loaded)
    checked = Checked(tuple(result.findings), tuple(result.ignored))
    if checked.errors and not draft:
        found = f"{count(checked.errors, 'error')} in {loaded.document.filename}"
        stop([f"{found}, and nothing is written; see evsite check, or make a draft with --draft"], Exit.FINDINGS)
    hand_over(loaded, permit_package(loaded.site, checked, sheets, draft=draft), table, output, "text", color)
