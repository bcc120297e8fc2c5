"""Which columns of a table are its time, by their names and by what stands in them."""

from __future__ import annotations

import re
from collections import Counter
from typing import TYPE_CHECKING, Literal

from evsite.metering import vocabulary as words
from evsite.metering.errors import DataError, OptionValue
from evsite.metering.plans import TimePlan, normal
from evsite.metering.stamps import (
    hour_of,
    looks_like_a_date,
    looks_like_a_stamp,
    looks_like_a_time,
    period_of,
)
from evsite.metering.units import value_with_unit
from evsite.metering.zones import zone_in_title

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from evsite.metering.options import Edge, ReadingOptions
    from evsite.metering.table_sample import Sample
    from evsite.metering.units import TitleUnit

Content = Literal["stamp", "date", "time", "period", "epoch", "number", "hour", "text", ""]


_GROUPING = re.compile(r"[\s,.'\u2019]")


def content_of(cells: Sequence[str]) -> Content:
    """What most of the cells of a column are; "" where there is none."""
    kinds = Counter(_content(cell) for cell in cells[:40])
    return kinds.most_common(1)[0][0] if kinds else ""


def _content(cell: str) -> Content:
    if cell.isdigit():
        return "epoch" if len(cell) in {10, 13} and cell[0] in "12" else "date" if _compact_date(cell) else "number"
    try:
        float(cell.replace(",", "."))
    except ValueError:
        pass
    else:
        return "number"
    if looks_like_a_date(cell):
        return "date"
    if looks_like_a_time(cell, digits=True):
        return "time"
    if looks_like_a_stamp(cell):
        return "stamp"
    if period_of(cell) is not None:
        return "period"
    if hour_of(cell) is not None:
        return "hour"
    if _GROUPING.sub("", cell).lstrip("-+$").isdigit():
        return "number"
    return "number" if value_with_unit(cell) is not None else "text"


def _has_24(cells: Sequence[str]) -> bool:
    """Whether times of the day run to 24:00, which no interval begins at."""
    return any(cell.startswith(("24:", "2400", "24.")) for cell in cells)


def _clock_digits(cells: Sequence[str]) -> bool:
    """Whether numbers are times of the day without a colon, "0015" or "015" to "2400", past any hour of the day."""
    times = all(
        len(cell) in {3, 4} and cell.isdigit() and cell[-1] in "05" and looks_like_a_time(cell, digits=True)
        for cell in cells
    )
    return times and any(int(cell) > 24 for cell in cells)


def _compact_date(cell: str) -> bool:
    return len(cell) == 8 and "1970" <= cell[:4] < "2100" and "01" <= cell[4:6] <= "12" and "01" <= cell[6:] <= "31"


def time_plan(sample: Sample, titles: Sequence[TitleUnit], options: ReadingOptions) -> TimePlan | None:
    """Where the time of a row stands; None for a table without.

    Raises
    ------
    DataError
        Several columns could be the time, or a column named by hand is not there or holds no time.
    """
    contents = [content_of(sample.column(index)) for index in range(len(sample.header))]
    contents = [
        "time"
        if contents[index] == "number"
        and titles[index].unit is None
        and words.TIME & set(words.words_of(name))
        and _clock_digits(sample.column(index))
        else contents[index]
        for index, name in enumerate(sample.header)
    ]
    if options.time_column:
        plan = _by_hand(sample, contents, options)
        if options.end_column is not None:
            require_end(sample, plan, options.end_column)
        return plan
    known: list[int] = []
    for index, name in enumerate(sample.header):
        stated = set(titles[index].words) | set(words.words_of(name) if titles[index].unit is None else ())
        content = contents[index]
        timed = content in {"stamp", "date", "time", "period", "epoch", "hour"}
        numbered = (
            content == "number"
            and titles[index].unit is None
            and all(cell.removesuffix(".0").isdigit() and len(cell) < 6 for cell in sample.column(index))
            and stated <= words.NUMBER | words.END | {"of", "day", "the", "no", "number"}
        )
        if stated & words.NO_TIME or not (timed or (numbered and stated & words.NUMBER)):
            continue
        if (
            stated & words.TIME
            or name.casefold() in {"ts", "t"}
            or (content == "epoch" and set(words.words_of(name)) & words.EPOCH)
            or (timed and content != "epoch" and not titles[index].unit)
        ):
            known.append(index)
    if not known:
        named = [index for index, title in enumerate(titles) if title.words and set(title.words) <= words.TIME]
        if named and contents[named[0]] == "text":
            name, cells = sample.header[named[0]], sample.column(named[0])
            raise DataError(
                f"\"{name[:40]}\" holds no times that are understood, like '{cells[0][:30]}'", about="time_column"
            )
        return None
    plan_found = _of(sample, contents, known, options)
    if plan_found is not None and options.end_column is not None:
        require_end(sample, plan_found, options.end_column)
    return plan_found


