"""What the columns of a table are: which one is time, which are load, in which unit and on which conductor.

Spellings are many and all are welcome. Where two columns could be meant, evsite asks and does not choose.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from evsite.metering.errors import DataError
from evsite.toml_text import assignment
from evsite.words import listed

_WORDS = re.compile(
    r"(?:kVARh|kVAR|kVAh|kVA|kWh|kW|MWh|MVA|MW|mA|kA|kV|Wh)(?![a-z])|[A-Z]+(?![a-z])\d?|[A-Z]?[a-z]+\d?|\d+"
)
"""Words in a name: also "phaseA" and "PowerKW" are two, but a kW is one."""
_BRACKETS = re.compile(r"[(\[]([^)\]]*)[)\]]")
_MEASURES: dict[str, tuple[str, float]] = {
    **dict.fromkeys(("kw", "kilowatt", "kilowatts"), ("kW", 1.0)),
    **dict.fromkeys(("w", "watt", "watts"), ("kW", 1e-3)),
    **dict.fromkeys(("mw", "megawatt", "megawatts"), ("kW", 1e3)),
    "kva": ("kVA", 1.0),
    "va": ("kVA", 1e-3),
    "mva": ("kVA", 1e3),
    **dict.fromkeys(("amp", "amps", "ampere", "amperes", "arms"), ("A", 1.0)),
    "ma": ("A", 1e-3),
    "ka": ("A", 1e3),
    "kwh": ("kWh", 1.0),
    "wh": ("kWh", 1e-3),
    "mwh": ("kWh", 1e3),
    "kvah": ("kVAh", 1.0),
}
"""Units by their spelling in lower case: what they measure, and how much of it one is. "A" is looked at apart."""


def _spelled(words: str, between: str = " ") -> set[str]:
    return set(words.split(between))


_OTHER_UNITS = _spelled("kvar var mvar kvarh varh v volt volts kv hz pf degc degf usd")
_OTHER_QUANTITIES = _spelled(
    "cost price charge charges factor voltage temperature temp reactive frequency weather rate tariff balance amount "
    "notes account id"
)
_PHASE = _spelled("phase ph leg line")
_CURRENT = _spelled("current i ia ib ic i1 i2 i3")
_PLAIN = _spelled(
    "power demand load real active apparent current total usage use consumption energy value reading interval "
    "electricity electric net delivered import meter building site avg average mean rms ac in the of measured i p s"
)
"""Words that say nothing about which of several loads is meant."""
_AWAY = _spelled("generation generated export exported received pv solar production")
_LEGS = {
    **dict.fromkeys(_spelled("a l1 ia i1 an 1 pa p1"), "A"),
    **dict.fromkeys(_spelled("b l2 ib i2 bn 2 pb p2"), "B"),
    **dict.fromkeys(_spelled("c l3 ic i3 cn 3 pc p3"), "C"),
}
_STARTS = _spelled(
    "timestamp, time stamp, time, datetime, date time, date and time, ts, start, start time, interval start, "
    "interval start time, interval start date time, start date time, start datetime, start timestamp, period start, "
    "reading time, read time, local time, timestamp local, datetime local, reading date, usage date, read date time, "
    "usage date time, interval time, measurement time, from, local timestamp, local datetime, interval beginning, "
    "hour beginning, interval, interval datetime, interval timestamp, interval date time",
    ", ",
)
_ENDS = _spelled(
    "end, end time, interval end, interval end time, period end, interval ending, hour ending, end date time, "
    "end datetime, interval end date time, end timestamp, to",
    ", ",
)
_DATES = _spelled("date, day, start date, interval date, usage date, reading date, read date", ", ")
_UNIT_COLUMNS = _spelled("unit, units, uom, unit of measure", ", ")


@dataclass(frozen=True, slots=True)
class ValueColumn:
    """A column of load: where it is, what it measures, on which leg ("" for no leg) and in which factor of the unit."""

    index: int
    name: str
    measure: str
    factor: float
    leg: str
    about: str = ""
    """Words that say which load is meant ("hvac"); empty where nothing does."""
    assumed: bool = False
    """Whether the unit is not written and was taken from the words around it."""


@dataclass(frozen=True, slots=True)
class Columns:
    """What was found in a header. `date` is a column beside `time` for tables that keep them apart."""

    time: int
    date: int | None
    end: int | None
    ends_only: bool
    """Whether the stamps are the ends of the intervals, as there are no starts."""
    utc: bool
    values: tuple[ValueColumn, ...]
    remarks: tuple[str, ...] = ()
    generation: tuple[str, ...] = ()
    """Columns of power that flows back."""


def find_time(header: list[str]) -> tuple[int, int | None, int | None, bool, bool] | None:
    """The columns of time: (time, date, end, ends only, UTC); None if there is none."""
    plain = [_plain(name) for name in header]
    utc = [bool({"utc", "gmt"} & set(name.split())) for name in plain]
    names = [" ".join(word for word in name.split() if word not in {"utc", "gmt"}) for name in plain]
    starts = [index for index, name in enumerate(names) if name in _STARTS]
    ends = [index for index, name in enumerate(names) if name in _ENDS]
    dates = [index for index, name in enumerate(names) if name in _DATES]
    end = ends[0] if len(ends) == 1 else None
    if dates and (starts or ends):
        times = starts or ends
        time = times[0]
        # a date beside a column of full stamps is no part of them; the reader looks at the values to tell
        return time, dates[0], end if starts else None, not starts, utc[time]
    if starts:
        exact = [index for index in starts if utc[index]] or starts
        if len(exact) > 1:
            exact = [index for index in exact if "start" in names[index] or "begin" in names[index]] or exact
        if len(exact) > 1:
            raise DataError(f"{_either([header[index] for index in exact])} could all be the time: leave one")
        return exact[0], None, end, False, utc[exact[0]]
    if ends:
        return ends[0], None, None, True, utc[ends[0]]
    if dates:
        return dates[0], None, None, False, utc[dates[0]]
    return None


def find_values(header: list[str], taken: set[int], unit: str | None = None) -> list[ValueColumn]:
    """Every column that looks like a load; `unit` is what a column of units says."""
    titles = {" ".join(_words(name)).casefold() for name in header}
    found = []
    for index, name in enumerate(header):
        if index not in taken:
            column = _value(index, name, titles, unit)
            if column is not None:
                found.append(column)
    return found


def choose(
    header: list[str], found: list[ValueColumn], wanted: tuple[str, ...] | None
) -> tuple[tuple[ValueColumn, ...], tuple[str, ...], tuple[str, ...]]:
    """The columns to read, remarks, and the names of columns of generation.

    Raises:
        DataError: none, or more than one, could be meant.
    """
    if wanted:
        return _named(header, found, wanted), (), ()
    away = tuple(column.name for column in found if set(column.about.split()) & _AWAY)
    found = [column for column in found if column.name not in away]
    if not found:
        shown = ", ".join(_quoted(name) for name in header[:12])
        raise DataError(f'no column of load among {shown}: name it with its unit, like "kW", "kVA" or "A"')
    abouts = {column.about for column in found}
    if len(abouts) > 1:
        # a column that is just called kW is the total of those that say more; other than that nobody can know
        if "" not in abouts:
            _ambiguous(found)
        left = [column for column in found if column.about]
        if any(column.about.split()[0] in {"max", "min", "peak", "maximum", "minimum"} for column in left):
            _ambiguous(found)
        found = [column for column in found if not column.about]
        remark = f"{_either([column.name for column in left], 'and')} not read"
        chosen, more = _best(found)
        return chosen, (remark, *more), away
    chosen, more = _best(found)
    return chosen, more, away


def _best(found: list[ValueColumn]) -> tuple[tuple[ValueColumn, ...], tuple[str, ...]]:
    """Amperes by leg before amperes, then kVA, kW and energy: what comes nearest to the rating of a conductor."""
    for measure in ("A", "kVA", "kW", "kVAh", "kWh"):
        same = [column for column in found if column.measure == measure]
        by_leg = [column for column in same if column.leg]
        if len(by_leg) > 1:
            if len({column.leg for column in by_leg}) != len(by_leg):
                _ambiguous(by_leg)
            same = by_leg
        elif by_leg and len(same) == 2:
            same = [column for column in same if not column.leg]
        if len(same) > 1 and not all(column.leg for column in same):
            _ambiguous(same)
        if same:
            left = [column.name for column in found if column not in same]
            remarks = (
                [f"{_either(left, 'and')} not read, as {_either([c.name for c in same], 'and')} say more"]
                if left
                else []
            )
            remarks += [f"no unit in {_quoted(column.name)}: read as amperes" for column in same if column.assumed]
            return tuple(sorted(same, key=lambda column: column.leg)), tuple(remarks)
    raise AssertionError(found)


def _named(header: list[str], found: list[ValueColumn], wanted: tuple[str, ...]) -> tuple[ValueColumn, ...]:
    chosen = []
    for name in wanted:
        same = [index for index, title in enumerate(header) if title.strip().casefold() == name.strip().casefold()]
        if not same:
            shown = ", ".join(_quoted(title) for title in header[:12])
            raise DataError(f"no column {_quoted(name)}; there is {shown}", about="column")
        if len(same) > 1:
            raise DataError(f"{len(same)} columns are called {_quoted(name)}", about="column")
        column = next((each for each in found if each.index == same[0]), None)
        if column is None:
            hint = 'name it with its unit, like "kW", "kVA" or "A"'
            raise DataError(f"no unit in column {_quoted(name)}: {hint}", about="column")
        chosen.append(column)
    if len(chosen) > 1 and (
        len({column.leg for column in chosen}) < len(chosen)
        or not all(column.leg for column in chosen)
        or len({column.measure for column in chosen}) > 1
    ):
        raise DataError(
            f"{_either([column.name for column in chosen], 'and')} are not one quantity on different phases",
            about="column",
        )
    return tuple(sorted(chosen, key=lambda column: column.leg))


def _ambiguous(found: list[ValueColumn]) -> None:
    names = [column.name for column in found]
    raise DataError(
        f"{_either(names)} could be meant: say which, as {assignment('column', names[0].strip())}", about="column"
    )


def _value(index: int, name: str, titles: set[str], unit: str | None) -> ValueColumn | None:
    """What a column of this name holds; None if that is no load. `titles` are all names, for siblings of a phase."""
    words = [word.lower() for word in _words(_BRACKETS.sub(" ", name))]
    bracketed = [word.lower() for group in _BRACKETS.findall(name) for word in _words(group) if word != "Va"]
    if (
        "Va" in _words(name)  # a voltage, where "VA" is a power
        or set(words + bracketed) & (_OTHER_UNITS | _OTHER_QUANTITIES)
        or _plain(name) in _UNIT_COLUMNS
    ):
        return None
    measure = next((found for word in (*bracketed, *words) if (found := _measure(word)) is not None), None)
    if measure is None and "a" in bracketed:
        measure = ("A", 1.0)
    phase = bool(_PHASE & set(words))
    leg, rest = "", []
    for word in words:
        if _measure(word) is not None or word in _PHASE or word in _PLAIN:
            continue
        if word in _LEGS and not leg and (not word.isdigit() or phase):
            leg = _LEGS[word]
        else:
            rest.append(word)
    current = bool(_CURRENT & set(words))
    if measure is None and leg == "A" and "a" in words and not phase and not _has_sibling(words, titles):
        # the letter alone, or after other words, is the unit: "A", "total_a"
        return ValueColumn(index, name.strip(), "A", 1.0, "", " ".join(rest))
    if measure is None and current:
        measure = ("A", 1.0)
    assumed = measure is None and bool(leg) and not rest and unit is None
    if assumed:
        measure = ("A", 1.0)
    if measure is None and unit is not None and not rest:
        measure = _measure(unit.strip().lower()) or (("A", 1.0) if unit.strip() == "A" else None)
    if measure is None:
        return None
    return ValueColumn(index, name.strip(), measure[0], measure[1], leg, " ".join(rest), assumed)


def _measure(word: str) -> tuple[str, float] | None:
    return _MEASURES.get(word)


def _has_sibling(words: list[str], titles: set[str]) -> bool:
    """Whether there is a column for phase B beside one whose name has an A in it."""
    place = words.index("a")
    return " ".join([*words[:place], "b", *words[place + 1 :]]) in titles


def _words(name: str) -> list[str]:
    return _WORDS.findall(name)


def _plain(name: str) -> str:
    return " ".join(word.lower() for word in _words(name))


def _quoted(name: str) -> str:
    flat = "".join(letter if letter.isprintable() else "?" for letter in name.strip()[:41])
    return f'"{flat if len(flat) <= 40 else flat[:37] + "..."}"'


def _either(names: list[str], word: str = "or") -> str:
    return listed([_quoted(name) for name in names[:8]], word)


def unit_column(header: list[str]) -> int | None:
    """The column that says units, if there is one."""
    return next((index for index, name in enumerate(header) if _plain(name) in _UNIT_COLUMNS), None)
