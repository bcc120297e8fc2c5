"""Green Button data (NAESB ESPI, REQ.21): an Atom feed of meter readings, their types, and blocks of intervals."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

import numpy as np

from evsite.metering.errors import DataError, OptionValue
from evsite.metering.espi_channels import channels
from evsite.metering.espi_choice import choose
from evsite.metering.espi_codes import ENERGY, QUALITY_CLASSES, UNKNOWN, Quality
from evsite.metering.espi_combine import combine, tidy
from evsite.metering.espi_feed import read_feed
from evsite.metering.espi_judge import stated_unit
from evsite.metering.espi_zone import local_time
from evsite.metering.layouts import layouts
from evsite.metering.note import Note, estimated_note
from evsite.metering.zones import UTC_ZONE, find_zone

if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import BinaryIO

    from evsite.metering.espi_candidates import Candidate
    from evsite.metering.espi_entries import Feed
    from evsite.metering.options import ReadingOptions
    from evsite.metering.raw import Raw
    from evsite.metering.zones import Zone

LAYOUT = "green-button"
_MOST_NOTES = 5
_GREATEST = 1e7
"""No meter measures 10 GW, or as many kWh in an interval."""


def read_green_button(source: BinaryIO, options: ReadingOptions, progress: Callable[[int], None] | None = None) -> Raw:
    """Readings of a Green Button file.

    Parameters
    ----------
    source
        The file.
    options
        What a person says: the unit, the meters or meter readings, the multiplier, which edge of its
        interval a stamp is, and the time zone.
    progress
        Called with the number of bytes read so far.

    Raises
    ------
    DataError
        The file is no XML, has a document type, or has no interval data that is surely load.
    """
    zone = None if options.timezone is None else find_zone(options.timezone)
    stated = None if options.unit is None else stated_unit(options.unit)
    feed = read_feed(source, progress)
    found = channels(feed)
    if not found:
        empty = " with a value" if feed.empty else ""
        raise DataError(
            f"no interval readings{empty} in the file: expected Green Button data with IntervalBlock entries"
        )
    choice = choose(feed, found, options, stated)
    read = [each for stream in choice.streams for each in stream.candidates]
    notes = [Note("layout", "info", f"read as {layouts()[LAYOUT].words}"), *choice.notes]
    for each in read:
        _check_values(each, options)
        tidy(each, notes)
    raw = combine(choice.streams, notes)
    raw.generation = choice.generation
    _multiply(raw, options, notes)
    raw.ends_only = options.stamps == "end"
    raw.zone = zone or _local_time(feed, notes)
    _note_units(read, raw, options, notes)
    _note_quality(read, feed, notes)
    raw.notes = _few(notes)
    return raw


def _few(notes: list[Note]) -> list[Note]:
    """The notes, of one topic only the first ones and how many more there are."""
    counts: Counter[str] = Counter()
    kept = []
    for note in notes:
        counts[note.topic] += 1
        if counts[note.topic] <= _MOST_NOTES:
            kept.append(note)
    more = {topic: count - _MOST_NOTES for topic, count in counts.items() if count > _MOST_NOTES}
    return kept + [Note(topic, "warning", f"{count:,} more notes like this one") for topic, count in more.items()]


def _check_values(each: Candidate, options: ReadingOptions) -> None:
    """Refuse values that the unit in the file cannot be that of."""
    values, verdict = np.asarray(each.channel.values), each.verdict
    most = float(np.abs(values).max()) * abs(verdict.scale)
    if most * abs(options.multiplier or 1) > _GREATEST:
        # without the power of ten of the file, or by thousands
        factor = 10.0 ** -max(verdict.power, 3)
        while most * factor > _GREATEST:
            factor /= 1000
        raise DataError(
            f"{each.describe()} goes up to {most:.3g} {verdict.unit.measure}: no meter measures that",
            about="multiplier",
            ways_out=(OptionValue("multiplier", f"{factor:g}"),),
        )
    whole = verdict.power != 0 or options.unit is not None or verdict.unit.measure == "A"
    if not whole and (values != np.floor(values)).any():
        name = verdict.unit.name
        raise DataError(
            f"{each.describe()} has decimals, where values in {name} are whole numbers: it may be k{name} without"
            " the power of ten that says so",
            about="unit",
            ways_out=(OptionValue("unit", f"k{name}"), OptionValue("unit", name)),
        )
    if verdict.state == "load" and verdict.register and each.rises():
        raise DataError(f"{each.describe()}: the register of a meter, expected energy or power by interval")


def _multiply(raw: Raw, options: ReadingOptions, notes: list[Note]) -> None:
    if options.multiplier is not None and options.multiplier != 1:
        raw.values = {leg: each * options.multiplier for leg, each in raw.values.items()}
        notes.append(Note("multiplier", "info", f"values are multiplied by {options.multiplier:g}, as was specified"))


def _local_time(feed: Feed, notes: list[Note]) -> Zone:
    zone = None
    if feed.local:
        stated = [each.fields for each in feed.local if each.fields]
        zone, doubt = local_time(stated[0] if stated else {})
        if any(each != stated[0] for each in stated[1:]):
            doubt = "several local times in the file: the first one is taken"
        if doubt:
            notes.append(Note("timezone", "warning", doubt))
    if zone is None:
        notes.append(Note("timezone", "warning", "no local time in the file: times and the week are those of UTC"))
        return UTC_ZONE
    return zone


def _note_units(read: list[Candidate], raw: Raw, options: ReadingOptions, notes: list[Note]) -> None:
    """Say what unit, multiplier and interval was read."""
    seen = dict.fromkeys((each.verdict.unit_text, each.verdict.unit.measure, each.interval_s) for each in read)
    parts = []
    for unit, measure, interval_s in list(seen)[:4]:
        per = f"of {interval_s / 60:g} min" if interval_s else "up to the next one"
        parts.append(f"{unit} {'in each interval' if measure in ENERGY else 'over intervals'} {per}")
    also = "" if raw.measure in ENERGY or not any(measure in ENERGY for _, measure, _ in seen) else ", as mean power"
    stated = "" if options.unit is None else ", in the unit that was specified"
    notes.append(Note("unit", "info", f"values are {'; '.join(parts)}{also}{stated}"))


def _note_quality(read: list[Candidate], feed: Feed, notes: list[Note]) -> None:
    counts: Counter[Quality] = Counter()
    for each in read:
        default = each.channel.fields.get("defaultQuality", "")
        usual = QUALITY_CLASSES.get(default.casefold(), UNKNOWN) if default else Quality.VALID
        for quality, count in each.channel.qualities.items():
            counts[usual if quality == Quality.NONE else quality] += count
    total = counts.total()
    if counts[Quality.ESTIMATED]:
        notes.append(estimated_note(counts[Quality.ESTIMATED], total))
    if counts[Quality.DOUBTFUL] or counts[Quality.MISSING]:
        doubtful = counts[Quality.DOUBTFUL] + counts[Quality.MISSING]
        notes.append(Note("quality", "warning", f"{doubtful:,} of {total:,} readings are marked questionable"))
    if counts[Quality.RAW]:
        notes.append(Note("quality", "info", f"{counts[Quality.RAW]:,} of {total:,} readings are raw, not validated"))
    if feed.empty:
        notes.append(Note("missing", "warning", f"{feed.empty:,} interval readings without a value are left out"))
