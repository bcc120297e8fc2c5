"""`evsite all-documents`: every document of a site in every format, and its page."""

from typing import Annotated

import typer

from evsite.cli.options import Color, SiteFile
from evsite.documents.drawing import PageSize


def command(
    file: SiteFile,
    output: Annotated[
        str, typer.Option("--output", "-o", metavar="FOLDER", help="The folder to write to, made where there is none.")
    ],
    draft: Annotated[
        bool, typer.Option("--draft", help="Write them also with errors open; the permit set is marked as a draft.")
    ] = False,
    sheet: Annotated[PageSize, typer.Option("--sheet", help="The size of the sheets of drawings.")] = "11x17",
    without: Annotated[
        list[str] | None,
        typer.Option("--without", metavar="FORMAT", help="A format to leave out, such as xlsx; may be repeated."),
    ] = None,
    color: Color = "auto",
) -> None:
    r"""Every document in every format, and the page: what the other commands write, with their defaults, in a folder.

    While a check finds errors nothing is written, unless they are to be drafts.

    PDF, PNG and XLSX need libraries: pip install 'evsite\[documents]'.

    Exit codes: 0 done, 1 errors found or not a site file, 2 wrong usage, 3 a file that cannot be read or written.
    """
    from evsite.cli.documents import checked_of, formats_to_write, hand_over_all, remark_size
    from evsite.cli.files import read_loaded

    formats = formats_to_write(without)
    loaded = read_loaded(file, color)
    from evsite.documents.package.every import every_document
    from evsite.documents.site_page import site_page
    from evsite.output.page.document import page_pieces
    from evsite.rules import check_loaded

    found = check_loaded(loaded)
    documents = every_document(loaded.site, checked_of(loaded, found, draft=draft), sheet, draft=draft)
    hand_over_all(loaded, documents, output, formats, {"site.html": page_pieces(site_page(loaded, found))})
    remark_size(documents.values(), sheet, "")
