"""Interval data in CSV: from any spreadsheet or meter portal, as far as its header says what is what."""

from __future__ import annotations

import csv
import io
import math
import re
from itertools import pairwise
from typing import TYPE_CHECKING

from evsite.metering.columns import Columns, choose, find_time, find_values, unit_column
from evsite.metering.errors import DataError
from evsite.metering.raw import Raw
from evsite.metering.stamps import StampColumn, looks_like_a_stamp
from evsite.metering.zones import UTC_ZONE, NamedZone, day_and_time

if TYPE_CHECKING:
    from evsite.metering.stamps import Stamp

_PREAMBLE = 60
"""Lines before the header that are skipped at most: names, addresses, account numbers."""
_NOTHING = {"", "-", "--", "na", "n/a", "nan", "null", "none", "nil", "missing", "#n/a", "?", "."}
_GROUPED = re.compile(r"[+-]?\d{1,3}(?:,\d{3})+(?:\.\d*)?")
_GREATEST = 1e7
"""More kW or A than any meter reads: such a number is a slip, or a register."""


def read_csv(content: bytes, wanted: tuple[str, ...] | None, zone: NamedZone | None) -> Raw:
    """Readings of a CSV file, as they stand there.

    Args:
        content: the file.
        wanted: names of the columns to read; None to find them.
        zone: for stamps that do not say how far they are ahead of UTC.

    Raises:
        DataError: there is no header, no time, no load, or more than one that could be meant.
    """
    text = _decoded(content)
    rows = _rows(text)
    first, columns = _header(rows, wanted)
    body = [(number, row) for number, row in rows[first + 1 :] if any(cell.strip() for cell in row)]
    if not body:
        raise DataError("no rows below the header", line=rows[first][0])
    raw = Raw(measure=columns.values[0].measure, generation=bool(columns.generation))
    for remark in columns.remarks:
        raw.note("columns", "info", remark)
    if columns.generation:
        names = ", ".join(columns.generation)
        raw.note("generation", "warning", f"the data has a column of generation: {names}")
    _read_rows(raw, body, columns, zone)
    return raw


def _decoded(content: bytes) -> str:
    wide = content.startswith((b"\xff\xfe", b"\xfe\xff"))
    for encoding in ("utf-16",) if wide else ("utf-8-sig", "cp1252"):
        try:
            text = content.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\0" not in text:
            return text
    raise DataError("this is not a text file: expected CSV or Green Button XML")


def _rows(text: str) -> list[tuple[int, list[str]]]:
    """Rows with the number of their line, in whichever way their cells are separated."""
    head = text[:20_000].splitlines()[:_PREAMBLE]
    # a mark that is in as many lines as the comma is the separator, and the comma is in the numbers
    separator = max(";\t|,", key=lambda mark: sum(mark in line for line in head))
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator)
    rows = []
    try:
        for row in reader:
            if row:
                rows.append((reader.line_num, list(map(str.strip, row))))  # noqa: PERF401 - line_num moves on
    except csv.Error as error:
        raise DataError(f"this is not CSV: {error}", line=reader.line_num) from None
    if separator == ";":
        decimal = re.compile(r"[+-]?\d+,\d+")
        rows = [(n, [cell.replace(",", ".") if decimal.fullmatch(cell) else cell for cell in row]) for n, row in rows]
    return rows


def _header(rows: list[tuple[int, list[str]]], wanted: tuple[str, ...] | None) -> tuple[int, Columns]:
    """The first row that names a time and a load: its place, and what its columns are."""
    problem: DataError | None = None
    for place, (number, row) in enumerate(rows[:_PREAMBLE]):
        if sum(bool(cell) for cell in row) < 2 or any(looks_like_a_stamp(cell) for cell in row):
            continue
        try:
            time = find_time(row)
            if time is None:
                continue
            at, date, end, ends_only, utc = time
            date = date if date is None or _has_date(rows, place, at, date) else None
            taken = {at, *(index for index in (date, end) if index is not None)}
            unit_at = unit_column(row)
            unit = None
            if unit_at is not None:
                taken.add(unit_at)
                unit = _one_unit(rows[place + 1 :], unit_at)
            values, remarks, generation = choose(row, find_values(row, taken, unit), wanted)
        except DataError as error:
            problem = problem or DataError(str(error), about=error.about, line=number)
            continue
        return place, Columns(at, date, end, ends_only, utc, values, remarks, generation)
    if problem is not None:
        raise problem
    raise DataError(
        'no header: expected a line like "timestamp,kW" above the data, with a column of time and one of kW, kVA or A'
    )


