"""What the columns of a table are, by the words in their names and by what stands in them."""

from __future__ import annotations

import math
import re
from dataclasses import replace
from typing import TYPE_CHECKING

from evsite.metering import vocabulary as words
from evsite.metering.day_labels import DayLabel, day_label, day_plan
from evsite.metering.errors import DataError, OptionValue
from evsite.metering.numbers import factor_of
from evsite.metering.plans import KindPlan, QualityPlan, TablePlan, ValuePlan, normal
from evsite.metering.table_sample import Sample
from evsite.metering.time_by_names import content_of, time_plan
from evsite.metering.unit_ways import ANY_UNIT, unit_ways
from evsite.metering.units import MeterUnit, title_unit, unit_of, value_with_unit

if TYPE_CHECKING:
    from collections.abc import Sequence

    from evsite.metering.layouts.model import Role
    from evsite.metering.options import ReadingOptions
    from evsite.metering.plans import UnitFrom
from evsite.metering.units import TitleUnit

_MAX_KINDS = 64
LOADS = ("A", "kVA", "kW", "kVAh", "kWh")
"""Measures of load, those that come nearest to the rating of a conductor first."""


def plan_by_names(header: Sequence[str], rows: Sequence[list[str]], options: ReadingOptions) -> TablePlan | None:
    """The plan of a table; None where the row is no header.

    Raises
    ------
    DataError
        It is one, and what its columns are cannot be determined.
    """
    sample = Sample(tuple(header), tuple(rows[:60]))
    titles = [title_unit(name, header) for name in header]
    days = _days(sample, titles, options)
    if days is not None:
        return days
    time = time_plan(sample, titles, options)
    if time is None:
        return None
    taken = time.columns()
    roles = _Columns(sample, titles, taken, options)
    if not any(value.role in {"load", "net"} for value in roles.values):
        roles.values = [_with_doubtful_unit(value, titles[value.index]) for value in roles.values]
    plan = TablePlan(
        header=sample.header,
        time=time,
        values=tuple(roles.values),
        meter=tuple(roles.meter),
        unit=roles.unit,
        multiplier=roles.multiplier,
        kinds=tuple(roles.kinds),
        quality=tuple(roles.quality),
        unread=tuple(roles.unread),
    )
    return plan if any(value.role != "other" for value in plan.values) else None


def _with_doubtful_unit(value: ValuePlan, title: TitleUnit) -> ValuePlan:
    """A column whose unit is not understood, but can be said ("kWh (x1000)"), as the load that it may be."""
    known = value.role == "other" and not words.meaningful_words(title.words) & words.NO_LOAD
    if title.leftover is None or not known or unit_ways(value.name) == ANY_UNIT:
        return value
    return replace(value, role="load", leftover=title.leftover)


