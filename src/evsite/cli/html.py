"""`evsite html`: the page of a site."""

from typing import Annotated

import typer

from evsite.cli.options import Color, SiteFile


def command(
    file: SiteFile,
    output: Annotated[
        str | None,
        typer.Option("--output", "-o", metavar="FILE", help="Write a file that ends in .html; without it the screen."),
    ] = None,
    color: Color = "auto",
) -> None:
    """One page for customer and electrician: verdict, picture of sharing, one-line, guarantee, findings, documents.

    It is one file that loads nothing: it works without a network, by keyboard and with screen readers, and prints to
    two pages.

    Exit codes: 0 done, 1 not a site file, 2 wrong usage, 3 a file that cannot be read or written.
    """
    from evsite.cli.console import refuse, write
    from evsite.cli.documents import write_files
    from evsite.cli.files import read_loaded
    from evsite.cli.progress import progress

    if output is not None and not output.lower().endswith(".html"):
        refuse([f"--output: {output} does not end in .html; the page is written as HTML alone"])
    loaded = read_loaded(file, color)
    from evsite.documents.site_page import site_page
    from evsite.output.page.document import page_pieces
    from evsite.rules import check_loaded

    with progress("working out the page") as on_progress:
        page = site_page(loaded, check_loaded(loaded), on_progress)
    pieces = page_pieces(page)
    if output is None:
        write(pieces)
    else:
        write_files(loaded, [(output, pieces)])