def _has_date(rows: list[tuple[int, list[str]]], place: int, time: int, date: int) -> bool:
    """Whether the column of time holds times of day alone, so that the date is needed."""
    for _, row in rows[place + 1 : place + 20]:
        if max(time, date) < len(row) and row[time]:
            return not looks_like_a_stamp(row[time])
    return True


def _one_unit(rows: list[tuple[int, list[str]]], at: int) -> str | None:
    units = {row[at] for _, row in rows if at < len(row) and row[at]}
    if len(units) > 1:
        raise DataError(f"more than one unit in the data: {', '.join(sorted(units)[:4])}")
    return next(iter(units), None)


def _read_rows(raw: Raw, body: list[tuple[int, list[str]]], columns: Columns, zone: NamedZone | None) -> None:
    legs = [column.leg for column in columns.values] if len(columns.values) > 1 else [""]
    if len(columns.values) == 1 and columns.values[0].leg:
        name = columns.values[0].name
        raw.note("one-phase", "warning", f'only one phase is in the data ("{name}"): taken for all of them')
    raw.values = {leg: [] for leg in legs}
    lists = [(raw.values[leg], column.index, column.factor) for leg, column in zip(legs, columns.values, strict=True)]
    width = max([columns.time, *(column.index for column in columns.values)])
    texts = [_stamp_text(row, columns.time, columns.date) for _, row in body]
    reader = StampColumn(texts)
    if reader.guessed:
        order = "day first" if reader.day_first else "month first"
        message = f"day and month cannot be told apart: read with the {order}, as in '{texts[0][:20]}'"
        raw.note("date-order", "warning", message)
    stamps: list[Stamp] = []
    ends: list[Stamp | None] = []
    bad: list[tuple[int, str]] = []
    blank = 0
    read_stamps = [reader.read(text) for text in texts]
    clean = None if columns.end is not None or None in read_stamps else _clean(body, lists)
    if clean is not None:
        # what nearly every file is: a number in every cell
        stamps = [stamp for stamp in read_stamps if stamp is not None]
        for (values, _, _), column in zip(lists, clean, strict=True):
            values.extend(column)
        body = []
    for (number, row), text, stamp in zip(body, texts, read_stamps, strict=False):
        if stamp is None or len(row) <= width:
            bad.append((number, text if stamp is None else "too few cells"))
            continue
        read = [_number(row[index]) for _, index, _ in lists]
        numbers = [value * factor for value, (_, _, factor) in zip(read, lists, strict=True) if value is not None]
        if len(numbers) < len(lists) or not all(abs(value) <= _GREATEST for value in numbers):
            # a cell that says nothing is a gap; one that says something else is told
            cells = [row[index] for _, index, _ in lists]
            wrong = [cell for cell, value in zip(cells, read, strict=True) if value is None or abs(value) > _GREATEST]
            said = next((cell for cell in wrong if cell.lower() not in _NOTHING), None)
            blank += said is None
            if said is not None:
                bad.append((number, said))
            continue
        stamps.append(stamp)
        if columns.end is not None:
            ends.append(reader.read(_stamp_text(row, columns.end, columns.date)))
        for (values, _, _), value in zip(lists, numbers, strict=True):
            values.append(value)
    _tell_bad(raw, bad, blank, len(texts))
    _to_instants(raw, stamps, columns, zone)
    if columns.end is not None:
        raw.seconds = [None if end is None else _length(stamp, end) for stamp, end in zip(stamps, ends, strict=True)]
    raw.ends_only = columns.ends_only


def _clean(body: list[tuple[int, list[str]]], lists: list[tuple[list[float], int, float]]) -> list[list[float]] | None:
    """Every column as numbers; None if any cell is not a plain number of a likely size."""
    try:
        columns = [[float(row[index]) * factor for _, row in body] for _, index, factor in lists]
    except (ValueError, IndexError):
        return None
    likely = all(max(column) <= _GREATEST and min(column) >= -_GREATEST for column in columns)
    return columns if likely and not any(math.isnan(sum(column)) for column in columns) else None


def _stamp_text(row: list[str], time: int, date: int | None) -> str:
    text = row[time] if time < len(row) else ""
    if date is None:
        return text
    return f"{row[date]} {text}" if date < len(row) else text


