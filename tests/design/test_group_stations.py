"""Keys of stations that stand in a group: sent to the tables of its own stations."""

import tomllib

import pytest
from test_problems import findings_of

from evsite.sitefile.edits import apply_edits
from evsite.sitefile.group_stations import NO_STATIONS, GroupStations

SITE = """
[supplies.T1]
kind = "transformer"
rating = "300 kVA"
system = "208Y/120"
[panels.EV1]
fed_from = "T1"
main = "400 A"
[panels.EV2]
fed_from = "EV1"
main = "200 A"
[circuits.C]
panel = "EV1"
count = 4
breaker = "100 A"
[circuits.D]
panel = "EV2"
breaker = "100 A"
[stations.S]
model = "CP6021B-80A"
count = 2
circuits = "C"
[stations.D]
model = "CP6011B-80A"
circuit = "D"
"""
GROUP = """
[groups.G]
{held}
limit = "90 A"
"""


@pytest.mark.parametrize(
    ("held", "tables", "whole"),
    [
        ('on = "T1"', {"S", "D"}, True),
        ('on = "EV1"', {"S", "D"}, True),
        ('on = "EV2"', {"D"}, True),
        ('on = "D"', {"D"}, True),
        ('on = "C"', {"S"}, True),
        ('members = "S"', {"S"}, True),
        ('members = ["S", "D"]', {"S", "D"}, True),
        ('members = ["S1", "D"]', {"S", "D"}, False),
        ('members = ["S1", "S"]', {"S"}, True),
        ('members = ["S2.1"]', {"S"}, False),
        ('members = ["D.1"]', {"D"}, False),
        ('members = ["S", "Q"]', set(), False),
        ('members = ["S", 3]', set(), False),
        ('members = [["S"]]', set(), False),
        ("members = 3", set(), False),
        ("on = 3", set(), False),
        ('on = "Q"', set(), False),
        ('on = "EV1"\nmembers = "S"', set(), False),
        ("", set(), False),
    ],
)
def test_the_stations_of_a_group_are_those_of_its_node_or_its_members(held, tables, whole):
    data = tomllib.loads(SITE + GROUP.format(held=held))
    found = GroupStations(data).of(data["groups"]["G"])
    assert (set(found.tables), found.whole) == (tables, whole)
    assert all(found.tables[name] is data["stations"][name] for name in tables)


@pytest.mark.parametrize(
    "broken",
    [
        {"stations": []},
        {"stations": {"S": 3}},
        {"circuits": {"C": 3}},
        {"circuits": {"C": {"panel": ["EV1"]}}},
        {"stations": {"S": {"circuits": [["C"], {}]}}},
        {"panels": {"EV1": {"fed_from": 3}}},
        {"panels": 3, "supplies": 3},
        {"panels": {"EV1": {"fed_from": "EV1"}}},
        {"panels": {"EV1": {"fed_from": "EV2"}, "EV2": {"fed_from": "EV1"}}},
    ],
    ids=str,
)
def test_whatever_stands_in_a_file_something_is_answered(broken):
    stations = GroupStations(tomllib.loads(SITE) | broken)
    for on in ("T1", "EV1", "EV2", "C", "S", ""):
        found = stations.of({"on": on})
        assert isinstance(found.whole, bool)
        assert found.whole <= bool(found.tables)


def test_of_many_tables_none_is_named():
    stations = {f"S{number}": {"circuits": "C"} for number in range(40)}
    assert GroupStations(tomllib.loads(SITE) | {"stations": stations}).of({"on": "T1"}) == NO_STATIONS


def in_text(line, held='on = "EV1"', site=SITE):
    return f"{site}{GROUP.format(held=held)}{line}\n"


def in_group(line, held='on = "EV1"', site=SITE):
    (found,) = [each for each in findings_of(in_text(line, held, site)) if each.code == "EV010"]
    return found


@pytest.mark.parametrize("line", ['fallback = "8 A"', 'setting = "32 A"', "disconnect = true", "gfci = false"])
def test_what_can_be_said_of_each_station_is_moved_to_all_of_them(line):
    found = in_group(line)
    (edits,) = found.fix.edits
    after = apply_edits(in_text(line), edits)
    (key, value), *_ = tomllib.loads(line).items()
    data = tomllib.loads(after)
    assert key not in data["groups"]["G"]
    assert {name: table[key] for name, table in data["stations"].items()} == {"S": value, "D": value}
    assert [each for each in findings_of(after) if each.code == "EV010"] == []


@pytest.mark.parametrize(
    ("line", "held", "site"),
    [
        ('fallback = "8 A"', 'members = ["S1", "D"]', SITE),  # a table of a station that is not in the group
        ('fallback = "8 A"', 'on = "EV1"', f'{SITE}fallback = "6 A"\n'),  # one has it already
        ("fallback = 8", 'on = "EV1"', SITE),  # it takes no such value
        ('model = "CP6021B-80A"', 'on = "EV1"', SITE),  # it says what a station is
        ('circuits = "C"', 'on = "EV1"', SITE),
    ],
)
def test_what_is_not_sure_is_not_moved_but_sent_to_the_tables_by_name(line, held, site):
    found = in_group(line, held, site)
    assert found.fix.edits == ()
    assert str(found.remedy) == f"`{line.split()[0]}` belongs in [stations.S] or [stations.D]"


def test_where_no_station_is_known_the_section_is_named():
    assert str(in_group('fallback = "8 A"', "").remedy) == "`fallback` belongs in [stations.NAME]"
