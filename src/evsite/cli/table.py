"""`evsite table`: every number of vehicles."""

import sys
from typing import Annotated

import typer

from evsite.cli.options import Color, Moment, SiteFile, TextOrJson


def command(
    file: SiteFile,
    upto: Annotated[int | None, typer.Option(metavar="N", min=1, help="Stop at this number of vehicles.")] = None,
    at: Moment = None,
    format: TextOrJson = "text",  # noqa: A002 - the name of the option
    color: Color = "auto",
) -> None:
    """What vehicles get for every number of them, in the worst, balanced and best places."""
    from evsite.cli.console import look_of, write, write_json
    from evsite.cli.files import at_moment, read_site

    site = at_moment(read_site(file, color), at)
    from evsite.allocation.premises import control_notes
    from evsite.proofs.occupancy import occupancy_table

    notes = control_notes(site)
    rows = occupancy_table(site, None if upto is None else range(1, min(upto, len(site.ports)) + 1))
    if format == "json":
        from evsite.output.json.documents import occupancy_document

        write_json(occupancy_document(site, rows, notes, at))
        return
    from evsite.output.text.occupancy import render_occupancy

    write([render_occupancy(site, rows, look_of(sys.stdout, color), at, notes)])