class _Columns:
    """Every column that is not time, by what it is."""

    def __init__(self, sample: Sample, titles: Sequence[TitleUnit], taken: set[int], options: ReadingOptions) -> None:
        self.values: list[ValuePlan] = []
        self.meter: list[int] = []
        self.kinds: list[KindPlan] = []
        self.quality: list[QualityPlan] = []
        self.unread: list[str] = []
        self.unit: int | None = None
        self.multiplier: int | None = None
        self._units: list[int] = []
        self._multipliers: list[int] = []
        self._siblings = frozenset(" ".join(title.words) for title in titles)
        self._wanted = {normal(name) for name in options.column}
        for index, name in enumerate(sample.header):
            if index not in taken:
                self._sort(index, name, titles[index], sample.column(index))
        self._give_units(sample)
        if self.unit is not None and not any(value.role != "other" for value in self.values):
            # where a column shows the unit of each row, numbers that say nothing else are in that unit
            self.values = [
                replace(value, role="load")
                if value.name in self.unread and value.unit is None and sample.column(value.index)
                else value
                for value in self.values
            ]
        self.multiplier = next(iter(self._multipliers), None)
        if options.multiplier is None:
            self._require_multiplier(sample, titles)

    def _give_units(self, sample: Sample) -> None:
        """The column of units holds for the row; of several each for the column before it."""
        if len(self._units) < 2:
            self.unit = next(iter(self._units), None)
            return
        by_place = {value.index: place for place, value in enumerate(self.values)}
        for index in self._units:
            texts = set(sample.column(index))
            unit = unit_of(texts.pop()) if len(texts) == 1 else None
            place = by_place.get(index - 1)
            if unit is not None and place is not None and self.values[place].unit is None:
                value = self.values[place]
                role = value.role if unit.is_load else "other"
                self.values[place] = replace(value, unit=unit, role=role)

    def _require_multiplier(self, sample: Sample, titles: Sequence[TitleUnit]) -> None:
        """Refuse a table with several multipliers, or with one whose name says more than that it is one.

        Raises
        ------
        DataError
            What the values have to be multiplied with is not told.
        """
        found = {}
        for index in range(len(sample.header)):
            cells = sample.column(index)
            doubt = titles[index].unit is None and set(titles[index].words) & words.SURE_MULTIPLIER
            if (index not in self._multipliers and not doubt) or not cells:
                continue
            factors = {factor_of(cell) for cell in cells}
            if factors != {1.0} and (index in self._multipliers or (len(factors) == 1 and None not in factors)):
                found[index] = factors
        if set(found) <= {self.multiplier} or (len(found) == 1 and set(found) <= set(self._multipliers)):
            self.multiplier = next(iter(found), self.multiplier)
            return
        names = " and ".join(f'"{sample.header[index][:40]}"' for index in found)
        known = [factor for factors in found.values() for factor in factors if factor is not None]
        ways = dict.fromkeys([math.prod(known), *known, 1.0]) if len(known) == len(found) else {}
        raise DataError(
            f"{names} may be what the values have to be multiplied with",
            about="multiplier",
            ways_out=tuple(OptionValue("multiplier", f"{factor:g}") for factor in ways),
        )

    def _sort(self, index: int, name: str, title: TitleUnit, cells: list[str]) -> None:
        stated = set(title.words)
        content = content_of(cells)
        if normal(name) in self._wanted:
            self.values.append(replace(self._value(index, name, title, cells), role="load"))
        elif content == "text" and (words.names_units(name) or (stated & words.UNIT and all(map(unit_of, cells)))):
            # the unit of a cost is not that of the row
            (self.unread.append(name) if stated & words.NO_LOAD else self._units.append(index))
        elif stated & words.MULTIPLIER and stated <= words.MULTIPLIER | words.CT and title.unit is None:
            self._multipliers.append(index)
        elif stated & words.QUALITY and title.unit is None and content != "number" and not stated & words.TIME:
            marks = words.ESTIMATED
            self.quality.append(QualityPlan(index, marks, words.MISSING, exact=False))
        elif (
            title.unit is None
            and title.leftover is None
            and self._names_meters(stated)
            and (not cells or any(words.kind_role(cell) is None for cell in cells))
        ):
            self.meter.append(index)
        elif title.unit is None and (
            content == "text" or (content == "number" and self._counts_channels(stated, cells))
        ):
            self._kind(index, name, stated, cells)
        elif content in {"number", ""} and (name or cells):
            if title.unit is None and title.leftover is None:
                title = self._with_cells(title, cells)
            value = self._value(index, name, title, cells)
            if value.role == "other" and value.unit is None and not stated & words.NO_LOAD:
                self.unread.append(name)
            self.values.append(value)
        elif name:
            self.unread.append(name)

    @staticmethod
    def _with_cells(title: TitleUnit, cells: Sequence[str]) -> TitleUnit:
        """What a title says, with the unit that stands in every cell."""
        found = [value_with_unit(cell) for cell in cells]
        units = {each[1] for each in found if each is not None}
        measures = {unit.measure for unit in units}
        if len(measures) != 1 or None in found:
            return title
        return replace(title, unit=max(units, key=lambda unit: unit.factor))

    @staticmethod
    def _counts_channels(stated: set[str], cells: Sequence[str]) -> bool:
        """Whether numbers are those of channels, and no readings of them."""
        few = len(set(cells)) * 3 <= len(cells) and all(cell.isdigit() and len(cell) < 7 for cell in cells)
        return few and bool(stated & words.CHANNEL) and stated <= words.CHANNEL | words.METER_BESIDE

    @staticmethod
    def _names_meters(stated: set[str]) -> bool:
        return bool(stated & words.METER) and stated <= words.METER | words.METER_BESIDE

    def _kind(self, index: int, name: str, stated: set[str], cells: list[str]) -> None:
        texts = dict.fromkeys(cells)
        if texts and {normal(text) for text in texts} <= words.FLAGS:
            self.quality.append(QualityPlan(index, words.ESTIMATED, words.MISSING, exact=False))
            return
        known = {normal(text): role for text in texts if (role := words.kind_role(text)) is not None}
        # what the cells say counts where all of them are known, whatever the column is called
        kinds_known = len(texts) > 1 and len(known) == len({normal(text) for text in texts})
        if not (stated & words.KIND or kinds_known) or len(texts) > _MAX_KINDS:
            self.unread.append(name)
            return
        plan = KindPlan(index, name, roles=known, separate=True)
        self.kinds.append(plan)

    def _value(self, index: int, name: str, title: TitleUnit, cells: Sequence[str]) -> ValuePlan:
        leg, rest = words.leg_of(title.words, self._siblings)
        stated = words.meaningful_words(title.words)
        if not any(cell[:1] in "$€£" for cell in cells):
            stated = {"value" if word == "amount" else word for word in stated}
        unit = title.unit
        unit_from: UnitFrom = "file"
        if normal(name) == "a" and {"b"} & self._siblings:
            # a letter in a row of letters is a phase, and no unit
            leg, rest, unit = "A", (), None
        if unit is None and title.leftover is None and stated & words.CURRENT and not stated & words.NO_LOAD:
            unit, unit_from = MeterUnit("A", "A", 1.0), "name"
        about = tuple(word for word in rest if word not in words.PLAIN and word not in words.LEGS)
        role = self._role(stated, unit, leg)
        leftover = ""
        if title.leftover is not None and role in {"load", "net"}:
            role = "load"
            leftover = title.leftover
        whole = not about and bool(stated & words.WHOLE)
        return ValuePlan(index, name, role, unit, leg, about, whole, leftover, unit_from)

    @staticmethod
    def _role(stated: set[str], unit: MeterUnit | None, leg: str = "") -> Role:
        if unit is not None and unit.measure not in LOADS:
            return "other"
        if stated & words.NO_LOAD or stated & words.LEAST:
            return "other"
        if stated & words.GREATEST:
            # the greatest value within an interval is not its mean
            return "part"
        known: dict[Role, frozenset[str]] = {
            "generation": words.GENERATION,
            "received": words.RECEIVED,
            "net": words.NET,
        }
        for role, those in known.items():
            if stated & those:
                return role
        return "load" if unit is not None or stated & words.PLAIN or leg else "other"


