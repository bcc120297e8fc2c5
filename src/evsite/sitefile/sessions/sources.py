"""The bytes of session files: packed by gzip or not, from standard input or a file, as TOML or as a table."""

from __future__ import annotations

import gzip
import io
import re
import zlib
from pathlib import Path as FilePath
from typing import TYPE_CHECKING

from evsite.metering.errors import DataError
from evsite.model.finding import SiteFileError, Span
from evsite.sitefile import problems
from evsite.sitefile.document import Document, content_of, standard_input
from evsite.sitefile.file_names import file_name
from evsite.sitefile.sessions.csv_table import decoded_table

if TYPE_CHECKING:
    import os

MOST_BYTES = 200 * 1024 * 1024
"""Larger files are refused, unpacked: a million sessions are less."""
_TABLES = {".csv", ".tsv", ".txt"}
_GZIP = b"\x1f\x8b"
_TOML = re.compile(rb"^\s*\[\[?\s*(?:scenario|arrivals)\s*\]", re.MULTILINE)


def read_source(path: str | os.PathLike[str]) -> tuple[Document, bool, list[str]]:
    """A file as a document, whether it is a table, and notes on how it was read.

    Raises
    ------
    SiteFileError
        It cannot be read, or is no text.
    """
    if path == "-":
        filename, content = "<stdin>", standard_input(MOST_BYTES)
    else:
        filename = file_name(path)
        content = content_of(FilePath(path), filename, most_bytes=MOST_BYTES)
    if content.startswith(_GZIP):
        content = _unpacked(content, filename)
    if len(content) > MOST_BYTES:
        raise _refused(filename, f"the file is larger than {MOST_BYTES // 2**20} MiB")
    suffix = FilePath(filename.lower().removesuffix(".gz")).suffix
    is_table = suffix in _TABLES or (suffix != ".toml" and _TOML.search(content[:65_536]) is None)
    if not is_table:
        document = Document.from_bytes(content, filename)
        return document, False, []
    try:
        document, encoding = decoded_table(content, filename)
    except DataError as error:
        raise _refused(filename, str(error)) from None
    notes = ["the file is no UTF-8: read in the code page of Western Windows"] if encoding == "cp1252" else []
    return document, True, notes


def _unpacked(content: bytes, filename: str) -> bytes:
    try:
        with gzip.GzipFile(fileobj=io.BytesIO(content)) as packed:
            return packed.read(MOST_BYTES + 1)
    except (OSError, EOFError, zlib.error):
        raise _refused(filename, "the file is packed by gzip, and damaged") from None


def _refused(filename: str, message: str) -> SiteFileError:
    finding = problems.UNREADABLE_FILE.finding(message, span=Span(1, 1, 1, 1))
    return SiteFileError(Document.plain("", filename), [finding], unreadable=True)
