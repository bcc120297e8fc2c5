"""What every sample is held to: the series that is read from it, and ways out of a refusal that are followed."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from evsite.metering.errors import DataError
from evsite.metering.layouts import layouts
from evsite.metering.options import ReadingOptions
from evsite.metering.reading import read_interval_data

SEVERAL = {"column", "meter", "time_column"}
"""Options of which there may be several values."""


def read(sample, content=None, **changes):
    """The series of a sample, or of other content, with its options and what is changed in them."""
    said = {key: value for key, value in (sample.options | changes).items() if value is not None}
    return read_interval_data(sample.content if content is None else content, sample.filename, ReadingOptions(**said))


def load_of(series):
    """The load of each interval: the sum of the phases in kW or kVA, the most loaded line in A."""
    rows = zip(*series.channels.values(), strict=True)
    return [max(row) if series.unit == "A" else sum(row) for row in rows]


def local_time(series, place):
    """Start of an interval by the clock of the series."""
    start_s = int(series.start_s[place])
    return f"{datetime.fromtimestamp(start_s, UTC) + timedelta(seconds=series.zone.offset_s(start_s)):%Y-%m-%d %H:%M}"


def energy_kwh(series):
    """Energy of the whole series [kWh], or charge [Ah]."""
    return sum(value * seconds for value, seconds in zip(load_of(series), series.seconds, strict=True)) / 3600


def assert_right(sample, series, *, generation=None):
    """The series says what the sample does."""
    load = load_of(series)
    place = max(range(len(load)), key=load.__getitem__)
    assert load[place] == pytest.approx(sample.expected_kw, rel=1e-9)
    assert local_time(series, place) == sample.peak_local
    assert energy_kwh(series) == pytest.approx(sample.total_kwh, rel=1e-9)
    assert series.interval_s == sample.interval_min * 60
    assert len(series) == sample.readings
    if generation is not None:
        assert series.generation is generation


def reported(series):
    """All notes as one text."""
    return "\n".join(note.message for note in series.notes)


def assert_names_layout(sample, series):
    """The notes say by which layout the file was read."""
    title = layouts()[sample.layout].title
    assert title in reported(series) or sample.layout in reported(series), reported(series)


def is_right(sample, series):
    """Whether a series has the peak of a sample, at its time or at a time that nothing was said about."""
    return max(load_of(series)) == pytest.approx(sample.expected_kw, rel=1e-9)


def refusal(sample, content=None, **changes):
    """The error that a file is refused with."""
    with pytest.raises(DataError) as caught:
        read(sample, content, **changes)
    return caught.value


def follow(error, answers):
    """What an error says to say, with the values that a person knows: `answers` by key, else those of the error.

    The way is taken that asks for most of what there is an answer to, and of these for least else.
    """
    ways = [way for way in error.ways_out if any(say.key in answers for say in way)]
    assert ways, (str(error), error.ways_out, sorted(answers))
    way = max(ways, key=lambda each: (len({say.key for say in each} & answers.keys()), -len(each)))
    said = {}
    for say in way:
        value = (*said.get(say.key, ()), say.value) if say.key in SEVERAL else say.value
        value = float(value) if say.key == "multiplier" else value
        said[say.key] = answers.get(say.key, value)
    return said


def read_by_advice(sample, content, answers, **changes):
    """The series of a file that is refused once or more often, each time doing what the refusal says."""
    for _ in range(3):
        try:
            return read(sample, content, **changes)
        except DataError as error:
            changes |= follow(error, {key: value for key, value in answers.items() if key not in changes})
    return read(sample, content, **changes)


def assert_advice_works(sample, key, content=None):
    """Without one of its options the sample is refused, and doing what the refusal says reads it right."""
    assert key in sample.options
    error = refusal(sample, content, **{key: None})
    said = follow(error, {key: sample.options[key]})
    assert_right(sample, read(replace(sample, options=sample.options | {key: None} | said), content))


def right_or_refused(sample, content, *, answers=None, **changes):
    """A changed file is read right, or refused with a way out that reads it right where `answers` has the truth.

    Returns:
        the series, or None where it was refused and nothing is known to say.
    """
    if answers:
        series = read_by_advice(sample, content, answers, **changes)
    else:
        try:
            series = read(sample, content, **changes)
        except DataError:
            return None
    assert is_right(sample, series), (max(load_of(series)), sample.expected_kw, reported(series))
    return series