def _days(sample: Sample, titles: Sequence[TitleUnit], options: ReadingOptions) -> TablePlan | None:
    """The plan of a table with a row for each day; None where the header has no times or numbers of a day."""
    found = _labels(sample.header)
    if found is None:
        return None
    labels, unit, stated, doubt = found
    kind = max(("time", "nth"), key=lambda each: sum((label.nth is None) == (each == "time") for _, label in labels))
    labels = [(index, label) for index, label in labels if (label.nth is None) == (kind == "time")]
    valued = {index for index, _ in labels}
    rest_header = tuple("" if index in valued else name for index, name in enumerate(sample.header))
    beside = replace(sample, header=rest_header)
    blank = [title if index not in valued else title_unit("") for index, title in enumerate(titles)]
    time = time_plan(beside, blank, options)
    date = None if time is None else time.start if time.date is None else time.date
    if time is None or date is None or not _whole_days(sample.column(date)):
        if doubt or date is not None:
            return None
        raise DataError("the columns are times of a day, and there is no column of dates", about="time_column")
    role = _Columns._role(stated | {"load"}, unit)  # noqa: SLF001 - one module
    days = day_plan(labels, sample.header, unit=unit, role=role, edge=options.stamps)
    days = replace(days, leftover=doubt if role == "load" else "")
    others = _Columns(beside, blank, time.columns() | valued, options)
    return TablePlan(
        header=sample.header,
        time=replace(time, date=date, start=None, end=None, period=None, number=None),
        days=days,
        meter=tuple(others.meter),
        unit=others.unit,
        multiplier=others.multiplier,
        kinds=tuple(others.kinds),
        quality=tuple(others.quality),
        unread=tuple(others.unread),
        form="days",
    )


