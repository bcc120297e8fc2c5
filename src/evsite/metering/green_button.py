"""Green Button data (NAESB ESPI, REQ.21): an Atom feed of meter readings, their types, and blocks of intervals.

The file comes from outside, so it is read with expat itself: it streams, it needs no memory for a tree, and it tells
of a document type before a single entity of it is defined. Such a document is refused; without one there are no
entities to expand and nothing external to fetch. (xml.etree does not tell in time; defusedxml would be a dependency
for this one refusal.)
"""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any
from xml.parsers import expat

from evsite.metering.errors import DataError
from evsite.metering.raw import Raw
from evsite.metering.series import DataNote
from evsite.metering.zones import UTC_ZONE
from evsite.toml_text import assignment

if TYPE_CHECKING:
    from evsite.metering.zones import NamedZone, Zone

_MEASURES = {"5": "A", "38": "kW", "61": "kVA", "71": "kVAh", "72": "kWh"}
"""Units of measure that are load, by their code: A, W, VA, VAh, Wh."""
_SCALE = {"A": 1.0, "kW": 1e-3, "kVA": 1e-3, "kWh": 1e-3, "kVAh": 1e-3}
_LEGS = {"128": "A", "129": "A", "64": "B", "65": "B", "32": "C", "33": "C"}
"""Phase codes of one conductor, alone or to neutral."""
_REGISTERS = {"1": "bulk quantity", "2": "continuous cumulative", "3": "cumulative", "9": "summation"}
_REVERSE = "19"
_WANTED = {
    *("uom", "powerOfTenMultiplier", "intervalLength", "flowDirection", "accumulationBehaviour", "commodity", "phase"),
    *("tzOffset", "dstOffset", "dstStartRule", "dstEndRule", "title", "start", "duration", "value", "quality", "kind"),
}
_MAX_DEPTH = 60
_GREATEST = 1e7
_QUALITY_VALID = {"0", "17", "18", "19"}


@dataclass(slots=True)
class _Entry:
    """An entry of the feed: its links, its title, and what it holds."""

    links: dict[str, list[str]] = field(default_factory=dict)
    title: str = ""
    kinds: set[str] = field(default_factory=set)
    fields: dict[str, str] = field(default_factory=dict)
    readings: list[tuple[str, str, str]] = field(default_factory=list)
    """(start, duration, value) of each interval, as texts."""
    estimated: int = 0


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
        return _whole(self.readings[0][1]) or _whole(self.type.get("intervalLength", "")) or 0

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
    entries = _Feed().parse(content)
    readings = _meter_readings(entries)
    if not readings:
        raise DataError("no interval readings in the file: expected Green Button data with IntervalBlock entries")
    chosen, notes, generation = _chosen(readings, wanted)
    raw = Raw(measure=chosen[0].measure or "", generation=generation, notes=notes)
    raw.zone = zone or _local_time(entries)
    if raw.zone is None:
        raw.zone = UTC_ZONE
        raw.notes.append(
            DataNote(
                "timezone",
                "info",
                'no local time in the file, the week is that of UTC: give timezone = "America/Los_Angeles"',
            )
        )
    _read(raw, chosen)
    return raw


class _Feed:
    """Reads the elements of a feed into entries; a file without a feed is one entry after the other."""

    def __init__(self) -> None:
        self.entries: list[_Entry] = [_Entry()]
        self._names: list[str] = []
        self._text: list[str] = []
        self._reading: dict[str, str] = {}
        self._inside = False

    def parse(self, content: bytes) -> list[_Entry]:
        """Parse a file, refusing what is not plain XML."""
        parser = expat.ParserCreate(namespace_separator="}")
        parser.buffer_text = True
        parser.StartElementHandler = self._start
        parser.EndElementHandler = self._end
        parser.CharacterDataHandler = self._characters
        parser.StartDoctypeDeclHandler = _refuse_document_type
        try:
            parser.Parse(content, True)  # noqa: FBT003 - expat's own way to say that this is all
        except expat.ExpatError as error:
            raise DataError(f"this is not XML: {expat.ErrorString(error.code)}", line=error.lineno) from None
        except (ValueError, LookupError):
            raise DataError("this XML is in an encoding that cannot be read: expected UTF-8") from None
        return self.entries

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        local = name.rpartition("}")[2]
        self._names.append(local)
        if len(self._names) > _MAX_DEPTH:
            raise DataError("elements are nested too deep for Green Button data")
        self._text.clear()
        if local == "entry":
            self.entries.append(_Entry())
        elif local == "link":
            links = self.entries[-1].links
            links.setdefault(attributes.get("rel", ""), []).append(attributes.get("href", "").rstrip("/"))
        elif local == "IntervalReading":
            self._inside, self._reading = True, {}
        elif local in {"ReadingType", "MeterReading", "LocalTimeParameters", "IntervalBlock"}:
            if local in self.entries[-1].kinds and local != "IntervalBlock":
                # no feed, or several things in one entry: the next one starts here
                self.entries.append(_Entry())
            self.entries[-1].kinds.add(local)

    def _characters(self, text: str) -> None:
        self._text.append(text)

    def _end(self, name: str) -> None:
        local = name.rpartition("}")[2]
        self._names.pop()
        entry = self.entries[-1]
        if local in _WANTED:
            text = "".join(self._text).strip()
            if self._inside:
                self._reading[local] = text
            elif local == "title":
                entry.title = text
            elif self._names and self._names[-1] in {"ReadingType", "LocalTimeParameters"}:
                entry.fields[local] = text
        elif local == "IntervalReading":
            self._inside = False
            reading = self._reading
            entry.readings.append((reading.get("start", ""), reading.get("duration", ""), reading.get("value", "")))
            entry.estimated += reading.get("quality", "0") not in _QUALITY_VALID
        self._text.clear()


