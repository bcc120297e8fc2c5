"""`evsite schedule`: panel schedules."""

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
            help="This panel alone; may be repeated. All of them without it.",
            autocompletion=completion.node,
        ),
    ] = None,
    table: Annotated[
        str | None,
        typer.Option(
            "--table", metavar="KEY", help="One kind of table alone: panel, spaces, breakers, totals, verify."
        ),
    ] = None,
    output: DocumentFile = None,
    format: TextOrJson = "text",  # noqa: A002 - the name of the option
    color: Color = "auto",
) -> None:
    """Panel schedules: spaces, breakers, volt-amperes by phase, line currents and demand.

    What the site file does not say prints as "verify" and is listed.

    Exit codes: 0 done, 1 not a site file, 2 wrong usage, 3 a file that cannot be read or written.
    """
    from evsite.cli.documents import errors_in, hand_over, only_of, read_for_document

    loaded = read_for_document(file, output, format, color)
    from evsite.documents.schedule.document import schedule, scheduled

    only = only_of("--panel", panel, scheduled(loaded.site), "panel")
    document = schedule(loaded.site, only, errors=errors_in(loaded))
    hand_over(loaded, document, table, output, format, color)
