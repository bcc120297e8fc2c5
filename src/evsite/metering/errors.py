"""What goes wrong with meter data, and what to say so that it goes right."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class OptionValue:
    """Something that a person can say about a record: a key of `[loads]`, or the option of the same name.

    `key` is that of the site file ("unit", "time_column"), `value` what would be accepted.
    """

    key: str
    value: str


class DataError(Exception):
    """Raised when data cannot be used; the message says why, and `ways_out` what would help.

    `about` is what has to be changed: the file ("data"), or a key of `[loads]` ("timezone", "column", "unit" ...).
    `line` is the line of the data file, where one is to blame. `unreadable` is true where there was no data to look at:
    the file is missing or cannot be opened. `ways_out` are ways out, each of which alone removes the error; a way that
    needs several things at once is a tuple of them.
    """

    def __init__(
        self,
        message: str,
        *,
        about: str = "data",
        line: int | None = None,
        unreadable: bool = False,
        ways_out: tuple[OptionValue | tuple[OptionValue, ...], ...] = (),
    ) -> None:
        self.about = about
        self.unreadable = unreadable
        self.line = line
        self.ways_out = tuple(way if isinstance(way, tuple) else (way,) for way in ways_out)
        super().__init__(message if line is None else f"line {line}: {message}")
