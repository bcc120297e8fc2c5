"""Where documents go: to the screen as text or JSON, or to files whose names end as what they hold."""

from __future__ import annotations

import sys
from dataclasses import replace
from pathlib import PurePath
from typing import TYPE_CHECKING

from evsite.cli.console import refuse, remark, stop, terminal_of, write, write_json
from evsite.cli.document_files import PICTURES, WITH_OUR_FONTS, WRITERS, document_files
from evsite.cli.exits import Exit
from evsite.cli.file_writing import write_files
from evsite.cli.files import read_loaded
from evsite.cli.outputs import make_folder
from evsite.cli.streams import UnwritableError
from evsite.documents.flat import table_keys
from evsite.model.project import NO_PROJECT
from evsite.output.documents.extras import missing_extras, missing_text
from evsite.words import count, listed

if TYPE_CHECKING:
    from collections.abc import Container, Iterable, Mapping

    from evsite.cli.console import ColorChoice
    from evsite.documents.drawing import PageSize
    from evsite.documents.model import Document
    from evsite.documents.package.document import Checked
    from evsite.rules.checking import CheckResult
    from evsite.sitefile.document import LoadedSite

_MOST_LETTERS = 20


def problems_of_target(output: str | None, format_given: str, *, drawn: bool = False) -> list[str]:
    """What is wrong with the file that a document is to be written to.

    Parameters
    ----------
    output
        The file; None for the screen.
    format_given
        What `--format` says.
    drawn
        Whether the document has drawings.
    """
    if output is None:
        return []
    ending = PurePath(output).suffix.lower()
    endings = [each for each in WRITERS if drawn or each not in PICTURES]
    if ending not in endings:
        found = f"ends in {ending!r}" if ending else "has no ending"
        return [f"--output: {output} {found}; this document is written to a file that ends in {listed(endings)}"]
    if format_given == "json" and ending != ".json":
        return [f"--format json is for the screen; {output} is written as its name ends"]
    missing = missing_extras([ending.removeprefix(".")])
    return [f"--output: {missing_text(missing)}"] if missing else []


def read_for_document(
    file: str, output: str | None, format_given: str, color: ColorChoice, *, drawn: bool = False
) -> LoadedSite:
    """The site that a document is made from; wrong targets and files that are no site end the command."""
    problems = problems_of_target(output, format_given, drawn=drawn)
    if problems:
        refuse(problems)
    return read_loaded(file, color)


def formats_to_write(left_out: Iterable[str] | None) -> frozenset[str]:
    """The formats of all documents, without some; one that needs a library which is not there ends the command.

    Parameters
    ----------
    left_out
        What `--without` names.
    """
    known = [ending.removeprefix(".") for ending in WRITERS]
    without = only_of("--without", None if left_out is None else map(str.lower, left_out), known, "format")
    formats = frozenset(known) - (without or frozenset())
    if not formats:
        refuse(["--without leaves no format to write"])
    missing = missing_extras(formats)
    if missing:
        ways = " ".join(f"--without {extra}" for extra in missing)
        refuse([f"{missing_text(missing)}; or leave {'it' if len(missing) == 1 else 'them'} out: {ways}"])
    return formats


def only_of(option: str, names: Iterable[str] | None, known: Iterable[str], kind: str) -> frozenset[str] | None:
    """What an option limits a document to, None for all; a name that is not known ends the command."""
    from evsite.cli.selection import unknown_name

    if names is None:
        return None
    names = list(names)
    there = dict.fromkeys(known)
    problems = [unknown_name(option, name, there, kind) for name in names if name not in there]
    if problems:
        refuse(problems)
    return frozenset(names)


