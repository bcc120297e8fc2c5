"""Reads a filled as-built record: CSV as spreadsheets save it, with its header wherever it stands.

Commas, semicolons or tabs; UTF-8 with or without a byte order mark, UTF-16, or the code page of Western Windows. The
header is the row with the most headings that a record has, by keys or by titles; what stands above it is no data, and
neither is a line of one field alone below an empty line, such as a note.
"""

from __future__ import annotations

import csv
import io
import re
from typing import TYPE_CHECKING, NamedTuple

from evsite.model.as_built import RECORD_COLUMNS, AsBuiltRecord, RecordRow
from evsite.model.spreadsheet import unguarded
from evsite.sitefile.document import MAX_BYTES
from evsite.sitefile.nearest import Nearest
from evsite.sitefile.value_types import MAX_COUNT

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

_DELIMITERS = (",", ";", "\t")
_LINES_ABOVE = 40
"""The header is looked for in so many rows."""
_LONGEST = 131_072
"""A field is no longer: so many characters the csv module reads."""
_OWN = {"sheet", "part"}
"""Headings that the tables of a document have before their own."""


def _folded(heading: str) -> str:
    return re.sub(r"[^a-z0-9]+", "_", heading.casefold()).strip("_")


_KEYS = {_folded(f"{each.title} {each.unit}"): each.key for each in RECORD_COLUMNS} | {
    each.key: each.key for each in RECORD_COLUMNS
}


def read_as_built(path: Path, name: str) -> AsBuiltRecord:
    """Read the record that a site file names; one that cannot be read says why, and nothing is raised."""
    try:
        if not path.is_file():
            return AsBuiltRecord(name, problem="there is no such file" if not path.exists() else "this is no file")
        with path.open("rb") as file:
            content = file.read(MAX_BYTES + 1)
    except (OSError, ValueError) as error:
        return AsBuiltRecord(name, problem=f"cannot be read: {getattr(error, 'strerror', None) or 'no name of a file'}")
    if len(content) > MAX_BYTES:
        return AsBuiltRecord(name, problem=f"larger than {MAX_BYTES // 2**20} MiB")
    return parse_as_built(content, name)


def parse_as_built(content: bytes, name: str) -> AsBuiltRecord:
    """The record in the content of a file."""
    if content.startswith((b"PK\x03\x04", b"\xd0\xcf\x11\xe0")):
        return AsBuiltRecord(name, problem="this is a workbook or an archive: save its sheet PORTS as CSV")
    try:
        text = _decoded(content)
    except UnicodeError:
        return AsBuiltRecord(name, problem="this is no text in UTF-8, UTF-16 or Windows-1252")
    if "\0" in text:
        return AsBuiltRecord(name, problem="it has a NUL character: this is no text")
    if not text.strip():
        return AsBuiltRecord(name, problem="it is empty")
    header = max((_header(text, delimiter) for delimiter in _DELIMITERS), key=lambda each: len(each.places))
    if "port" not in header.places:
        return AsBuiltRecord(name, problem="it has no header with a column 'port'")
    try:
        rows = tuple(_rows(text, header))
    except csv.Error as error:
        return AsBuiltRecord(name, problem=f"it is no CSV: {_reason(error)}")
    if len(rows) > MAX_COUNT:
        return AsBuiltRecord(name, problem=f"it has {len(rows):,} rows, at most {MAX_COUNT:,} are read")
    meant = _meant(header)
    return AsBuiltRecord(name, rows, tuple(header.places), header.unknown, header.repeated, meant)


def _meant(header: _Header) -> dict[str, str]:
    """The columns that headings are most like, each column once."""
    nearest, found = Nearest(), {}
    names = {name: key for name, key in _KEYS.items() if key not in header.places}
    for heading in header.unknown:
        near = nearest(_folded(heading), names)
        if near is not None:
            found[heading] = names[near]
            names = {name: key for name, key in names.items() if key != found[heading]}
    return found


def _decoded(content: bytes) -> str:
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        return content.decode("utf-16")
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return content.decode("cp1252")


class _Header(NamedTuple):
    delimiter: str
    row: int
    """The number of its row, from 1."""
    places: dict[str, int]
    """The position of each column of the record."""
    unknown: tuple[str, ...]
    repeated: tuple[str, ...]


def _header(text: str, delimiter: str) -> _Header:
    best = _Header(delimiter, 0, {}, (), ())
    try:
        for number, row in zip(range(1, _LINES_ABOVE + 1), _records(text, delimiter), strict=False):
            places: dict[str, int] = {}
            unknown, repeated = [], []
            for place, heading in enumerate(row):
                key = _KEYS.get(_folded(heading[:200]))
                if key is None:
                    unknown += [heading.strip()] if heading.strip() and _folded(heading) not in _OWN else []
                elif key in places:
                    repeated.append(key)
                else:
                    places[key] = place
            if len(places) > len(best.places):
                best = _Header(delimiter, number, places, tuple(unknown), tuple(repeated))
    except csv.Error:
        pass
    return best


def _rows(text: str, header: _Header) -> Iterator[RecordRow]:
    below_gap = False
    for number, row in enumerate(_records(text, header.delimiter), start=1):
        if number <= header.row:
            continue
        filled = sum(bool(field.strip()) for field in row)
        if filled < 2 and (below_gap or not filled):
            below_gap = True
            continue
        below_gap = False
        yield RecordRow(number, {key: _cell(row, place) for key, place in header.places.items()})


def _cell(row: Sequence[str], place: int) -> str:
    return unguarded(row[place].strip()) if place < len(row) else ""


def _records(text: str, delimiter: str) -> Iterator[list[str]]:
    return csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)


def _reason(error: csv.Error) -> str:
    words = str(error)
    if "unexpected end of data" in words:
        return "a quotation mark is opened and not closed"
    if "field larger" in words:
        return f"a field has more than {_LONGEST:,} characters, or a quotation mark is not closed"
    return f"a quotation mark stands where none belongs ({words})"
