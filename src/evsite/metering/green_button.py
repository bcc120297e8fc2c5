"""Green Button data (NAESB ESPI, REQ.21): an Atom feed of meter readings, their types, and blocks of intervals."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

from evsite.metering.errors import DataError
from evsite.metering.espi_feed import Feed
from evsite.metering.espi_zone import local_time, whole_number
from evsite.metering.raw import Raw
from evsite.metering.series import Note
from evsite.metering.zones import UTC_ZONE
from evsite.toml_text import assignment

if TYPE_CHECKING:
    from evsite.metering.espi_feed import Entry
    from evsite.metering.zones import NamedZone

_MEASURES = {"5": "A", "38": "kW", "61": "kVA", "71": "kVAh", "72": "kWh"}
"""Units of measure that are load, by their code: A, W, VA, VAh, Wh."""
_SCALE = {"A": 1.0, "kW": 1e-3, "kVA": 1e-3, "kWh": 1e-3, "kVAh": 1e-3}
_LEGS = {"128": "A", "129": "A", "64": "B", "65": "B", "32": "C", "33": "C"}
"""Phase codes of one conductor, alone or to neutral."""
_REGISTERS = {"1": "bulk quantity", "2": "continuous cumulative", "3": "cumulative", "9": "summation"}
_REVERSE = "19"
_GREATEST = 1e7


@dataclass(slots=True)
class _Reading:
    """A meter reading: its type and all of its intervals."""

    title: str
    type: dict[str, str]
    readings: list[tuple[str, str, str]]
    estimated: int

    @property
    def measure(self) -> str | None:
        return _MEASURES.get(self.type.get("uom", ""))

    @property
    def interval_s(self) -> int:
        return whole_number(self.readings[0][1]) or whole_number(self.type.get("intervalLength", "")) or 0

    def describe(self) -> str:
        """The reading in words, to tell it from others."""
        length = f"{self.interval_s // 60} min" if self.interval_s else "unknown length"
        return f"'{self.title[:40]}' ({self.measure or 'uom ' + self.type.get('uom', '?')}, {length})"


def read_green_button(content: bytes, wanted: tuple[str, ...] | None, zone: NamedZone | None) -> Raw:
    """Readings of a Green Button file, as they stand there.

    Args:
        content: the file.
        wanted: title of the meter reading to read; None to find it.
        zone: local time; the LocalTimeParameters of the file if None.

    Raises:
        DataError: the file is no XML, has a document type, or has no interval data of load.
    """
    entries = Feed().parse(content)
    readings = _meter_readings(entries)
    if not readings:
        raise DataError("no interval readings in the file: expected Green Button data with IntervalBlock entries")
    chosen, notes, generation = _chosen(readings, wanted)
    raw = Raw(measure=chosen[0].measure or "", generation=generation, notes=notes)
    said = next((entry.fields for entry in entries if "LocalTimeParameters" in entry.kinds), None)
    raw.zone = zone or local_time(said)
    if raw.zone is None:
        raw.zone = UTC_ZONE
        raw.note(
            "timezone",
            "info",
            'no local time in the file, the week is that of UTC: give timezone = "America/Los_Angeles"',
        )
    _read(raw, chosen)
    return raw


def _meter_readings(entries: list[Entry]) -> list[_Reading]:
    """Every meter reading with its intervals and its type, by the links of the feed or by nearness in the file."""
    types = [entry for entry in entries if "ReadingType" in entry.kinds]
    meters = [entry for entry in entries if "MeterReading" in entry.kinds]
    by_link = {link: entry for entry in types for link in entry.links.get("self", [])}
    own = {link: place for place, meter in enumerate(meters) for link in meter.links.get("self", [])}
    related = {link: place for place, meter in enumerate(meters) for link in meter.links.get("related", [])}
    found: dict[tuple[int, int], _Reading] = {}
    meter_now, type_now = -1, -1
    for entry in entries:
        meter_now = next((i for i, each in enumerate(meters) if each is entry), meter_now)
        type_now = next((i for i, each in enumerate(types) if each is entry), type_now)
        if not entry.readings:
            continue
        place = _meter_of(entry, own, related)
        place = meter_now if place is None and (meter_now >= 0 or len(meters) != 1) else place or 0
        kind = None
        if 0 <= place < len(meters):
            kind = next((by_link[link] for link in meters[place].links.get("related", []) if link in by_link), None)
        if kind is None and types:
            kind = types[type_now if type_now >= 0 else 0]
        title = (meters[place].title if 0 <= place < len(meters) else "") or (kind.title if kind is not None else "")
        key = (place, -1 if kind is None else types.index(kind))
        reading = found.setdefault(key, _Reading(title or "meter", {} if kind is None else kind.fields, [], 0))
        reading.readings += entry.readings
        reading.estimated += entry.estimated
    return list(found.values())


def _meter_of(entry: Entry, own: dict[str, int], related: dict[str, int]) -> int | None:
    for link in [*entry.links.get("up", []), *entry.links.get("self", [])]:
        if link in related:
            return related[link]
        # .../MeterReading/01/IntervalBlock/0173 hangs below .../MeterReading/01
        above = link
        while above:
            if above in own:
                return own[above]
            above = above.rpartition("/")[0]
    return None


def _chosen(readings: list[_Reading], wanted: tuple[str, ...] | None) -> tuple[list[_Reading], list[Note], bool]:
    """The meter readings to use: one, or one for each phase."""
    notes: list[Note] = []
    back = [reading for reading in readings if reading.type.get("flowDirection") == _REVERSE and reading.measure]
    flowing = [reading for reading in back if any(value not in {"", "0"} for _, _, value in reading.readings)]
    if flowing:
        names = ", ".join(reading.describe() for reading in flowing[:3])
        notes.append(Note("generation", "warning", f"the file has power that flows back: {names}"))
    left = [reading for reading in readings if reading not in back]
    if wanted:
        titles = {name.strip().casefold() for name in wanted}
        left = [reading for reading in left if reading.title.strip().casefold() in titles]
        if not left:
            raise DataError(
                f"no meter reading is called '{wanted[0][:40]}'; there is {_list(readings)}", about="column"
            )
    usable = [reading for reading in left if reading.measure and reading.type.get("commodity", "1") in {"0", "1", "2"}]
    registers = [reading for reading in usable if reading.type.get("accumulationBehaviour") in _REGISTERS]
    usable = [reading for reading in usable if reading not in registers]
    if not usable:
        if registers:
            raise DataError(f"{_list(registers)}: the register of a meter, expected energy or power by interval")
        raise DataError(f"no electric load in W, VA, A or Wh in the file; there is {_list(readings)}")
    return _best(usable, notes), notes, bool(flowing)


def _best(usable: list[_Reading], notes: list[Note]) -> list[_Reading]:
    """Among several the one in A before VA, W and energy, and the finest; several that are alike are not guessed at."""
    for measure in ("A", "kVA", "kW", "kVAh", "kWh"):
        same = [reading for reading in usable if reading.measure == measure]
        if not same:
            continue
        finest = min(reading.interval_s or 86_400 for reading in same)
        same = [reading for reading in same if (reading.interval_s or 86_400) == finest]
        legs = [_LEGS.get(reading.type.get("phase", "")) for reading in same]
        if len(same) > 1 and (None in legs or len(set(legs)) < len(same)):
            title = same[0].title[:40]
            raise DataError(
                f"{_list(same)} could be meant: say which, as {assignment('column', title)}", about="column"
            )
        left = [reading for reading in usable if reading not in same]
        if left:
            notes.append(Note("columns", "info", f"{_list(same)} read, {_list(left)} not"))
        return same
    raise AssertionError(usable)


def _list(readings: list[_Reading]) -> str:
    return ", ".join(reading.describe() for reading in readings[:4]) + (" and more" if len(readings) > 4 else "")


def _read(raw: Raw, chosen: list[_Reading]) -> None:
    """Intervals of the chosen readings; several are phases, and count where all of them have a value."""
    columns = [_intervals(raw, reading) for reading in chosen]
    if len(columns) == 1:
        rows = [(start, seconds, [value]) for start, seconds, value in columns[0]]
        legs = [""]
    else:
        legs = [_LEGS[reading.type["phase"]] for reading in chosen]
        others = [{start: value for start, _, value in column} for column in columns[1:]]
        rows = [
            (start, seconds, [value, *(other[start] for other in others)])
            for start, seconds, value in columns[0]
            if all(start in other for other in others)
        ]
    raw.starts = [start for start, _, _ in rows]
    raw.seconds = [seconds for _, seconds, _ in rows]
    raw.values = {leg: [values[place] for _, _, values in rows] for place, leg in enumerate(legs)}
    estimated = sum(reading.estimated for reading in chosen)
    if estimated:
        raw.note("estimated", "info", f"{estimated:,} readings are estimated or edited by the utility")


def _intervals(raw: Raw, reading: _Reading) -> list[tuple[int, int | None, float]]:
    power = whole_number(reading.type.get("powerOfTenMultiplier", "0"))
    if power is None or not -12 <= power <= 12:
        raise DataError(f"powerOfTenMultiplier '{reading.type['powerOfTenMultiplier'][:20]}' is no power of ten")
    scale = 10.0**power * _SCALE[raw.measure]
    usual = whole_number(reading.type.get("intervalLength", ""))
    rows: list[tuple[int, int | None, float]] = []
    bad = 0
    for start_text, duration, value_text in reading.readings:
        start = whole_number(start_text)
        seconds = whole_number(duration) or usual
        value = _real(value_text)
        usable = start is not None and 0 <= start < 4_102_444_800 and (seconds is None or 0 < seconds <= 86_400 * 40)
        if not usable or value is None or abs(value * scale) > _GREATEST:
            bad += 1
            continue
        assert start is not None
        rows.append((start, seconds, value * scale))
    if bad and bad * 2 > len(reading.readings):
        raise DataError(f"{bad:,} of {len(reading.readings):,} interval readings have no usable start or value")
    if bad:
        raw.note("missing", "warning", f"{bad:,} interval readings without start or value left out")
    return rows


def _real(text: str) -> float | None:
    try:
        value = float(text)
    except ValueError:
        return None
    return value if math.isfinite(value) else None
