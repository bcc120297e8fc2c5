"""Fleets of a site file, and the keys of groups that the vendor guide's table of fleets has."""

from pathlib import Path

import pytest

import evsite
from evsite.documents.as_built.document import as_built
from evsite.model.finding import SiteFileError
from evsite.model.fleets import Fleet
from evsite.sitefile.trips.loading import load_trips
from evsite.studies.fleets.assignment import assign_ports

EXAMPLES = Path(__file__).parents[2] / "examples"
TOP = """
[site]
nec = 2023
plan = "fleet-enterprise"
[supplies.U]
kind = "service"
rating = "600 A"
system = "480Y/277"
[panels.P]
fed_from = "U"
main = "600 A"
[circuits.C]
panel = "P"
count = 3
breaker = "100 A"
poles = 3
[stations.S]
model = "cpe250"
count = 3
circuits = "C"
"""


def site_with(text):
    return evsite.loads(TOP + text)


def refusals(text):
    with pytest.raises(SiteFileError) as caught:
        site_with(text)
    return [(found.code, found.path, found.message, str(found.remedy)) for found in caught.value.findings]


# --- fleets -----------------------------------------------------------------------------------------------------------


def test_a_fleet_is_read_with_its_defaults():
    site = site_with(
        '[fleets.A]\nrank = 1\n[fleets."B C"]\nrank = 1\nintent = "asap"\ntarget_soc = 0.8\nports = ["S3", "S1.1"]\n'
    )
    assert site.fleets == {
        "A": Fleet("A", 1, path=("fleets", "A")),
        "B C": Fleet("B C", 1, "asap", 0.8, ("S1.1", "S3.1"), path=("fleets", "B C")),
    }
    assert site_with("").fleets == {}


@pytest.mark.parametrize(("written", "share"), [('"80 %"', 0.8), ('"80%"', 0.8), ("0.8", 0.8), ("1", 1.0)])
def test_a_target_is_a_share_or_a_percentage(written, share):
    assert site_with(f"[fleets.A]\nrank = 1\ntarget_soc = {written}\n").fleets["A"].target_soc == share


@pytest.mark.parametrize(
    ("keys", "code", "key", "message"),
    [
        ("", "EV011", None, "rank"),
        ("rank = 0", "EV014", "rank", "1"),
        ("rank = 1.5", "EV012", "rank", "whole number"),
        ('rank = 1\nintent = "soon"', "EV014", "intent", "by-departure"),
        ("rank = 1\ntarget_soc = 80", "EV014", "target_soc", "expected a share like 0.8"),
        ('rank = 1\ntarget_soc = "120 %"', "EV014", "target_soc", "expected a share"),
        ('rank = 1\nports = "S9"', "EV020", "ports", "no station is called 'S9'"),
        ('rank = 1\nports = "P"', "EV019", "ports", "'P' is no station, expected stations, families of them, or ports"),
        ('rank = 1\nports = ["S1", "S1.2"]', "EV020", "ports", "station 'S1' has no port 'S1.2'"),
        ("rank = 1\npriority = 2", "EV010", "priority", "unknown key 'priority'"),
    ],
)
def test_what_is_wrong_with_a_fleet_is_told_at_its_key(keys, code, key, message):
    ((_, path, told, _),) = refusals(f"[fleets.A]\n{keys}\n")
    assert path[:2] == ("fleets", "A")
    assert key is None or path[2] == key
    assert message in told
    assert code


def test_a_broken_station_is_not_missed_by_its_fleet():
    text = TOP.replace('model = "cpe250"', 'model = "none"')
    with pytest.raises(SiteFileError) as caught:
        evsite.loads(f'{text}[fleets.A]\nrank = 1\nports = "S"\n')
    assert len(caught.value.findings) == 1


# --- groups -----------------------------------------------------------------------------------------------------------

GUIDE = """
[groups.G]
on = "P"
not_to_exceed = "300 kW"
sharing_intent = "EgShr"
meter = "987654"
site_meter = true
defer_to_fleet = true
"""
PLAIN = """
[groups.G]
on = "P"
limit = "300 kW"
policy = "equal"
site_meter = true
"""