_LABEL_WORDS = 6
"""Words that a label has at most: "12:00 AM to 1:00 AM" has five."""
_MIDNIGHT = re.compile(r".*[ T](?:0?0:00(?::00(?:\.0+)?)?|12:00(?::00)? ?AM)(?:Z|[+-]\d\d:?\d\d)?", re.IGNORECASE)


def _whole_days(cells: Sequence[str]) -> bool:
    """Whether cells are dates, or the midnights that spreadsheets make of dates."""
    return content_of(cells) != "stamp" or all(_MIDNIGHT.fullmatch(cell) for cell in cells)


_Labels = tuple[list[tuple[int, DayLabel]], MeterUnit | None, set[str], str]


def _labels(header: Sequence[str]) -> _Labels | None:
    """The columns of a day, what their names say besides (unit, words), and what of that is not understood.

    None where the columns are not those of a day. What is not understood has to be the same in every name.
    """
    labels: list[tuple[int, DayLabel]] = []
    doubtful: dict[str, list[tuple[int, DayLabel]]] = {}
    unit: MeterUnit | None = None
    stated: set[str] = set()
    for index, name in enumerate(header):
        ways = _ways(name)
        if not ways:
            continue
        label, rest = ways[0]
        title = title_unit(rest)
        if title.leftover is None and set(title.words) <= words.PLAIN | words.NUMBER:
            labels.append((index, label))
            unit = unit or title.unit
            stated |= set(title.words)
        else:
            for other, left in ways:
                doubtful.setdefault(left, []).append((index, other))
    if len(labels) >= 12:
        return labels, unit, stated, ""
    rest, labels = max(doubtful.items(), key=lambda each: len(each[1]), default=("", []))
    return (
        (labels, title_unit(rest).unit, words.meaningful_words(title_unit(rest).words), rest)
        if len(labels) >= 12
        else None
    )


def _ways(name: str) -> list[tuple[DayLabel, str]]:
    """The ways to take the name of a day column as a label and the rest of it, the likeliest first."""
    label = day_label(name)
    if label is not None:
        return [(label, "")]
    parts = name.replace("_", " ").split()
    # the label stands first or last ("12:00 AM kWH", "HE1 kWh", "kWh 1:00", "Hour 1 (kWh)"), and is as long as can be:
    # "12:00 AM" is not the hour 12:00
    found = []
    for size in range(min(len(parts) - 1, _LABEL_WORDS), 0, -1):
        for text, other in ((parts[:size], parts[size:]), (parts[-size:], parts[:-size])):
            label = day_label(" ".join(text).strip("()[]"))
            if label is not None:
                found.append((label, " ".join(other)))
    joined = _joined(name)
    return [*found, *([] if joined is None else [joined])]


def _joined(name: str) -> tuple[DayLabel, str] | None:
    """A number at the end of a name with a unit: "KW_INTERVAL_1", "kwh_24"."""
    head = name.rstrip("0123456789")
    if head in {name, ""} or head[-1:] not in {"_", " ", "-"} or title_unit(head.strip("_- ")).unit is None:
        return None
    return DayLabel(nth=int(name[len(head) :])), head.strip("_- ")
