"""The door for measured data: a file, text or Green Button XML, to a series."""

from __future__ import annotations

import io
import math
import stat
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO

from evsite.metering.assemble import assemble
from evsite.metering.combine import combined
from evsite.metering.errors import DataError
from evsite.metering.green_button import read_green_button
from evsite.metering.layouts import find_layout
from evsite.metering.note import Note
from evsite.metering.options import NOTHING_SAID
from evsite.metering.table_data import read_table_data

if TYPE_CHECKING:
    import os
    from collections.abc import Callable, Sequence

    from evsite.metering.options import ReadingOptions
    from evsite.metering.series import IntervalSeries

MAX_BYTES = 100 * 1024 * 1024
"""Larger files are refused: ten years of quarter hours are a tenth of this, and a device never ends."""


_MOST_MULTIPLIED = 1e6


def read_interval_data(content: bytes, source: str, options: ReadingOptions = NOTHING_SAID) -> IntervalSeries:
    """Interval data from the content of a file: text, or Green Button XML (ESPI).

    Parameters
    ----------
    content
        The bytes of the file.
    source
        Its name, for messages.
    options
        What was said about it by hand.

    Raises
    ------
    DataError
        The data cannot be used; the message says why.
    """
    if len(content) > MAX_BYTES:
        raise _too_large(len(content))
    return _read(io.BytesIO(content), source, options, None)


def read_interval_files(
    paths: Sequence[str | os.PathLike[str]],
    options: ReadingOptions = NOTHING_SAID,
    progress: Callable[[int, int], None] | None = None,
) -> IntervalSeries:
    """Interval data from one file, or from several: meters that are added, or parts of one record.

    Parameters
    ----------
    paths
        The files.
    options
        What was said about them by hand.
    progress
        Called with how many bytes of how many have been read, now and then.

    Raises
    ------
    DataError
        A file cannot be read or used, or they do not measure the same.
    """
    if options.layout is not None:
        find_layout(options.layout)
    total = sum(_size(Path(path)) for path in paths)
    parts: list[IntervalSeries] = []
    # of several files it says what they are, and not what the meters within one are
    each_alone = options if len(paths) == 1 else replace(options, combine=None)
    done = 0
    names = [Path(path).name for path in paths]
    for path, short in zip(paths, names, strict=True):
        name = short if names.count(short) == 1 else str(path)
        before = done
        try:
            with _opened(Path(path)) as stream:
                report = None if progress is None else lambda place: progress(before + place, total)  # noqa: B023 - used at once
                parts.append(_read(stream, name, each_alone, report))
        except DataError as error:
            if len(paths) == 1:
                raise
            ways = tuple(way for way in error.ways_out if all(ways_out.key != "combine" for ways_out in way))
            raise DataError(f"{name}: {error}", about=error.about, unreadable=error.unreadable, ways_out=ways) from None
        done += _size(Path(path))
    return combined(parts, options.combine, "files")


def _require_multiplier(options: ReadingOptions) -> None:
    if options.multiplier is not None and not 0 < options.multiplier <= _MOST_MULTIPLIED:
        raise DataError(f"{options.multiplier:g} is no multiplier: expected a number above 0", about="multiplier")


def _read(
    stream: BinaryIO, source: str, options: ReadingOptions, progress: Callable[[int], None] | None
) -> IntervalSeries:
    _require_multiplier(options)
    if _is_xml(stream):
        return assemble(read_green_button(stream, options, progress), source)
    series = read_table_data(stream, source, options, progress)
    if options.multiplier is not None:
        message = f"values are multiplied by {options.multiplier:g}, as was specified"
        series = replace(series, notes=(Note("multiplier", "info", message), *series.notes))
    return series


def _size(path: Path) -> int:
    try:
        return path.stat().st_size
    except (OSError, ValueError):
        return 0


def _opened(path: Path) -> BinaryIO:
    """A regular file, open to be read.

    Raises
    ------
    DataError
        There is none, it is something else, or it is too large.
    """
    try:
        status = path.stat()
        if not stat.S_ISREG(status.st_mode):
            what = "a folder" if path.is_dir() else "a pipe or a device"
            raise DataError(f"this is {what}, expected a file", unreadable=True)
        if status.st_size > MAX_BYTES:
            raise _too_large(status.st_size)
        return path.open("rb")
    except FileNotFoundError:
        raise DataError("no such file", unreadable=True) from None
    except OSError as error:
        raise DataError(f"cannot read this file: {error.strerror or type(error).__name__}", unreadable=True) from None
    except ValueError:
        raise DataError("this cannot be the name of a file", unreadable=True) from None


def _too_large(size: int) -> DataError:
    limit = f"at most {MAX_BYTES // 2**20} MiB"
    return DataError(f"the file has {math.ceil(size / 2**20):,} MiB, expected {limit}")


def _is_xml(stream: BinaryIO) -> bool:
    head = stream.read(400)
    stream.seek(0)
    if head.startswith((b"\xff\xfe", b"\xfe\xff")):
        return head.decode("utf-16", "replace").lstrip("\ufeff \t\r\n").startswith("<")
    return head.removeprefix(b"\xef\xbb\xbf").lstrip().startswith(b"<")
