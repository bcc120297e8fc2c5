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
    from evsite.cli.documents import errors_in, hand_over, only_of, read_for_document

    loaded = read_for_document(file, output, format, color)
    from evsite.documents.load_calc.document import load_calc

    only = only_of("--supply", supply, loaded.site.supplies, "supply")
    document = load_calc(loaded.site, only, errors=errors_in(loaded))
    hand_over(loaded, document, table, output, format, color)
