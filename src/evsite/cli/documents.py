"""Where documents go: to the screen as text or JSON, or to files whose names end as what they hold."""

from __future__ import annotations

import sys
from pathlib import PurePath
from typing import TYPE_CHECKING

from evsite.cli.console import refuse, remark, stop, terminal_of, write, write_json
from evsite.cli.exits import Exit
from evsite.cli.inputs import Inputs
from evsite.cli.outputs import Outputs
from evsite.cli.streams import UnwritableError
from evsite.documents.flat import flat_tables, table_keys
from evsite.output.text.terminal_style import TerminalStyle
from evsite.words import listed

if TYPE_CHECKING:
    from collections.abc import Iterable

    from evsite.cli.console import ColorChoice
    from evsite.documents.model import Document
    from evsite.sitefile.document import LoadedSite

ENDINGS = (".txt", ".csv", ".json", ".xlsx")
"""What a document is written as, by the end of the name of the file."""


PICTURES = (".svg", ".png")
"""What drawings are written as, one file for each sheet."""


def problems_of_target(output: str | None, format_given: str, *, drawn: bool = False) -> list[str]:
    """What is wrong with the file that a document is to be written to.

    Args:
        output: the file; None for the screen.
        format_given: what `--format` says.
        drawn: whether the document has drawings.
    """
    if output is None:
        return []
    ending = PurePath(output).suffix.lower()
    endings = (*ENDINGS, *PICTURES) if drawn else ENDINGS
    if ending not in endings:
        found = f"ends in {ending!r}" if ending else "has no ending"
        return [f"--output: {output} {found}; a document is written to a file that ends in {listed(endings)}"]
    if format_given == "json" and ending != ".json":
        return [f"--format json is for the screen; {output} is written as its name ends"]
    return []


def hand_over(
    loaded: LoadedSite,
    document: Document,
    table: str | None,
    output: str | None,
    screen: str,
    color: ColorChoice,
    read: Iterable[str] = (),
) -> None:
    """Write a document to the screen, or to a file; of CSV one for each kind of table.

    Args:
        loaded: the site file that it is made from.
        document: the document.
        table: the key of the one kind of table to write; None for all.
        output: the file; None for the screen.
        screen: "text" or "json", what the screen gets.
        color: whether the screen gets colours.
        read: names of other files that were read for it, which are not written over either.
    """
    if table is not None:
        keys = table_keys(document)
        if table not in keys:
            refuse([f"--table: no table {table!r} in this document; there are {', '.join(keys)}"])
        document = document.only(table)
    file = loaded.document.filename
    if output is None and screen == "json":
        from evsite.output.json.sheets import sheets_document

        write_json(sheets_document(file, document))
    elif output is None:
        from evsite.output.documents.text import render_document

        write(render_document(document, terminal_of(sys.stdout, color)))
    else:
        _write_files(loaded, _files(file, document, table, output), output, read)


def _write_files(
    loaded: LoadedSite, files: list[tuple[str, Iterable[str | bytes]]], output: str, read: Iterable[str]
) -> None:
    inputs = Inputs([loaded.document.filename, *read])
    inputs.add_named_in([loaded.document])
    outputs = Outputs([name for name, _ in files], screen=False)
    problems = [f"--output: {problem}" for problem in (*outputs.problems, *outputs.over(inputs))]
    if problems:
        refuse(problems)
    try:
        for name, pieces in files:
            outputs.write(name, pieces, inputs)
    except UnwritableError as error:
        stop([str(error)], Exit.UNWRITABLE)
    if [name for name, _ in files] != [output]:
        remark(f"wrote {', '.join(name for name, _ in files)}")


def _files(file: str, document: Document, table: str | None, output: str) -> list[tuple[str, Iterable[str | bytes]]]:
    """The names of files and what goes into each."""
    path = PurePath(output)
    ending = path.suffix.lower()
    if ending == ".csv":
        from evsite.output.documents.csv_files import csv_text

        tables = [each for each in flat_tables(document) if table in {None, each.key}]
        names = [output if table else str(path.with_name(f"{path.stem}-{each.key}{path.suffix}")) for each in tables]
        return [(name, [csv_text(document, each)]) for name, each in zip(names, tables, strict=True)]
    if ending == ".json":
        from evsite.output.json.sheets import sheets_document
        from evsite.output.json.writer import pieces

        return [(output, pieces(sheets_document(file, document)))]
    if ending == ".xlsx":
        from evsite.output.documents.extras import MissingExtraError
        from evsite.output.documents.workbook import workbook_bytes

        try:
            return [(output, [workbook_bytes(document)])]
        except MissingExtraError as error:
            refuse([f"--output: {error}"])
    if ending in PICTURES:
        return _pictures(document, path)
    from evsite.output.documents.text import PAGE_WIDTH, render_document

    return [(output, render_document(document, TerminalStyle(PAGE_WIDTH)))]


def _pictures(document: Document, path: PurePath) -> list[tuple[str, Iterable[str | bytes]]]:
    """The drawings of a document: in the file that is named, or where there are several one for each sheet."""
    found = [(sheet.number, sheet.drawing) for sheet in document.sheets if sheet.drawing is not None]
    if not found:
        refuse([f"--output: {path} would be a picture, and there is no drawing to show"])
    names = [str(path.with_name(f"{path.stem}-{number}{path.suffix}")) for number, _ in found]
    if len(found) == 1:
        names = [str(path)]
    if path.suffix.lower() == ".svg":
        from evsite.output.documents.svg import svg_pieces

        return [(name, svg_pieces(drawing)) for name, (_, drawing) in zip(names, found, strict=True)]
    from evsite.output.documents.extras import MissingExtraError
    from evsite.output.documents.png import png_bytes

    try:
        return [(name, [png_bytes(drawing)]) for name, (_, drawing) in zip(names, found, strict=True)]
    except MissingExtraError as error:
        refuse([f"--output: {error}"])
