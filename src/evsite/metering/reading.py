"""The door for measured data: a file, CSV or Green Button, to a series."""

from __future__ import annotations

import stat
from pathlib import Path
from typing import TYPE_CHECKING

from evsite.metering.assemble import assemble, join
from evsite.metering.csv_data import read_csv
from evsite.metering.errors import DataError
from evsite.metering.green_button import read_green_button
from evsite.metering.layouts import find_layout
from evsite.metering.options import NOTHING_SAID
from evsite.metering.zones import find_zone

if TYPE_CHECKING:
    import os
    from collections.abc import Sequence

    from evsite.metering.options import ReadingOptions
    from evsite.metering.series import IntervalSeries

MAX_BYTES = 64 * 1024 * 1024
"""Larger files are refused: ten years of quarter hours are a sixth of this, and a device never ends."""


def read_interval_data(
    content: bytes, source: str, *, columns: tuple[str, ...] | None = None, timezone: str | None = None
) -> IntervalSeries:
    """Interval data from the content of a file: CSV, or Green Button XML (ESPI).

    Args:
        content: the bytes of the file.
        source: its name, for messages.
        columns: names of the columns to read (CSV), or of the meter reading (Green Button); None to find them.
        timezone: name ("America/Los_Angeles") or offset ("-08:00") of local time; needed where the data does not say.

    Raises:
        DataError: the data cannot be used; the message says why.
    """
    if len(content) > MAX_BYTES:
        raise DataError(f"the file is larger than {MAX_BYTES // 2**20} MiB")
    zone = None if timezone is None else find_zone(timezone)
    if _is_xml(content):
        return assemble(read_green_button(content, columns, zone), source)
    return assemble(read_csv(content, columns, zone), source)


def read_interval_files(
    paths: Sequence[str | os.PathLike[str]], options: ReadingOptions = NOTHING_SAID
) -> IntervalSeries:
    """Interval data of one meter from one file or several that follow each other.

    Args:
        paths: the files.
        options: what was said about them by hand.

    Raises:
        DataError: a file cannot be read or used, or they do not measure the same.
    """
    if options.layout is not None:
        find_layout(options.layout)
    parts = []
    for path in paths:
        name = Path(path).name
        try:
            content = _content(Path(path))
            parts.append(read_interval_data(content, name, columns=options.column or None, timezone=options.timezone))
        except DataError as error:
            if len(paths) == 1:
                raise
            raise DataError(f"{name}: {error}", about=error.about, unreadable=error.unreadable, say=error.say) from None
    return join(parts)


def _content(path: Path) -> bytes:
    try:
        if not stat.S_ISREG(path.stat().st_mode):
            what = "a folder" if path.is_dir() else "a pipe or a device"
            raise DataError(f"this is {what}, expected a file", unreadable=True)
        with path.open("rb") as file:
            return file.read(MAX_BYTES + 1)
    except FileNotFoundError:
        raise DataError("no such file", unreadable=True) from None
    except OSError as error:
        raise DataError(f"cannot read this file: {error.strerror or type(error).__name__}", unreadable=True) from None
    except ValueError:
        raise DataError("this cannot be the name of a file", unreadable=True) from None


def _is_xml(content: bytes) -> bool:
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        return content[:400].decode("utf-16", "replace").lstrip("\ufeff \t\r\n").startswith("<")
    return content[:400].removeprefix(b"\xef\xbb\xbf").lstrip().startswith(b"<")
