"""`evsite load-calc`: the load calculation of services and transformers."""

from typing import Annotated

import typer

from evsite.cli import completion
from evsite.cli.options import Color, DocumentFile, SiteFile, TextOrJson


def command(
    file: SiteFile,
    supply: Annotated[
        list[str] | None,
        typer.Option(
            "--supply",
            metavar="NAME",
            help="This service or transformer alone; may be repeated. All of them without it.",
            autocompletion=completion.node,
        ),
    ] = None,
    table: Annotated[
        str | None,
        typer.Option(
            "--table",
            metavar="KEY",
            help="One kind of table alone: project, supply, existing, dwelling, evse, ems, loads, calculation, lines, "
            "totals, verdict, utility, signature, file, study, study_lines, study_months, verify.",
        ),
    ] = None,
    output: DocumentFile = None,
    format: TextOrJson = "text",  # noqa: A002 - the name of the option
    color: Color = "auto",
) -> None:
    """Load calculation: existing and new load by line, unmanaged and managed, with its NEC sections and the verdict.

    What the site file does not say prints as "verify" and is listed.

    Exit codes: 0 done, 1 not a site file, 2 wrong usage, 3 a file that cannot be read or written.
    """
    from evsite.cli.console import refuse
    from evsite.cli.documents import hand_over, problems_of_target
    from evsite.cli.files import read_loaded

    problems = problems_of_target(output, format)
    if problems:
        refuse(problems)
    loaded = read_loaded(file, color)
    from evsite.cli.selection import unknown_name
    from evsite.documents.load_calc.document import load_calc
    from evsite.output.located import counts
    from evsite.rules import check_loaded

    known = loaded.site.supplies
    problems = [unknown_name("--supply", name, known, "supply") for name in supply or () if name not in known]
    if problems:
        refuse(problems)
    errors = counts(check_loaded(loaded).findings)["error"]
    document = load_calc(loaded.site, None if supply is None else frozenset(supply), errors=errors)
    hand_over(loaded, document, table, output, format, color)