def _of(sample: Sample, contents: Sequence[Content], known: Sequence[int], options: ReadingOptions) -> TimePlan | None:
    header = sample.header
    by = {content: [index for index in known if contents[index] == content] for content in dict.fromkeys(contents)}

    def edge_of(index: int) -> Edge | None:
        stated = set(words.words_of(header[index]))
        return "start" if stated & words.START else "end" if stated & words.END else None

    zone = next((zone for index in known if (zone := zone_in_title(header[index])) is not None), None)
    duration = next(
        (
            index
            for index, name in enumerate(header)
            if set(words.words_of(name)) & words.DURATION and contents[index] == "number" and "min" in name.casefold()
        ),
        None,
    )
    utc = any(zone_in_title(header[index]) is not None for index in by.get("stamp", ()))
    if by.get("period"):
        date = by.get("date", [None])[0]
        return TimePlan(period=by["period"][0], date=date, zone=zone)
    stamps = [*by.get("stamp", ()), *by.get("epoch", ())]
    if stamps:
        start, end, edge_stated = _ends(header, stamps, edge_of, utc=utc)
        if start is None:
            return TimePlan(start=end, edge=options.stamps or "end", zone=zone, duration_min=duration)
        return TimePlan(
            start=start,
            end=_end_column(options, header, end),
            zone=zone,
            duration_min=duration,
            edge=options.stamps or "start",
            edge_stated=edge_stated or options.stamps is not None,
        )
    dates = by.get("date", [])
    times = by.get("time", [])
    if not dates and not times:
        return None
    # times alone: their date stands above the rows
    date = _one_date(header, dates) if dates else None
    if times:
        start, end, edge_stated = _ends(header, times, edge_of, utc=False)
        if end is None and not edge_stated and start is not None and _has_24(sample.column(start)):
            start, end, edge_stated = None, start, True
        if start is None:
            return TimePlan(start=end, date=date, edge=options.stamps or "end", zone=zone, duration_min=duration)
        return TimePlan(
            start=start,
            date=date,
            end=_end_column(options, header, end),
            zone=zone,
            duration_min=duration,
            edge=options.stamps or "start",
            edge_stated=edge_stated or options.stamps is not None,
        )
    assert date is not None
    hours = [*by.get("hour", ()), *by.get("number", ())]
    if hours:
        return _numbered(sample, date, hours[0])
    return TimePlan(start=date, zone=zone)


def _ends(
    header: Sequence[str], stamps: Sequence[int], edge_of: Callable[[int], Edge | None], *, utc: bool
) -> tuple[int | None, int | None, bool]:
    """The column of starts, that of ends, and whether their names say which they are.

    Raises
    ------
    DataError
        Several could be the start.
    """
    starts = [index for index in stamps if edge_of(index) == "start"]
    ends = [index for index in stamps if edge_of(index) == "end"]
    plain = [index for index in stamps if edge_of(index) is None]
    if utc:
        named = [index for index in plain if zone_in_title(header[index]) is not None]
        plain = named or plain
    if len(starts) > 1 or (not starts and len(plain) > 1):
        several = starts or plain
        names = " and ".join(f'"{header[index]}"' for index in several[:6])
        raise DataError(
            f"{names} could all be the time",
            about="time_column",
            ways_out=tuple(OptionValue("time_column", header[index]) for index in several[:6]),
        )
    end = ends[0] if len(ends) == 1 else None
    if starts:
        return starts[0], end, True
    if plain:
        return plain[0], end, False
    return None, ends[0], True