def test_the_guide_s_words_say_what_limit_and_policy_say():
    one, other = (site_with(text).groups["G"] for text in (GUIDE, PLAIN))
    assert (one.limit_kw, one.policy, one.limit_given, one.policy_given) == (300.0, "equal", True, True)
    assert (other.limit_kw, other.policy, other.limit_given, other.policy_given) == (300.0, "equal", True, True)
    assert (one.limit_path[-1], one.policy_path[-1]) == ("not_to_exceed", "sharing_intent")
    assert (other.limit_path[-1], other.policy_path[-1]) == ("limit", "policy")
    assert (one.defer_to_fleet, other.defer_to_fleet) == (True, None)
    reports = [evsite.report(site_with(text)) for text in (GUIDE, PLAIN)]
    assert reports[0].guarantees == reports[1].guarantees


def test_a_meter_is_named_and_acts_only_where_site_meter_says_so():
    def cells(text):
        site = site_with(text)
        (table,) = (each for sheet in as_built(site).sheets for each in sheet.tables if each.key == "groups")
        at = [column.key for column in table.columns].index("site_meter")
        return [row[at] for row in table.rows]

    assert site_with(GUIDE).groups["G"].metered
    assert not site_with(GUIDE.replace("site_meter = true\n", "")).groups["G"].metered
    assert cells(GUIDE) == ["yes, 987654"]
    assert cells(PLAIN) == ["yes"]


@pytest.mark.parametrize(
    ("key", "other", "value"), [("limit", "not_to_exceed", "300 kW"), ("policy", "sharing_intent", "equal")]
)
def test_one_thing_under_both_of_its_names_is_a_conflict(key, other, value):
    ((code, path, message, way),) = refusals(f'[groups.G]\non = "P"\n{key} = "{value}"\n{other} = "{value}"\n')
    assert (code, path) == ("EV015", ("groups", "G", other))
    assert message == f"[groups.G] has both {key} and {other}, which are one thing"
    assert f"delete {other}" in way or f"remove {other}" in way or other in way


def test_a_remedy_of_a_limit_is_made_in_the_key_that_the_file_has():
    # the group may let through more than the breaker above it carries without a break
    over = TOP.replace('main = "600 A"', 'main = "200 A"') + '[groups.G]\non = "P"\nnot_to_exceed = "195 A"\n'
    findings = evsite.check(evsite.loads(over)).findings
    edits = [edit for found in findings for way in found.fix.alternatives for edit in way.edits]
    paths = {edit.path for edit in edits if edit.path[:2] == ("groups", "G")}
    assert ("groups", "G", "limit") not in paths
    assert ("groups", "G", "not_to_exceed") in paths


# --- the plan of the cloud --------------------------------------------------------------------------------------------


def codes(text):
    return {found.code for found in evsite.check(evsite.loads(text)).findings}


@pytest.mark.parametrize(
    "text", ["[fleets.A]\nrank = 1\n", '[groups.G]\non = "P"\nlimit = "300 kW"\ndefer_to_fleet = true\n']
)
def test_fleets_need_a_plan_that_has_them_and_the_add_on(text):
    assert "EV621" in codes(TOP + text)
    assert "EV620" not in codes(TOP + text)
    assert "EV620" in codes(TOP.replace("fleet-enterprise", "commercial") + text)
    assert "EV621" not in codes(TOP)
    kept = text.replace("defer_to_fleet = true", "defer_to_fleet = false")
    assert ("EV621" in codes(TOP + kept)) == ("fleets" in text)


# --- the example ------------------------------------------------------------------------------------------------------


def test_the_depot_has_the_guide_s_limits_and_a_port_for_every_trip():
    site = evsite.load(EXAMPLES / "fleet-depot.toml")
    assert {name: group.limit_kw for name, group in site.groups.items()} == {
        "Site": 1000.0,
        "Panel 1": 800.0,
        "Panel 2": 400.0,
    }
    assert [(fleet.rank, fleet.intent, fleet.target_soc) for fleet in site.fleets.values()] == [
        (1, "by-departure", 0.95),
        (2, "asap", 0.8),
    ]
    trips = load_trips(EXAMPLES / "data" / "depot-trips.csv", site)
    assert len({trip.vehicle for trip in trips.trips}) == 18
    ports = assign_ports(site, trips)
    assert None not in ports
    assert all(trip.port in {None, port} for trip, port in zip(trips.trips, ports, strict=True))