def _length(start: Stamp, end: Stamp) -> int | None:
    """Length by the clock on the wall; a time of day that is not later is on the next day or a minute short."""
    seconds = end.wall_s - start.wall_s
    if start.offset_s is not None and end.offset_s is not None:
        seconds -= end.offset_s - start.offset_s
    if seconds <= 0 and seconds + 86_400 > 0:
        seconds += 86_400
    # some portals end an interval at 00:14 or 00:14:59
    for whole in (60, 1):
        if (seconds + whole) % 300 == 0 and seconds % 300:
            seconds += whole
    return seconds if 0 < seconds <= 86_400 * 40 else None


def _number(text: str) -> float | None:
    try:
        value = float(text)
    except ValueError:
        if not _GROUPED.fullmatch(text):
            return None
        value = float(text.replace(",", ""))
    return value if math.isfinite(value) and "_" not in text else None


def _tell_bad(raw: Raw, bad: list[tuple[int, str]], blank: int, rows: int) -> None:
    if bad and (len(bad) * 2 > rows or len(bad) + blank == rows):
        number, text = bad[0]
        shown = "".join(letter if letter.isprintable() else "?" for letter in text[:30])
        raise DataError(f"'{shown}' is no reading, as in {len(bad):,} of {rows:,} rows", line=number)
    if bad:
        number, text = bad[0]
        shown = "".join(letter if letter.isprintable() else "?" for letter in text[:30])
        rows_text = "row that is no reading" if len(bad) == 1 else "rows that are no readings"
        raw.note(
            "unreadable",
            "warning",
            f"{len(bad):,} {rows_text} no reading left out, the first in line {number}: '{shown}'",
        )
    if blank:
        raw.note("missing", "info", f"{blank:,} of {rows:,} rows have no value")


def _to_instants(raw: Raw, stamps: list[Stamp], columns: Columns, zone: NamedZone | None) -> None:
    """From the clock on the wall to UTC."""
    said = sum(stamp.offset_s is not None for stamp in stamps)
    if said and said < len(stamps):
        raise DataError("some time stamps say how far they are from UTC and some do not")
    raw.zone = zone
    if said or columns.utc:
        raw.starts = [stamp.wall_s - (stamp.offset_s or 0) for stamp in stamps]
        if zone is None:
            offsets = {stamp.offset_s or 0 for stamp in stamps}
            if offsets == {0}:
                raw.note("timezone", "info", 'the week is that of UTC: give timezone = "America/Los_Angeles" or yours')
                raw.zone = UTC_ZONE
            else:
                raw.offsets = [stamp.offset_s or 0 for stamp in stamps]
        return
    if zone is None:
        raise DataError(
            'the time stamps do not say how far they are from UTC: give timezone = "America/Los_Angeles" '
            "or that of the meter",
            about="timezone",
        )
    _from_walls(raw, [stamp.wall_s for stamp in stamps], zone, ends=columns.ends_only)


def _from_walls(raw: Raw, walls: list[int], zone: NamedZone, *, ends: bool) -> None:
    """Local stamps to instants. Of the hour that comes twice, a stamp that comes again is the second."""
    backwards = sum(b < a for a, b in pairwise(walls)) * 2 > len(walls)
    order = range(len(walls) - 1, -1, -1) if backwards else range(len(walls))
    # the end of an interval belongs to the hour before it: 02:00 as an end is the end of the hour that came twice
    shift = 1 if ends else 0
    instants = [0] * len(walls)
    seen: set[int] = set()
    folded: set[int] = set()
    skipped: list[int] = []
    for index in order:
        wall = walls[index]
        instant, how = zone.from_wall(wall - shift)
        if how == "twice":
            if wall in seen:
                instant, _ = zone.from_wall(wall - shift, second=True)
                folded.add(wall)
            seen.add(wall)
        elif how == "never":
            skipped.append(index)
        instants[index] = instant + shift
    raw.starts = instants
    raw.moved = set(skipped)
    if folded:
        first = day_and_time(min(instants[i] for i in range(len(walls)) if walls[i] in folded), zone)
        raw.note("daylight-saving", "info", f"the hour that comes twice is in the data twice ({first}): both are kept")
    if seen - folded:
        once = [index for index, wall in enumerate(walls) if wall in seen and wall not in folded]
        first = day_and_time(instants[once[0]], zone)
        raw.note(
            "daylight-saving",
            "warning",
            f"the hour that comes twice is in the data once ({first}): taken for the first, the second is a gap",
        )
    if skipped:
        first = day_and_time(instants[skipped[0]], zone)
        raw.note(
            "daylight-saving",
            "warning",
            f"{len(skipped)} rows stand in the hour that the clock skips: counted as {first} and on, the larger "
            "value where there is one already; does the meter keep standard time all year?",
        )
