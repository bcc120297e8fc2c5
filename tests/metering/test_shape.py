"""What the shape of a record says: constant, repeated, a register, turned round. Load as it is gives no doubt."""

import random

import numpy as np
import pytest

from evsite.metering.series import IntervalSeries
from evsite.metering.shape import shape_notes
from evsite.metering.zones import find_zone

STEP_S = 900
DAY = 96


def series_of(values, *, step_s=STEP_S, unit="kW", first_s=1_736_121_600):
    """A record without gaps."""
    count = len(values)
    return IntervalSeries(
        source="meter.csv",
        unit=unit,
        start_s=first_s + step_s * np.arange(count, dtype=np.int64),
        seconds=np.full(count, step_s, dtype=np.int64),
        channels={"": np.array(values, dtype=np.float64)},
        zone=find_zone("America/Los_Angeles"),
    )


def topics(values, **options):
    return [note.topic for note in shape_notes(series_of(values, **options))]


def load(days, *, per_day=DAY, seed=1):
    """A building: a day that rises and falls, with some noise."""
    noise = random.Random(seed)
    day = [50 if hour < per_day / 3 or hour > per_day * 0.8 else 150 for hour in range(per_day)]
    return [round(value + noise.uniform(-9, 9), 1) for _ in range(days) for value in day]


def up(days, *, per_day=DAY, start=1000.0):
    """The register of a meter that such a building has."""
    total, found = start, []
    for value in load(days, per_day=per_day):
        total += value / per_day * 24
        found.append(round(total, 2))
    return found


@pytest.mark.parametrize("per_day", [24, 48, 96, 288])
@pytest.mark.parametrize("days", [1, 2, 7, 40])
def test_load_as_it_is_gives_no_doubt(days, per_day):
    assert topics(load(days, per_day=per_day), step_s=86_400 // per_day) == []


@pytest.mark.parametrize(
    ("values", "topic"),
    [
        ([42.0] * 200, "constant"),
        ([*load(2), *[42.0] * 300], "constant"),
        (load(1) * 10, "repeated"),
        (load(7) * 4, "repeated"),
        (up(10), "register"),
        (list(reversed(up(10))), "register"),
        ([value for _ in range(10) for value in up(1, start=0)], "register"),
        ([value for _ in range(10) for value in up(1, per_day=24, start=0)], "register"),
        ([*up(4), *up(4, start=0)], "register"),
        ([-value for value in load(10)], "negative"),
    ],
)
def test_what_is_no_load_is_reported_with_its_numbers(values, topic):
    step_s = 3600 if len(values) == 240 else STEP_S
    (note,) = shape_notes(series_of(values, step_s=step_s))
    assert (note.topic, note.severity) == (topic, "warning")
    assert any(letter.isdigit() for letter in note.message)
    assert "look" in note.message


@pytest.mark.parametrize(
    "values",
    [
        [0.0] * 500,
        [0.0] * 400 + load(1),
        [0.0] * 90 + [40.0] * 6,
        list(range(12)) + list(range(12, 0, -1)),
        [10.0] * 8,
    ],
)
def test_what_may_be_load_gives_no_doubt(values):
    assert topics(values) == []


def test_a_repeated_day_is_seen_where_the_clock_changes_and_where_some_readings_differ():
    values = load(1) * 40
    assert topics(values, first_s=1_740_000_000) == ["repeated"]
    values[500] += 1
    assert topics(values) == ["repeated"]


def test_each_phase_is_judged_and_named():
    whole = series_of(load(3))
    channels = {"A": whole.channels[""], "B": np.full(len(whole), 7.0)}
    (note,) = shape_notes(IntervalSeries("m", "A", whole.start_s, whole.seconds, channels, whole.zone))
    assert note.message.startswith("phase B: every reading is 7 A")
