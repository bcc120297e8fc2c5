"""Messages of OCPP: published shapes, the official schemas, and the rounding that these ask for."""

import asyncio
import json
from decimal import Decimal
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from jsonschema import Draft4Validator, Draft6Validator
from ocpp.messages import Call, validate_payload

import evsite
from evsite.metering.zones import find_zone
from evsite.output.ocpp_messages import ocpp_payload
from evsite.studies.ocpp import profiles
from evsite.studies.ocpp.export import ZoneNeededError, export_ocpp
from evsite.studies.ocpp.periods import joined_periods, lowered_periods
from evsite.studies.ocpp.rates import phases_of, rate_limit, tenths_down
from evsite.studies.ocpp.request import OcppRequest
from evsite.studies.ocpp.results import RatePeriod, SentProfile

ROOT = Path(__file__).parent.parent.parent
GOLDENS = json.loads((Path(__file__).parent / "ocpp_messages.json").read_text())
"""Messages that pass the schemas of the Open Charge Alliance, as the package `ocpp` 2.1.0 carries them."""
VERSIONS = {"v16": "1.6", "v201": "2.0.1", "v21": "2.1"}
MONDAY_S = 1_767_600_000
"""2026-01-05 08:00 UTC, a Monday 00:00 in Los Angeles."""
SITE = """
[site]
nec = 2023
[supplies.U]
kind = "service"
rating = "400 A"
system = "208Y/120"
[panels.P]
fed_from = "U"
main = "400 A"
[circuits.C]
panel = "P"
count = 4
breaker = "100 A"
[stations.S]
ports = 2
max_current = "80 A"
count = 2
circuits = "C"
fallback = "8.65 A"
[groups.G]
members = ["S"]
limit = "100 A"
"""
THREE_PHASE = """
[site]
nec = 2023
[supplies.U]
kind = "service"
rating = "400 A"
system = "480Y/277"
[circuits.C]
panel = "U"
breaker = "100 A"
phases = "ABC"
[circuits.D]
panel = "U"
breaker = "60 A"
phases = "ABC"
[stations.DC]
circuit = "C"
max_power = "40 kW"
fallback = "10 kW"
[stations.AC]
circuit = "D"
type = "ac"
max_current = "32 A"
fallback = "8 A"
[groups.G]
members = ["DC", "AC"]
limit = "30 kW"
"""


def port_of():
    return evsite.loads(SITE).ports["S1.1"]


def check_schema(payload, version):
    """The official schema, read by an independent validator with exact decimals."""
    import ocpp

    folder = Path(ocpp.__file__).parent / f"v{version.replace('.', '')}" / "schemas"
    name = "SetChargingProfile.json" if version == "1.6" else "SetChargingProfileRequest.json"
    schema = json.loads((folder / name).read_text(encoding="utf-8-sig"), parse_float=Decimal)
    validator = Draft4Validator if version == "1.6" else Draft6Validator
    exact = json.loads(json.dumps(payload), parse_float=Decimal)
    assert [error.message for error in validator(schema).iter_errors(exact)] == []
    asyncio.run(validate_payload(Call("1", "SetChargingProfile", payload), version))


@pytest.mark.parametrize("key", VERSIONS)
def test_published_messages_come_out(key):
    version, port = VERSIONS[key], port_of()
    fallback = profiles.fallback_profile(1, port, 8.653846, "A", MONDAY_S)
    week = {minute + 1440 * day: amps
            for day in range(5)
            for minute, amps in ((0, 26.3932), (360, 13.96), (720, 0.0), (1080, 13.96))} | {7200: 26.3932}  # fmt: skip
    periods, merged = profiles.weekly_periods(port, week, "A", None)
    assert not merged
    local = version == "2.1"
    clock = profiles.clock_of(find_zone("-08:00"), MONDAY_S, local_time=local)
    (weekly,) = profiles.weekly_profiles(1, port, periods, "A", clock, MONDAY_S, 8.0, local_time=local)
    text = SITE.replace("ports = 2", "ports = 2\njumper = true").replace("count = 4", "count = 2")
    site = evsite.loads(text)
    station = profiles.station_profile(site, site.stations["S1"], {"C1": 80.0, "C2": 80.0}, "A", MONDAY_S)
    plan_a = {0: 0.0, 14400: 11520 / 208, 36000: 0.0}
    plan, _ = profiles.transaction_profile(1, port, plan_a, "W", MONDAY_S + 64800, 43200, "4711")
    made = {"fallback": (1, fallback), "weekly": (1, weekly), "station": (0, station), "plan": (1, plan)}
    for name, (connector, profile) in made.items():
        payload = ocpp_payload(SentProfile("S1", connector, None, "plan", profile), version)
        assert payload == GOLDENS[key][name], name
        check_schema(payload, version)


