"""Words of plans and of trip files: what they say is so, and can be told apart."""

import pytest

from evsite.metering.zones import find_zone
from evsite.model.calendar import Calendar
from evsite.sitefile.loading import loads
from evsite.sitefile.trips.loading import load_trips
from evsite.sitefile.trips.rows import TripFilesError
from fleet_depot import SITE

HEAD = "vehicle,fleet,port,arrive,depart,energy_kwh,max_kw\n"


def messages(tmp_path, text):
    path = tmp_path / "trips.csv"
    path.write_bytes(text)
    with pytest.raises(TripFilesError) as caught:
        load_trips(path, loads(SITE), zone="America/Los_Angeles")
    return [finding.message for error in caught.value.errors for finding in error.findings]


@pytest.mark.parametrize("row", ["a" * 200_000 + ",Vans,S1,", '"V1,Vans,S1,'], ids=["long", "quote"])
def test_a_file_whose_only_line_is_refused_is_not_said_to_be_without_trips(tmp_path, row):
    found = messages(tmp_path, f"{HEAD}{row}2026-03-02 18:00,2026-03-03 05:00,5,\n".encode())
    assert len(found) == 1
    assert "no trips" not in found[0]


def test_what_is_no_text_is_expected_to_be_what_is_read_here(tmp_path):
    (message,) = messages(tmp_path, HEAD.encode() + b"a\0b,Vans,S1,2026-03-02 18:00,2026-03-03 05:00,5,\n")
    assert message.endswith("expected CSV")


def test_a_negative_power_is_called_negative(tmp_path):
    (message,) = messages(tmp_path, f"{HEAD}V1,Vans,S1,2026-03-02 18:00,2026-03-03 05:00,5,-3\n".encode())
    assert "-3 kW" in message
    assert "unit" not in message


@pytest.mark.parametrize(
    ("zone", "second", "shown"),
    [
        ("America/Los_Angeles", 1_793_519_999, "2026-11-01 00:59"),
        ("America/Los_Angeles", 1_793_520_000, "2026-11-01 01:00-07:00"),
        ("America/Los_Angeles", 1_793_523_600, "2026-11-01 01:00-08:00"),
        ("America/Los_Angeles", 1_793_527_199, "2026-11-01 01:59-08:00"),
        ("America/Los_Angeles", 1_793_527_200, "2026-11-01 02:00"),
        ("Australia/Lord_Howe", 1_775_314_800, "2026-04-05 01:30+10:30"),
        ("America/Los_Angeles", 1_772_964_000, "2026-03-08 03:00"),
    ],
)
def test_a_moment_that_comes_twice_on_the_wall_has_its_offset(zone, second, shown):
    assert Calendar(0, find_zone(zone), dated=True).show(second) == shown
