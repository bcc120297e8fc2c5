"""What a charge point makes of the messages is what evsite allows, at every moment of weeks in which clocks change."""

import math
from datetime import UTC, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from stack_rules import Book

import evsite
from evsite.allocation.fallback import fallbacks_a
from evsite.metering.zones import find_zone
from evsite.model.moments import site_at
from evsite.output.ocpp_messages import ocpp_payload
from evsite.proofs.guarantee import guarantees
from evsite.studies.ocpp.export import export_ocpp
from evsite.studies.ocpp.request import OcppRequest

ROOT = Path(__file__).parent.parent.parent
VERSIONS = ("1.6", "2.0.1", "2.1")
FROM = datetime(2026, 1, 5, 8, tzinfo=UTC)
ODD = """
[site]
nec = 2023
[supplies.U]
kind = "service"
rating = "200 A"
system = "208Y/120"
[panels.P]
fed_from = "U"
main = "200 A"
[circuits.C]
panel = "P"
count = 3
breaker = "60 A"
[stations.S]
ports = 1
max_current = "48 A"
count = 3
circuits = "C"
fallback = "8.65 A"
[groups.G]
on = "P"
limit = "60 A"
[[groups.G.schedule]]
days = "Sat-Mon"
from = "23:15"
to = "02:30"
limit = "27.77 A"
[[groups.G.schedule]]
days = "Sun"
from = "02:30"
to = "03:10"
limit = "41.3 A"
[[groups.G.schedule]]
days = "Wed"
from = "12:00"
to = "13:00"
limit = "0 A"
"""


def books(site, version, *, zone, purposes=("station", "fallback", "static"), from_at=FROM, unit="A", **others):
    """A book of profiles for each station, filled as messages come."""
    request = OcppRequest(version, purposes, int(from_at.timestamp()), find_zone(zone), unit, **others)
    found = export_ocpp(site, request)
    made = {station: Book(zone) for station in site.stations}
    for sent in found.profiles:
        made[sent.station].install(ocpp_payload(sent, version))
    return made, found


def connectors(site):
    return [
        (name, station.name, number, port)
        for station in site.stations.values()
        for number, port in enumerate(station.ports, 1)
        for name in [port.name]
    ]


def down(value):
    """Tenths below, by an own way: to the nearest where that is not above by more than one part in 1e9."""
    nearest = round(value, 1)
    return nearest if nearest <= value * (1 + 1e-9) else math.floor(value * 10) / 10


def allowed(site):
    """By minute of the week what each port is guaranteed [A], asked of the site at that minute."""
    known = {}

    def at(minute):
        moment = site_at(site, minute)
        key = str([(group.limit_a, group.limit_kw) for group in moment.groups.values()])
        if key not in known:
            known[key] = {name: one.current_a for name, one in guarantees(moment).items()}
        return known[key]

    return at


def local_minute(at, zone):
    local = at.astimezone(ZoneInfo(zone))
    return local.weekday() * 1440 + local.hour * 60 + local.minute


WEEKS = {
    "America/Los_Angeles": [datetime(2026, 3, 2, 8, tzinfo=UTC), datetime(2026, 10, 26, 7, tzinfo=UTC)],
    "Australia/Lord_Howe": [datetime(2026, 3, 30, tzinfo=UTC), datetime(2026, 9, 28, tzinfo=UTC)],
    "America/Phoenix": [datetime(2026, 3, 2, 7, tzinfo=UTC)],
}
"""Weeks in which the clock is put forward or back, in one zone by half an hour, and one in which it never is."""


@pytest.mark.slow
@pytest.mark.parametrize("version", VERSIONS)
@pytest.mark.parametrize("zone", WEEKS)
def test_weekly_shares_are_those_of_the_clock_on_the_wall(version, zone):
    site = evsite.loads(ODD)
    made, _ = books(site, version, zone=zone)
    shares = allowed(site)
    seen = set()
    for monday in WEEKS[zone]:
        for minute in range(0, 9 * 1440, 10):
            at = monday + timedelta(minutes=minute)
            promised = shares(local_minute(at, zone))
            for name, station, number, _ in connectors(site)[:2]:
                limit, unit, phases = made[station].limit(number, at)
                assert (unit, phases) == ("A", 1)
                assert limit == down(promised[name]), (at, name)
                seen.add(limit)
    assert len(seen) == 4


@pytest.mark.parametrize("version", VERSIONS)
def test_a_week_is_that_of_the_example_and_never_above_its_limits(version):
    site = evsite.load(ROOT / "examples" / "office-schedule.toml")
    made, _ = books(site, version, zone="America/Los_Angeles")
    for hour in range(0, 24 * 8, 3):
        at = FROM + timedelta(days=60, hours=hour)
        moment = site_at(site, local_minute(at, "America/Los_Angeles"))
        limit_kw = moment.groups["Office"].limit_kw
        current_a = {name: made[station].limit(number, at)[0] for name, station, number, _ in connectors(site)}
        assert sum(amps * site.ports[name].input_kw_per_a for name, amps in current_a.items()) <= limit_kw * (1 + 1e-9)
    assert made["S1"].limit(1, datetime(2026, 7, 1, 18, 59, tzinfo=UTC))[0] == down(20 / 2.08)
    assert made["S1"].limit(1, datetime(2026, 7, 1, 19, 0, tzinfo=UTC))[0] == 0
    assert made["S1"].limit(1, datetime(2026, 12, 2, 19, 59, tzinfo=UTC))[0] == down(20 / 2.08)
    assert made["S1"].limit(1, datetime(2026, 12, 2, 20, 0, tzinfo=UTC))[0] == 0