@pytest.mark.slow
@pytest.mark.parametrize("version", VERSIONS.values())
@pytest.mark.parametrize("unit", ["A", "W"])
def test_messages_of_examples_pass_the_official_schemas(version, unit):
    for name in ("office-schedule", "dc-and-ac", "multifamily"):
        site = evsite.load(ROOT / "examples" / f"{name}.toml")
        purposes = ("fallback", "static", "share", "station")
        zone = find_zone("America/New_York")
        found = export_ocpp(site, OcppRequest(version, purposes, MONDAY_S, zone, unit))
        for sent in found.profiles[:12]:
            check_schema(ocpp_payload(sent, version), version)
        ids = [(sent.station, sent.profile.id) for sent in found.profiles]
        slots = [(sent.station, sent.connector, sent.profile.slot, sent.profile.stack_level) for sent in found.profiles]
        assert (len(set(ids)), len(set(slots))) == (len(ids), len(slots))


@given(st.floats(0, 1e6, allow_nan=False))
def test_limits_are_the_largest_tenths_that_are_not_above(value):
    tenths = Decimal(repr(tenths_down(value)))
    assert tenths % Decimal("0.1") == 0
    exact = Decimal(value)
    assert tenths <= exact * (1 + Decimal("1.001e-9"))
    assert tenths + Decimal("0.1") > exact


@pytest.mark.parametrize(("value", "expected"), [(26.3932, 26.3), (8.6, 8.6), (0.3, 0.3), (0.1 + 0.2, 0.3), (6, 6.0),
                                                 (0.05, 0.0), (6 - 1e-12, 6.0), (5.99999, 5.9)])  # fmt: skip
def test_what_misses_a_tenth_by_rounding_alone_counts_as_it(value, expected):
    assert tenths_down(value) == expected


def test_phases_and_units_of_ports():
    site = evsite.loads(THREE_PHASE)
    dc, ac = site.ports["DC.1"], site.ports["AC.1"]
    assert (phases_of(port_of()), phases_of(ac)) == (1, 3)
    # 32 A in each of three phases at 480 V
    assert rate_limit(ac, 32, "W") == tenths_down(32 * 480 * 3**0.5)
    sent = {
        (each.station, each.connector): ocpp_payload(each, "1.6")["csChargingProfiles"]["chargingSchedule"]
        for each in export_ocpp(site, OcppRequest("1.6", {"fallback", "station"}, MONDAY_S)).profiles
    }
    assert sent["AC", 1]["chargingSchedulePeriod"] == [{"startPeriod": 0, "limit": 8.0, "numberPhases": 3}]
    assert sent["DC", 1]["chargingRateUnit"] == "W"
    assert sent["DC", 1]["chargingSchedulePeriod"][0].keys() == {"startPeriod", "limit"}
    # what is delivered, and never more than the fallback draws
    assert sent["DC", 1]["chargingSchedulePeriod"][0]["limit"] <= 10_000
    assert dc.output_kw_per_a <= dc.input_kw_per_a


def merged_exhaustively(periods, end_s, most):
    """The least that is lost by any way of cutting the periods into so many runs."""
    ends = [period.start_s for period in periods[1:]] + [end_s]
    known = {}

    def least(first, runs):
        if first == len(periods):
            return 0.0
        if runs == 0:
            return float("inf")
        if (first, runs) not in known:
            options = []
            for last in range(first, len(periods)):
                low = min(period.limit for period in periods[first : last + 1])
                lost = sum(
                    (periods[each].limit - low) * (ends[each] - periods[each].start_s)
                    for each in range(first, last + 1)
                )
                options.append(lost + least(last + 1, runs - 1))
            known[first, runs] = min(options)
        return known[first, runs]

    return least(0, most)


