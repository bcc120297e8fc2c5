"""`evsite as-built`: the record of what is built, to be filled in."""

from typing import Annotated

import typer

from evsite.cli.options import Color, DocumentFile, SiteFile, TextOrJson


def command(
    file: SiteFile,
    table: Annotated[
        str | None,
        typer.Option(
            "--table",
            metavar="KEY",
            help="One kind of table alone: ports, groups, schedules, panels, steps, members, limits, confirmation, "
            "properties, closeout, verify.",
        ),
    ] = None,
    output: DocumentFile = None,
    format: TextOrJson = "text",  # noqa: A002 - the name of the option
    color: Color = "auto",
) -> None:
    """As-built record: ports, groups and panels with boxes to fill in, and the activation checklist.

    With --table ports -o as-built.csv it writes the record to be filled in. Where the table `site` of the site file
    says as_built = "as-built.csv", `evsite check` compares the filled record with the design.

    Exit codes: 0 done, 1 not a site file, 2 wrong usage, 3 a file that cannot be read or written.
    """
    from evsite.cli.documents import errors_in, hand_over, read_for_document

    loaded = read_for_document(file, output, format, color)
    from evsite.documents.as_built.document import as_built

    hand_over(loaded, as_built(loaded.site, errors=errors_in(loaded)), table, output, format, color)