def _refuse_document_type(*_: Any) -> None:  # noqa: ANN401 - expat passes four arguments
    raise DataError("the XML has a document type: Green Button data has none, and this one is not read")


def _meter_readings(entries: list[_Entry]) -> list[_Reading]:
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


def _meter_of(entry: _Entry, own: dict[str, int], related: dict[str, int]) -> int | None:
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


def _chosen(readings: list[_Reading], wanted: tuple[str, ...] | None) -> tuple[list[_Reading], list[DataNote], bool]:
    """The meter readings to use: one, or one for each phase."""
    notes: list[DataNote] = []
    back = [reading for reading in readings if reading.type.get("flowDirection") == _REVERSE and reading.measure]
    flowing = [reading for reading in back if any(value not in {"", "0"} for _, _, value in reading.readings)]
    if flowing:
        names = ", ".join(reading.describe() for reading in flowing[:3])
        notes.append(DataNote("generation", "warning", f"the file has power that flows back: {names}"))
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


def _best(usable: list[_Reading], notes: list[DataNote]) -> list[_Reading]:
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
            notes.append(DataNote("columns", "info", f"{_list(same)} read, {_list(left)} not"))
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
        raw.notes.append(
            DataNote("estimated", "info", f"{estimated:,} readings are estimated or edited by the utility")
        )


def _intervals(raw: Raw, reading: _Reading) -> list[tuple[int, int | None, float]]:
    power = _whole(reading.type.get("powerOfTenMultiplier", "0"))
    if power is None or not -12 <= power <= 12:
        raise DataError(f"powerOfTenMultiplier '{reading.type['powerOfTenMultiplier'][:20]}' is no power of ten")
    scale = 10.0**power * _SCALE[raw.measure]
    usual = _whole(reading.type.get("intervalLength", ""))
    rows: list[tuple[int, int | None, float]] = []
    bad = 0
    for start_text, duration, value_text in reading.readings:
        start = _whole(start_text)
        seconds = _whole(duration) or usual
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
        raw.notes.append(DataNote("missing", "warning", f"{bad:,} interval readings without start or value left out"))
    return rows


def _whole(text: str) -> int | None:
    try:
        return int(text) if len(text) < 20 else None
    except ValueError:
        return None


def _real(text: str) -> float | None:
    try:
        value = float(text)
    except ValueError:
        return None
    return value if math.isfinite(value) else None


# --- local time ---------------------------------------------------------------------------------------------------


class EspiZone:
    """Local time by the rules that stand in the file: an offset, and when daylight saving starts and ends each year."""

    name = "as the Green Button file says"

    def __init__(self, offset_s: int, saving_s: int, start_rule: str, end_rule: str) -> None:
        self._offset = offset_s
        self._saving = saving_s
        self._rules = (start_rule, end_rule)
        self._years: dict[int, tuple[int, int] | None] = {}

    def offset_s(self, instant_s: int) -> int:
        """Seconds that local time is ahead of UTC at an instant."""
        year = (datetime(1970, 1, 1, tzinfo=UTC) + timedelta(seconds=instant_s + self._offset)).year
        if year not in self._years:
            self._years[year] = self._turns(year)
        turns = self._years[year]
        if turns is None:
            return self._offset
        start, end = turns
        saving = start <= instant_s < end if start < end else not end <= instant_s < start
        return self._offset + (self._saving if saving else 0)

    def _turns(self, year: int) -> tuple[int, int] | None:
        start, end = (_turn(rule, year) for rule in self._rules)
        if start is None or end is None or not self._saving:
            return None
        # both are told by the clock that is in force before the turn
        return start - self._offset, end - self._offset - self._saving


def _local_time(entries: list[_Entry]) -> Zone | None:
    found = next((entry.fields for entry in entries if "LocalTimeParameters" in entry.kinds), None)
    if found is None:
        return None
    offset, saving = _whole(found.get("tzOffset", "")), _whole(found.get("dstOffset", "0"))
    if offset is None or abs(offset) > 15 * 3600 or saving is None or abs(saving) > 7200:
        return None
    return EspiZone(offset, saving, found.get("dstStartRule", ""), found.get("dstEndRule", ""))


def _turn(rule: str, year: int) -> int | None:
    """When a clock is turned in a year, in seconds since 1970 on the wall; None for no rule.

    The 32 bits of a rule, from the top: month (4), operator (3), day of the month (5), day of the week (3, Monday is
    1), hour (5), seconds (12). The operator is 0 for that day of the month, 1 for the first such day of the week from
    it on, 2 to 6 for the first to the fifth such day of the week in the month, 7 for the last.
    """
    try:
        bits = int(rule, 16) if 0 < len(rule) <= 8 else 0xFFFFFFFF
    except ValueError:
        return None
    if bits in {0, 0xFFFFFFFF}:
        return None
    month, operator, day = bits >> 28 & 15, bits >> 25 & 7, bits >> 20 & 31
    weekday, seconds = bits >> 17 & 7, (bits >> 12 & 31) * 3600 + (bits & 0xFFF)
    try:
        first = datetime(year, month, day if operator < 2 and day else 1, tzinfo=UTC)
        if operator and weekday:
            first += timedelta(days=(weekday - 1 - first.weekday()) % 7)
            if operator == 7:
                while (first + timedelta(days=7)).month == month:
                    first += timedelta(days=7)
            elif operator >= 2:
                first += timedelta(days=7 * (operator - 2))
    except (ValueError, OverflowError):
        return None
    return int(first.timestamp()) + seconds
