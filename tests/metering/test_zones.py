"""Local time: zones in titles, and many instants at once, compared with zoneinfo."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from effort import examples
from evsite.metering.errors import DataError
from evsite.metering.espi_zone import EspiZone
from evsite.metering.zones import (
    NEVER,
    ONCE,
    TWICE,
    UTC_ZONE,
    NamedZone,
    RecordedZone,
    find_zone,
    fixed_zone,
    standard_offset_s,
    zone_in_title,
)

NAMES = ["America/Los_Angeles", "America/New_York", "America/Phoenix", "Europe/Dublin", "Australia/Lord_Howe", "UTC"]
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
INSTANTS = st.lists(st.integers(1_700_000_000, 1_800_000_000), min_size=1, max_size=20)
YEAR = np.arange(1_735_689_600, 1_735_689_600 + 366 * 86_400, 900, dtype=np.int64)


def zoneinfo_offset(name: str, instant_s: int) -> int:
    return int((EPOCH + timedelta(seconds=int(instant_s))).astimezone(ZoneInfo(name)).utcoffset().total_seconds())


@pytest.mark.parametrize(
    ("clock", "place"),
    [
        ("PST", "America/Los_Angeles"),
        ("Pacific", "America/Los_Angeles"),
        ("mdt", "America/Denver"),
        ("CST", "America/Chicago"),
        ("EDT", "America/New_York"),
        ("AKST", "America/Anchorage"),
        ("ADT", "America/Halifax"),
    ],
)
def test_the_name_of_a_clock_is_answered_with_a_place_that_keeps_it(clock, place):
    with pytest.raises(DataError, match=f"'{clock}'; expected a place that keeps this clock, like '{place}'"):
        find_zone(clock)
    assert find_zone(place).name == place


@pytest.mark.parametrize("name", NAMES)
def test_offsets_of_a_year_are_those_of_zoneinfo(name):
    found = find_zone(name).offsets_s(YEAR)
    assert found.tolist() == [zoneinfo_offset(name, instant) for instant in YEAR]


@settings(max_examples=examples(30))
@given(st.sampled_from(NAMES), INSTANTS)
def test_offsets_of_any_instants_are_those_of_one(name, instants):
    zone = find_zone(name)
    assert zone.offsets_s(np.array(instants)).tolist() == [zone.offset_s(each) for each in instants]


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("second", [False, True])
def test_many_local_times_become_the_instants_that_each_does(name, second):
    zone = find_zone(name)
    instants, how = zone.from_walls(YEAR, second=second)
    alone = [zone.from_wall(int(wall), second=second) for wall in YEAR]
    assert instants.tolist() == [instant for instant, _ in alone]
    assert [("once", "twice", "never")[each] for each in how] == [word for _, word in alone]


def test_an_hour_comes_twice_in_autumn_and_one_never_in_spring():
    zone = find_zone("America/Los_Angeles")
    walls = np.array([1_741_487_400 + 1800 * n for n in range(-1, 5)])  # 2025-03-09 02:00 is skipped
    assert (zone.from_walls(walls)[1] == NEVER).sum() == 2
    assert (zone.from_walls(YEAR)[1] == TWICE).sum() == 4
    assert (zone.from_walls(YEAR)[1] == ONCE).sum() == len(YEAR) - 8


def test_the_second_of_two_can_be_said_for_each():
    zone = find_zone("America/Los_Angeles")
    wall = 1_762_050_600  # 2025-11-02 02:30 UTC on the wall is once, 01:30 twice
    walls = np.array([wall - 3600, wall - 3600])
    instants, how = zone.from_walls(walls, second=np.array([False, True]))
    assert how.tolist() == [TWICE, TWICE]
    assert np.diff(instants).tolist() == [3600]


@pytest.mark.parametrize(
    "zone",
    [
        EspiZone(-8 * 3600, 3600, "360E2000", "B40E2000"),
        RecordedZone([YEAR[0], YEAR[9000], YEAR[20000]], [-28_800, -25_200, -28_800]),
        UTC_ZONE,
        fixed_zone(-25_200),
    ],
)
def test_every_kind_of_zone_does_many_at_once(zone):
    assert zone.offsets_s(YEAR).tolist() == [zone.offset_s(int(each)) for each in YEAR]
    walls = YEAR + zone.offsets_s(YEAR)
    first, how = zone.from_walls(walls)
    second, _ = zone.from_walls(walls, second=True)
    assert np.all((first == YEAR) | (second == YEAR))
    assert not np.any(how == NEVER)
    assert zone.offsets_s(YEAR[:0]).tolist() == []
    assert [each.tolist() for each in zone.from_walls(YEAR[:0])] == [[], []]


def test_the_green_button_rules_of_california_are_those_of_zoneinfo():
    zone = EspiZone(-8 * 3600, 3600, "360E2000", "B40E2000")
    assert zone.offsets_s(YEAR).tolist() == find_zone("America/Los_Angeles").offsets_s(YEAR).tolist()


@pytest.mark.parametrize(
    ("name", "hours"),
    [
        ("America/Los_Angeles", -8),
        ("America/Phoenix", -7),
        ("Australia/Sydney", 10),
        ("Europe/Dublin", 0),
        ("UTC", 0),
        ("-05:00", -5),
    ],
)
def test_standard_time(name, hours):
    assert standard_offset_s(find_zone(name), 2025) == hours * 3600


@pytest.mark.parametrize(
    ("title", "name"),
    [
        ("Date Time, GMT-07:00", "-07:00"),
        ("Date Time, GMT-0700", "-07:00"),
        ("Date Time, GMT+05:30", "+05:30"),
        ("Time (UTC-8)", "-08:00"),
        ("Time Bucket (America/New_York)", "America/New_York"),
        ("ts [America/Argentina/Buenos_Aires]", "America/Argentina/Buenos_Aires"),
        ("Time (America/Los Angeles)", "America/Los_Angeles"),
        ("Timestamp (UTC)", "UTC"),
        ("timestamp_utc", "UTC"),
        ("timeUTC", "UTC"),
        ("Date GMT", "UTC"),
        ("time (PST)", "-08:00"),
        ("Time EDT", "-04:00"),
    ],
)
def test_a_title_names_its_zone(title, name):
    zone = zone_in_title(title)
    assert isinstance(zone, NamedZone)
    assert zone.name == name
    expected = find_zone(name)
    assert zone.offsets_s(YEAR).tolist() == expected.offsets_s(YEAR).tolist()


@pytest.mark.parametrize(
    "title",
    ["Date/Time", "Time", "UTC offset", "Estimated", "Local Time", "Interval (CEST)", "outcome", "Date 2025-06-17"],
)
def test_a_title_without_a_zone_names_none(title):
    assert zone_in_title(title) is None


@pytest.mark.parametrize("title", ["Time (America/Atlantis)", "Time (GMT+99)"])
def test_a_zone_that_does_not_exist_is_refused(title):
    with pytest.raises(DataError):
        zone_in_title(title)
