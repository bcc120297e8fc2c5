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
    from evsite.cli.console import refuse
    from evsite.cli.documents import hand_over, problems_of_target
    from evsite.cli.files import read_loaded

    problems = problems_of_target(output, format)
    if problems:
        refuse(problems)
    loaded = read_loaded(file, color)
    from evsite.cli.selection import unknown_name
    from evsite.documents.schedule.document import schedule, scheduled
    from evsite.output.located import counts
    from evsite.rules import check_loaded

    known = scheduled(loaded.site)
    problems = [unknown_name("--panel", name, known, "panel") for name in panel or () if name not in known]
    if problems:
        refuse(problems)
    errors = counts(check_loaded(loaded).findings)["error"]
    document = schedule(loaded.site, None if panel is None else frozenset(panel), errors=errors)
    hand_over(loaded, document, table, output, format, color)