def errors_in(loaded: LoadedSite) -> int:
    """How many errors a check of a site finds: a document of it is a draft if there are any."""
    from evsite.output.located import counts
    from evsite.rules import check_loaded

    return counts(check_loaded(loaded, shown=False).findings)["error"]


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

    Parameters
    ----------
    loaded
        The site file that it is made from.
    document
        The document.
    table
        The key of the one kind of table to write; None for all.
    output
        The file; None for the screen.
    screen
        "text" or "json", what the screen gets.
    color
        Whether the screen gets colours.
    read
        Names of other files that were read for it, which are not written over either.
    """
    document = replace(document, project=loaded.site.project or NO_PROJECT)
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
        files = document_files(file, document, table, output)
        write_files(loaded, files, read)
        if [name for name, _ in files] != [output]:
            remark(f"wrote {', '.join(name for name, _ in files)}")
        if PurePath(output).suffix.lower() in WITH_OUR_FONTS:
            _remark_letters([document])


def hand_over_all(
    loaded: LoadedSite,
    documents: Mapping[str, Document],
    folder: str,
    formats: Container[str],
    beside: Mapping[str, Iterable[str]],
) -> None:
    """Write documents to a folder, each in every one of some formats that it has.

    Parameters
    ----------
    loaded
        The site file that they are made from.
    documents
        The documents by the names of their files.
    folder
        The folder, which is made where there is none.
    formats
        The formats: "pdf" and the like.
    beside
        What else is written there in these formats, by the names of the files.
    """
    files = [
        each
        for name, document in documents.items()
        for ending in WRITERS
        if ending.removeprefix(".") in formats
        if ending not in PICTURES or any(sheet.drawing is not None for sheet in document.sheets)
        for each in document_files(
            loaded.document.filename,
            replace(document, project=loaded.site.project or NO_PROJECT),
            None,
            str(PurePath(folder) / f"{name}{ending}"),
        )
    ]
    files += [
        (str(PurePath(folder) / name), pieces)
        for name, pieces in beside.items()
        if PurePath(name).suffix.removeprefix(".") in formats
    ]
    try:
        make_folder(folder)
    except UnwritableError as error:
        stop([str(error)], Exit.UNWRITABLE)
    write_files(loaded, files, ())
    remark(f"wrote {count(len(files), 'file')} to {folder}")
    if any(ending.removeprefix(".") in formats for ending in WITH_OUR_FONTS):
        _remark_letters(documents.values())


def _remark_letters(documents: Iterable[Document]) -> None:
    """Say which letters are drawn as boxes."""
    from evsite.documents.glyphs import missing_letters

    letters = "".join(sorted({letter for document in documents for letter in missing_letters(document)}))
    if letters:
        some = letters[:_MOST_LETTERS]
        more = f" and {len(letters) - len(some):,} more" if len(letters) > len(some) else ""
        remark(f"no letters in the fonts of pictures and PDF, a box stands for each: {' '.join(some)}{more}")


def remark_size(documents: Iterable[Document], requested_size: PageSize, output: str) -> None:
    """Say where sheets of a drawing had to be larger than was asked for.

    Parameters
    ----------
    documents
        What was written.
    requested_size
        The size of sheets that was asked for.
    output
        The file or the folder.
    """
    if PurePath(output).suffix.lower() not in {"", ".pdf", ".html", *PICTURES}:
        return
    sheets = (sheet.drawing for document in documents for sheet in document.sheets if sheet.drawing is not None)
    larger = dict.fromkeys(drawing.page for drawing in sheets if drawing.page != requested_size)
    if larger:
        remark(f"the drawing cannot be read on sheets of {requested_size}; those of it are {listed(tuple(larger))}")


def checked_or_stop(loaded: LoadedSite, *, draft: bool) -> Checked:
    """What a check of a site finds; errors end the command before anything is written, unless it is to be a draft."""
    from evsite.rules import check_loaded

    return checked_of(loaded, check_loaded(loaded), draft=draft)


def checked_of(loaded: LoadedSite, result: CheckResult, *, draft: bool) -> Checked:
    """As `checked_or_stop`, of a check that is made."""
    from evsite.documents.package.document import Checked

    checked = Checked(tuple(result.findings), tuple(result.ignored))
    if checked.errors and not draft:
        found = f"{count(checked.errors, 'error')} in {loaded.document.filename}"
        stop([f"{found}, and nothing is written; see evsite check, or make a draft with --draft"], Exit.FINDINGS)
    return checked
