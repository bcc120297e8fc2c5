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
    from evsite.cli.documents import errors_in, hand_over, only_of, read_for_document

    loaded = read_for_document(file, output, format, color)
    from evsite.documents.labels.document import card_numbers, labels_document

    only = only_of("--panel", panel, card_numbers(loaded.site), "panel")
    document = labels_document(loaded.site, only, errors=errors_in(loaded))
    hand_over(loaded, document, table, output, format, color)