def _end_column(options: ReadingOptions, header: Sequence[str], found: int | None) -> int | None:
    if options.end_column is None:
        return found
    return column_named(header, options.end_column, "end_column")


def _one_date(header: Sequence[str], dates: Sequence[int]) -> int:
    if len(dates) == 1:
        return dates[0]
    starts = [index for index in dates if set(words.words_of(header[index])) & words.START]
    ends = [index for index in dates if set(words.words_of(header[index])) & words.END]
    left = starts or [index for index in dates if index not in ends]
    if len(left) == 1:
        return left[0]
    names = " and ".join(f'"{header[index]}"' for index in dates[:6])
    raise DataError(
        f"{names} could all be the date",
        about="time_column",
        ways_out=tuple(OptionValue("time_column", header[index]) for index in dates[:6]),
    )


def _numbered(sample: Sample, date: int, index: int) -> TimePlan:
    """A date and the number of an hour or an interval: 1 to 24 (or 48, 96), or 0 to 23."""
    numbers = []
    for cell in sample.column(index):
        found = hour_of(cell)
        numbers.append(found[0] if found is not None else int(float(cell)) if cell.replace(".", "").isdigit() else -1)
    first = min(numbers, default=1)
    return TimePlan(date=date, number=index, number_from=0 if first == 0 else 1, edge="start", edge_stated=True)


def _by_hand(sample: Sample, contents: Sequence[Content], options: ReadingOptions) -> TimePlan:
    header = sample.header
    named = [column_named(header, name, "time_column") for name in options.time_column]
    end = None if options.end_column is None else column_named(header, options.end_column, "end_column")
    zone = next((zone for index in named if (zone := zone_in_title(header[index])) is not None), None)
    date = next((index for index in named if contents[index] == "date"), None) if len(named) > 1 else None
    rest = [index for index in named if index != date]
    stated = set(words.words_of(header[rest[0]]))
    edge: Edge = options.stamps or (
        "end" if stated & words.END and not stated & words.START and end is None else "start"
    )
    if contents[rest[0]] == "period":
        return TimePlan(period=rest[0], date=date, zone=zone)
    if contents[rest[0]] in {"number", "hour"}:
        if date is None:
            raise DataError(
                f'"{header[rest[0]]}" holds numbers: name the column of dates beside it',
                about="time_column",
            )
        return _numbered(sample, date, rest[0])
    if contents[rest[0]] in {"text", ""}:
        raise DataError(f'"{header[rest[0]]}" holds no times', about="time_column")
    return TimePlan(start=rest[0], date=date, end=end, zone=zone, edge=edge, edge_stated=options.stamps is not None)


def require_end(sample: Sample, plan: TimePlan, name: str) -> None:
    """Refuse a column that was named as the end of each interval and is none.

    Raises
    ------
    DataError
        It holds no times, or is the column of starts.
    """
    end = column_named(sample.header, name, "end_column")
    if end == plan.start:
        raise DataError(f'"{name[:40]}" is the column of starts, and cannot be that of ends', about="end_column")
    if content_of(sample.column(end)) not in {"stamp", "time", "epoch", "date"}:
        raise DataError(f'"{name[:40]}" holds no times', about="end_column")


def column_named(header: Sequence[str], name: str, key: str) -> int:
    """The place of a column that was named by hand.

    Raises
    ------
    DataError
        There is none, or more than one.
    """
    same = [index for index, title in enumerate(header) if normal(title) == normal(name)]
    if len(same) == 1:
        return same[0]
    shown = ", ".join(f'"{title[:40]}"' for title in header[:12] if title)
    what = f'no column "{name[:40]}"' if not same else f'{len(same)} columns are called "{name[:40]}"'
    raise DataError(f"{what}; there is {shown}", about=key)