@given(st.lists(st.tuples(st.integers(1, 50), st.integers(0, 8)), min_size=1, max_size=9), st.integers(1, 9))
def test_merged_periods_are_few_enough_and_never_allow_more(lengths, most):
    starts, at = [], 0
    for length, limit in lengths:
        starts.append(RatePeriod(at, float(limit)))
        at += length
    before = joined_periods(starts)
    after = lowered_periods(before, at, most)
    assert 1 <= len(after) <= most
    assert after[0].start_s == 0
    assert all(one.limit != other.limit for one, other in pairwise(after))

    def held(periods, second):
        return [period.limit for period in periods if period.start_s <= second][-1]

    lost = sum(held(before, second) - held(after, second) for second in range(at))
    assert all(held(after, second) <= held(before, second) for second in range(at))
    assert lost >= merged_exhaustively(before, at, most)
    if len(before) == most + 1:
        # a single merge is the best one
        assert lost == merged_exhaustively(before, at, most)
    if len(before) <= most:
        assert after == before


def test_a_station_may_draw_no_more_than_its_circuits():
    own = SITE.replace('breaker = "100 A"', 'breaker = "50 A"').replace("count = 4", "count = 2")
    for text, unit, expected in (
        (SITE, "A", 160.0),  # two circuits of 100 A, 80 % of each
        (SITE.replace('breaker = "100 A"', 'breaker = "50 A"'), "A", 80.0),
        (own.replace("ports = 2", "ports = 2\njumper = true"), "A", 40.0),
        (own.replace("ports = 2", "ports = 2\njumper = true"), "W", 40 * 208.0),
    ):
        found = export_ocpp(evsite.loads(text), OcppRequest("1.6", {"station"}, MONDAY_S, unit=unit)).profiles
        assert {sent.profile.periods[0].limit for sent in found} == {expected}


def test_windows_without_a_zone_are_refused_and_nothing_is_guessed():
    site = evsite.load(ROOT / "examples" / "office-schedule.toml")
    for version in ("1.6", "2.0.1"):
        with pytest.raises(ZoneNeededError):
            export_ocpp(site, OcppRequest(version, {"static"}, MONDAY_S))
    with pytest.raises(ZoneNeededError):
        export_ocpp(site, OcppRequest("2.1", {"share"}, MONDAY_S))
    assert export_ocpp(site, OcppRequest("2.1", {"static"}, MONDAY_S)).profiles
    assert export_ocpp(site, OcppRequest("1.6", {"fallback", "station"}, MONDAY_S)).profiles
    # a site that is the same all week needs none
    assert export_ocpp(evsite.loads(SITE), OcppRequest("1.6", {"static", "share"}, MONDAY_S)).profiles


def kinds(text, *purposes, **others):
    found = export_ocpp(evsite.loads(text), OcppRequest("1.6", purposes, MONDAY_S, **others))
    return found, {note.kind: note for note in found.notes}


def test_what_is_missing_is_told_with_its_ports():
    found, notes = kinds(SITE, "fallback")
    assert notes == {}
    found, notes = kinds(SITE.replace('fallback = "8.65 A"', ""), "fallback")
    assert notes["fallback-assumed"].ports == ("S1.1", "S1.2", "S2.1", "S2.2")
    assert len(found.profiles) == 4
    found, notes = kinds(SITE.replace('"8.65 A"', '"60 A"'), "fallback")
    assert "group G" in notes["fallback-exceeds"].message
    found, notes = kinds(SITE + 'policy = "fcfs"\n', "static")
    assert (found.profiles, notes["no-share"].ports) == ((), ("S1.1", "S1.2", "S2.1", "S2.2"))
    found, notes = kinds(
        SITE.replace('100 A"\n', '100 A"\n').replace('limit = "100 A"', 'limit = "20 A"'), "static", "share"
    )
    assert notes["takes-turns"].ports
    assert {sent.purpose for sent in found.profiles} == {"static"}
    found, notes = kinds(
        SITE.partition("[groups")[0] + '[groups.G]\nmembers = ["S1"]\nlimit = "50 A"\n', "fallback", "station"
    )
    assert notes["no-group"].ports == ("S2.1", "S2.2")
    assert [sent.station for sent in found.profiles] == ["S1", "S1", "S1", "S2"]


def test_a_transaction_is_named_where_it_is_known():
    found, notes = kinds(
        SITE, "share", transactions={"S1.1": "7"}, occupied=("S1.1", "S1.2", "S2.2"), offline=("S2.2",)
    )
    payloads = [ocpp_payload(sent, "1.6")["csChargingProfiles"] for sent in found.profiles]
    assert [payload.get("transactionId") for payload in payloads] == [7, None]
    assert notes["transaction-missing"].ports == ("S1.2",)
    for payload in payloads:
        assert payload["chargingSchedule"]["duration"] == 900
        assert payload["validTo"] == "2026-01-05T08:15:00Z"