@pytest.mark.parametrize("version", ["1.6", "2.0.1"])
def test_after_the_last_stretch_the_fallback_holds(version):
    site = evsite.loads(ODD)
    made, found = books(site, version, zone="America/Los_Angeles")
    assert "profile-ends" in {note.kind for note in found.notes}
    end = max(sent.profile.valid_to_s for sent in found.profiles if sent.profile.valid_to_s is not None)
    last = datetime.fromtimestamp(end, UTC)
    assert last - FROM == timedelta(days=366)
    assert made["S1"].limit(1, last)[0] == 8.6 != made["S1"].limit(1, last - timedelta(seconds=1))[0]


@pytest.mark.parametrize("most", [1, 2, 3, 5])
@pytest.mark.parametrize("version", VERSIONS)
def test_fewer_periods_allow_less_and_say_so(version, most):
    site = evsite.loads(ODD)
    whole, _ = books(site, version, zone="America/Los_Angeles")
    fewer, found = books(site, version, zone="America/Los_Angeles", max_periods=most)
    assert all(len(sent.profile.periods) <= most for sent in found.profiles)
    (note,) = [note for note in found.notes if note.kind == "periods-merged"]
    assert note.ports == ("S1.1", "S2.1", "S3.1")
    for minute in range(0, 8 * 1440, 15):
        at = FROM + timedelta(days=58, minutes=minute)
        assert fewer["S1"].limit(1, at)[0] <= whole["S1"].limit(1, at)[0]


@pytest.mark.parametrize("version", VERSIONS)
def test_a_live_share_holds_for_its_time_and_then_what_holds_without_a_cloud(version):
    site = evsite.loads(ODD)
    zone = "America/Los_Angeles"
    # Sunday 23:10, a window begins at 23:15
    start = datetime(2026, 1, 12, 7, 10, tzinfo=UTC)
    made, found = books(
        site, version, zone=zone, purposes=("station", "fallback", "share"), from_at=start, occupied=("S1.1", "S2.1")
    )
    assert {sent.port for sent in found.profiles if sent.purpose == "share"} == {"S1.1", "S2.1"}
    for second in range(0, 900, 15):
        at = start + timedelta(seconds=second)
        local = at.astimezone(ZoneInfo(zone))
        got = evsite.allocate(site, occupied=["S1.1", "S2.1"], at=f"{local:%a %H:%M}")
        for share in got.shares[:2]:
            assert made[share.port[:2]].limit(1, at)[0] == down(share.current_a), at
    assert len(made["S1"].composite(1, start, 900)) == 2
    fallback = down(fallbacks_a(site)["S1.1"])
    assert made["S1"].limit(1, start + timedelta(seconds=900))[0] == fallback
    assert made["S3"].limit(1, start)[0] == fallback
    if version == "2.1":
        assert made["S1"].limit(1, start + timedelta(seconds=60), offline_s=901)[0] == fallback


def test_ports_at_their_weekly_shares_or_fallbacks_keep_every_limit_together():
    site = evsite.load(ROOT / "examples" / "campus.toml")
    made, _ = books(site, "2.0.1", zone="UTC", purposes=("static",))
    drawn = {name: made[station].limit(number, FROM)[0]
             for name, station, number, _ in connectors(site) if made[station].limit(number, FROM)}  # fmt: skip
    assert len(drawn) > 5
    together = evsite.allocate(site, occupied=list(drawn), accept_a=drawn)
    for share in together.shares:
        # the allocator gives all of them all of it, so all of it fits
        assert share.current_a == pytest.approx(drawn.get(share.port, 0), rel=1e-9)


def test_a_station_caps_its_ports():
    text = ODD.replace("ports = 1", "ports = 2\njumper = true").replace('limit = "60 A"', 'limit = "160 A"')
    site = evsite.loads(text.partition("[[groups")[0])
    made, found = books(site, "1.6", zone="UTC", purposes=("station", "fallback"))
    assert {sent.profile.periods[0].limit for sent in found.profiles if sent.purpose == "station"} == {48.0}
    made["S1"].install(
        {"connectorId": 1, "csChargingProfiles": {"chargingProfileId": 9, "stackLevel": 5, "chargingProfilePurpose":
         "TxProfile", "chargingProfileKind": "Absolute", "chargingSchedule": {"chargingRateUnit": "A", "startSchedule":
         "2026-01-05T08:00:00Z", "chargingSchedulePeriod": [{"startPeriod": 0, "limit": 80, "numberPhases": 1}]}}}
    )  # fmt: skip
    assert made["S1"].limit(1, FROM)[0] == 48.0


@pytest.mark.parametrize("version", VERSIONS)
def test_what_is_the_same_all_week_has_one_profile_without_an_end(version):
    site = evsite.loads(ODD.partition("[[groups")[0])
    made, found = books(site, version, zone="America/Los_Angeles")
    assert [sent.profile.valid_to_s for sent in found.profiles if sent.purpose == "static"] == [None] * 3
    assert made["S1"].limit(1, FROM + timedelta(days=4000))[0] == down(guarantees(site)["S1.1"].current_a)
