"""`evsite labels`: the labels of a site, and the directory card of each panel."""

from typing import Annotated

import typer

from evsite.cli import completion
from evsite.cli.options import Color, DocumentFile, SiteFile, TextOrJson


def command(
    file: SiteFile,
    panel: Annotated[
        list[str] | None,
        typer.Option(
            "--panel",
            metavar="NAME",
            help="The directory card of this panel alone; may be repeated. All labels and cards without it.",
            autocompletion=completion.node,
        ),
    ] = None,
    table: Annotated[
        str | None,
        typer.Option(
            "--table",
            metavar="KEY",
            help="One kind of table alone: labels, label_kinds, card, directory, without_space, abbreviations, verify.",
        ),
    ] = None,
    output: DocumentFile = None,
    format: TextOrJson = "text",  # noqa: A002 - the name of the option
    color: Color = "auto",
) -> None:
    """Labels by the edition in force, and a directory card for each panel.

    Each label has its text, place, size and number; what the site file does not say is left open and listed.

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
    from evsite.documents.labels.document import card_numbers, labels_document
    from evsite.output.located import counts
    from evsite.rules import check_loaded

    known = card_numbers(loaded.site)
    problems = [unknown_name("--panel", name, known, "panel") for name in panel or () if name not in known]
    if problems:
        refuse(problems)
    errors = counts(check_loaded(loaded).findings)["error"]
    document = labels_document(loaded.site, None if panel is None else frozenset(panel), errors=errors)
    hand_over(loaded, document, table, output, format, color)
