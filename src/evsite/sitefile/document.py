"""A site file as text: read, parsed, and able to say where everything stands.

Reading a file costs no more than tomli does; lines and columns are worked out only when somebody asks.
"""

from __future__ import annotations

from pathlib import Path as FilePath
from typing import TYPE_CHECKING, NamedTuple, Self

from evsite.model.finding import SiteFileError
from evsite.sitefile import problems
from evsite.sitefile.file_bytes import (
    UnreadableError,
    bytes_of_file,
    bytes_of_standard_input,
    in_another_encoding,
)
from evsite.sitefile.file_names import file_name
from evsite.sitefile.parsed_text import ParsedText

if TYPE_CHECKING:
    import os

    from evsite.model.site import Site, Source

MAX_BYTES = 16 * 1024 * 1024
"""Larger inputs are refused: no site is described by hand in so much text, and a device never ends."""


class Document(ParsedText):
    """The text of a site file, what it says, and where.

    `text` is the text as it was read (without a byte order mark), `filename` its name as shown to people, `source` the
    one to open it by ("-" for standard input), `data` the tables and values in it. `folder` is where the files are that
    it names: beside a file, in the working folder (or the one that was said to be the root) for standard input;
    `outside` says that it may name others too.

    A text that is not quite TOML may be read as it was meant: `slips` show what is wrong with it, `lost` what could not
    be read, and `meant` is the text that `data` was read from. Places are those of `text` in any case.
    """

    __slots__ = ()

    @classmethod
    def parse(
        cls, text: str, filename: str = "<string>", folder: FilePath | None = None, *, site: bool = False
    ) -> Self:
        """Parse TOML text; the files that it names are looked for in `folder`, else beside `filename`.

        With `site` it is a site file: what is no TOML, and tables under misspelt names, are read as they were meant,
        and reported in `slips`.

        Raises
        ------
        SiteFileError
            The text is not TOML (EV001) or not text at all (EV003); nothing more is known then.
        """
        document = cls(text.removeprefix("\ufeff"), filename, {}, folder)
        document.byte_order_mark = text.startswith("\ufeff")
        document._parse(site=site)
        return document

    @classmethod
    def of_source(cls, source: Source) -> Self:
        """The document that a site was read from, by the text that the site keeps: to find places in, without data."""
        document = cls(source.text, source.filename, {})
        document._sound = True
        return document

    @classmethod
    def plain(cls, text: str, filename: str = "<string>") -> Self:
        """A text of another form than TOML (CSV, say): it has no data, and findings about it carry their places.

        Raises
        ------
        SiteFileError
            It is not text (EV003).
        """
        document = cls(text.removeprefix("\ufeff"), filename, {})
        document._refuse_what_is_no_text()
        return document

    @classmethod
    def read(
        cls,
        source: str | os.PathLike[str],
        *,
        root: str | os.PathLike[str] = "",
        toml: bool = True,
        site: bool = False,
        if_missing: str = "",
    ) -> Self:
        """Read and parse a file, or standard input for "-"; without `toml` it is read as plain text.

        With `site` it is read as far as it can be, as `parse` does.

        A relative name starts from the folder `root`, the working folder unless given; what lies below that folder is
        shown relative to it.
        `if_missing` is the help where no file has that name.

        Raises
        ------
        SiteFileError
            The file cannot be read (EV002), is not UTF-8 text (EV003) or not TOML (EV001).
        """
        if source == "-":
            document = cls.from_bytes(standard_input(), "<stdin>", FilePath(root), toml=toml, site=site)
            document.source = "-"
            return document
        path = FilePath(root) / source
        filename = file_name(source, root)
        content = content_of(path, filename, if_missing=if_missing)
        document = cls.from_bytes(content, filename, path.parent, toml=toml, site=site)
        document.source = str(path)
        return document

    @classmethod
    def from_bytes(
        cls, content: bytes, filename: str, folder: FilePath | None = None, *, toml: bool = True, site: bool = False
    ) -> Self:
        """Parse the content of a file: UTF-8, with or without a byte order mark.

        Raises
        ------
        SiteFileError
            As `read`.
        """
        if len(content) > MAX_BYTES:
            message = f"the file is larger than {MAX_BYTES // 2**20} MiB, too large for a site file"
            cls("", filename, {}).refuse(problems.UNREADABLE_FILE, message)
        try:
            text = content.decode("utf-8")
        except UnicodeDecodeError as error:
            text, message, at = in_another_encoding(content, error)
            document = cls(text, filename, {}, folder)
            finding = problems.NOT_TEXT.finding(
                message, remedy="save the file as UTF-8", span=document.between(at, at + 1)
            )
            if not site:
                raise SiteFileError(document, [finding], unreadable=True) from None
            document.slips.append(finding)
            document._parse(site=True)
            return document
        return cls.parse(text, filename, folder, site=site) if toml else cls.plain(text, filename)


class LoadedSite(NamedTuple):
    """A site with the document that it was read from, for those who show where in the text something stands."""

    site: Site
    document: Document

    @classmethod
    def of(cls, site: Site) -> LoadedSite:
        """A site with its document, made anew from the text that the site keeps."""
        return cls(site, Document.of_source(site.source))


def content_of(path: FilePath, filename: str, *, most_bytes: int = MAX_BYTES, if_missing: str = "") -> bytes:
    """All bytes of a file.

    Parameters
    ----------
    path
        The file.
    filename
        Its name as shown to people.
    most_bytes
        Larger files are refused.
    if_missing
        The help where no file has that name.

    Raises
    ------
    SiteFileError
        The file cannot be read, or it is larger (EV002).
    """
    try:
        return bytes_of_file(path, most_bytes)
    except UnreadableError as error:
        words = if_missing if error.missing else ""
        Document("", filename, {}).refuse(problems.UNREADABLE_FILE, str(error), words=words)


def standard_input(most_bytes: int = MAX_BYTES) -> bytes:
    """All bytes of standard input, and one more than `most_bytes` where there are more.

    Raises
    ------
    SiteFileError
        It is closed, or cannot be read (EV002).
    """
    try:
        return bytes_of_standard_input(most_bytes)
    except UnreadableError as error:
        Document("", "<stdin>", {}).refuse(problems.UNREADABLE_FILE, str(error))
