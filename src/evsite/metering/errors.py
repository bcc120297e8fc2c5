"""What goes wrong with meter data."""

from __future__ import annotations


class DataError(Exception):
    """Raised when data cannot be used; the message says why and what would help.

    `about` is what has to be changed: the file ("data"), the time zone ("timezone") or the choice of column ("column").
    `line` is the line of the data file, where one is to blame. `unreadable` is true where there was no data to look at:
    the file is missing or cannot be opened.
    """

    def __init__(self, message: str, *, about: str = "data", line: int | None = None, unreadable: bool = False) -> None:
        self.about = about
        self.unreadable = unreadable
        self.line = line
        super().__init__(message if line is None else f"line {line}: {message}")
