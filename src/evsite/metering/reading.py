"""The door for measured data: a file, CSV or Green Button, to a series."""

from __future__ import annotations

import io
import stat
from pathlib import Path
from typing import TYPE_CHECKING

from evsite.metering.assemble import assemble, join
from evsite.metering.csv_data import read_csv
from evsite.metering.errors import DataError
from evsite.metering.green_button import read_green_button
from evsite.metering.options import ReadingOptions
from evsite.metering.zones import find_zone

if TYPE_CHECKING:
    import os
    from collections.abc import Sequence

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
        options = ReadingOptions(column=columns or (), timezone=timezone)
        return assemble(read_green_button(io.BytesIO(content), options), source)
    return assemble(read_csv(content, columns, zone), source)


def read_interval_files(
    paths: Sequence[str | os.PathLike[str]], *, columns: tuple[str, ...] | None = None, timezone: str | None = None
) -> IntervalSeries:
    """Interval data of one meter from one file or several that follow each other.

    Raises:
        DataError: a file cannot be read or used, or they do not measure the same.
    """
    parts = []
    for path in paths:
        name = Path(path).name
        try:
            parts.append(read_interval_data(_content(Path(path)), name, columns=columns, timezone=timezone))
        except DataError as error:
            if len(paths) == 1:
                raise
            raise DataError(f"{name}: {error}", about=error.about, unreadable=error.unreadable) from None
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
