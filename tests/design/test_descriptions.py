"""What a file says for drawings and forms: a project, descriptions of equipment, stalls, serial numbers and MACs."""

from __future__ import annotations

import datetime as dt
import json
import tomllib

import pytest
import tomli_w
from test_errors import BASE, changed, problems_of

import evsite
from evsite.model.description import NO_IDENTITY, NOT_DESCRIBED, Identity
from evsite.model.project import Project
from evsite.sitefile.keys import all_keys

DESCRIPTIVE = [
    place for key in all_keys() if key.descriptive and not key.keys for place in key.places if len(place) > 1
]
NAMES = {"supplies": "T1", "panels": "EV1", "circuits": "C", "stations": "S", "loads": "L"}
KINDS = {"supplies": "supply", "panels": "panel", "circuits": "circuit", "stations": "station", "loads": "load"}
FIELDS = {"disconnect_rating": "disconnect_rating_a"}
"""What keys are called in a report, where it is something else."""


def with_stations(lines):
    return BASE.replace("[groups.EV1]", f"{lines}\n[groups.EV1]")


def identities(lines):
    return {name: station.identity for name, station in evsite.loads(with_stations(lines)).stations.items()}


# --- everything that is said comes out ----------------------------------------------------------------------------


@pytest.mark.parametrize("place", DESCRIPTIVE, ids=".".join)
def test_what_a_key_describes_is_reported_by_the_report(evsite, tmp_path, place):
    data = tomllib.loads(BASE + '[loads.L]\non = "EV1"\ncurrent = "9 A"\n')
    data["stations"]["S"] |= {"count": 1}
    table = data
    route = [NAMES[place[0]] if part == "*" else part for part in place]
    for part in route[:-1]:
        table = table.setdefault(part, {"size": "3 AWG"} if part == "conductor" else {})
    (key,) = (each for each in all_keys() if place in each.places)
    value = table[route[-1]] = deepest(tomllib.loads(key.example), place[-1])
    file = tmp_path / "site.toml"
    file.write_text(tomli_w.dumps(data), encoding="utf-8")
    document = json.loads(evsite("report", file, "--format", "json").stdout)
    if place[0] == "project":
        assert document["project"][place[-1]] == plain(value)
        return
    reported, *others = (each for each in document["described"] if each["kind"] == KINDS[place[0]])
    assert len(others) == (3 if place[0] == "circuits" else 0)
    assert reported["name"].startswith(NAMES[place[0]])
    of_primary = place[:4] == ("supplies", "*", "feeder", "conductor")
    name = f"primary_{place[-1]}" if of_primary else FIELDS.get(place[-1], place[-1])
    assert reported == {"kind": reported["kind"], "name": reported["name"], name: reported_as(place, value)}


def deepest(value, key):
    """The value of a key, wherever in the tables it stands."""
    while key not in value:
        (value,) = (each for each in value.values() if isinstance(each, dict))
    return value[key]


def reported_as(place, value):
    if place[-1] == "disconnect_rating":
        return float(value.removesuffix(" A"))
    if place[-1] in {"electrode_conductor", "bonding_jumper"}:
        return value.removesuffix(" AWG")
    return plain(value)


def plain(value):
    return value.isoformat() if isinstance(value, dt.date) else value


def test_what_is_not_said_is_none():
    site = evsite.loads(BASE)
    assert site.project is None
    things = (*site.supplies.values(), *site.panels.values(), *site.circuits.values(), *site.stations.values())
    assert all(thing.description is NOT_DESCRIBED for thing in things)
    assert all(station.identity is NO_IDENTITY for station in site.stations.values())
    assert evsite.loads("[project]\n" + BASE).project == Project()


def test_dates_are_dates_written_as_such_or_in_quotes():
    for written in ("2026-11-20", '"2026-11-20"'):
        site = evsite.loads(f"[project]\ndate = {written}\n" + BASE)
        assert site.project == Project(date=dt.date(2026, 11, 20))


@pytest.mark.parametrize("written", ["3R", "3r", "NEMA 3R", "nema-3r", "Type 3R", "NEMA Type 3R", " 3R "])
def test_types_of_enclosures_are_read_as_people_write_them(written):
    site = evsite.loads(changed('main = "400 A"', f'main = "400 A"\nenclosure = "{written}"'))
    assert site.panels["EV1"].description.enclosure == "3R"


@pytest.mark.parametrize("written", ['"3Q"', '"IP65"', '""', "3", "true", '["3R"]', '"33R"', '"3R 4"'])
def test_what_is_no_type_of_enclosure_is_refused_with_those_that_are(written):
    ((code, line, column, message),) = problems_of(changed('main = "400 A"', f'main = "400 A"\nenclosure = {written}'))
    assert (code, line, column) == ("EV014", 10, 13)
    assert 'expected a type of NEMA 250: "1", "2", "3", "3R"' in message


@pytest.mark.parametrize(
    "written", ['""', '"  "', '"a\\nb"', '"a\\u0007b"', '"\\u202Eevil"', "7", "[]", f'"{"x" * 201}"']
)
def test_a_text_is_one_line_that_can_be_printed(written):
    ((code, line, _, message),) = problems_of(f"[project]\nowner = {written}\n" + BASE)
    assert (code, line) == ("EV014", 2)
    assert "expected one line of text of up to 200 characters" in message


@pytest.mark.parametrize("text", ["2#1 AWG", "*bold* #set <b>$x$</b>", "Grünwald & Söhne", "=1+1", "A" * 200])
def test_a_text_is_kept_as_it_is(text):
    site = evsite.loads(tomli_w.dumps({"project": {"owner": text}}) + BASE)
    assert site.project.owner == text


def test_a_project_that_is_no_table_is_reported():
    for written in ('project = "Harbor"\n', "[[project]]\n"):
        ((code, *_, message),) = problems_of(written + BASE)
        assert code == "EV012"
        assert "expected the table [project]" in message


def test_a_key_of_the_project_that_stands_elsewhere_is_sent_there():
    ((code, *_, message),) = problems_of(changed("nec = 2023", 'nec = 2023\naddress = "1 Main St"'))
    assert code == "EV010"
    assert "`address` belongs in [project]" in message


# --- stalls, serial numbers and MAC addresses -----------------------------------------------------------------------


def test_stalls_are_those_of_ports_or_of_stations_by_their_number():
    assert identities('stalls = ["12", "13", 14, "B-1"]') == {
        "S1": Identity(stalls=("12", "13")),
        "S2": Identity(stalls=("14", "B-1")),
    }
    assert identities("stalls = [7, 8]") == {"S1": Identity(stalls=("7",)), "S2": Identity(stalls=("8",))}


def test_stalls_by_name_may_leave_some_open():
    assert identities('stalls = { S1 = ["12", "13"], "S2.2" = 15 }') == {
        "S1": Identity(stalls=("12", "13")),
        "S2": Identity(stalls=(None, "15")),
    }
    assert identities('stalls = { S2 = "12" }') == {"S1": NO_IDENTITY, "S2": Identity(stalls=("12",))}


def test_serials_and_macs_are_those_of_stations():
    assert identities('serial = ["A-1", "A-2"]\nmac = { S2 = "000d.6f0a.90c2" }') == {
        "S1": Identity(serial="A-1"),
        "S2": Identity(serial="A-2", mac="00:0D:6F:0A:90:C2"),
    }


@pytest.mark.parametrize("written", ["00:0d:6f:0a:90:c2", "00-0D-6F-0A-90-C2", "000D6F0A90C2", "000d.6f0a.90c2"])
def test_a_mac_address_is_read_in_every_usual_form(written):
    assert identities(f'mac = {{ S1 = "{written}" }}')["S1"].mac == "00:0D:6F:0A:90:C2"


@pytest.mark.parametrize(
    ("lines", "code", "column", "words"),
    [
        ("stalls = [1, 2, 3]", "EV046", 10, "found 3 stalls in [stations.S], expected 4, one for each port, or 2, one"),
        ('stalls = "12"', "EV046", 10, "found 1 stall in [stations.S], expected 4, one for each port, or 2, one for"),
        ('serial = ["A1"]', "EV046", 10, "found 1 serial number in [stations.S], expected 2, one for each station"),
        ('mac = "000D6F0A90C2"', "EV046", 7, "found 1 MAC address in [stations.S], expected 2, one for each station"),
        ("stalls = { S1 = [1, 2, 3] }", "EV046", 17, "found 3 stalls for 'S1', expected 2"),
        ('stalls = { "S1.1" = [1, 2] }', "EV046", 21, "found 2 stalls for 'S1.1', expected 1"),
        ('stalls = [1, 2, 3, "1"]', "EV047", 20, "stall '1' is given twice"),
        ('stalls = ["a1", "A1"]', "EV047", 17, "stall 'A1' is given twice"),
        ('serial = ["A1", "a1"]', "EV047", 17, "serial number 'a1' is given twice"),
        ('mac = ["000D6F0A90C2", "00:0d:6f:0a:90:c2"]', "EV047", 24, "MAC address '00:0D:6F:0A:90:C2' is given twice"),
        ('stalls = { S1 = "9", "S1.1" = "8" }', "EV015", 22, "'S1' has a stall for the whole station, and one for a"),
        ('serial = { S3 = "A1" }', "EV020", 17, "no station of [stations.S] is called 'S3'"),
        ('serial = { "S1.1" = "A1" }', "EV020", 21, "no station of [stations.S] is called 'S1.1'"),
        ('stalls = { S1.1 = "A1" }', "EV014", 10, 'stalls: S1: found a table; a port is named in quotes, like "S1.2"'),
        ('serial = ["A1", "A 2"]', "EV014", 10, 'number 2: found "A 2", expected a serial number as a text'),
        ("serial = [1, 2]", "EV014", 10, "number 1: found 1, expected a serial number as a text"),
        ('mac = ["00:0D:6F:0A:90", "x"]', "EV014", 7, 'number 1: found "00:0D:6F:0A:90", expected a MAC address'),
        ('mac = { S1 = "00:0D-6F:0A:90:C2" }', "EV014", 7, 'S1: found "00:0D-6F:0A:90:C2", expected a MAC address'),
        ('stalls = [1, 2, 3, ""]', "EV014", 10, 'number 4: found "", expected the number or name of a stall'),
        ("stalls = [1.5, 2]", "EV014", 10, "number 1: found 1.5, expected the number or name of a stall"),
        ("stalls = []", "EV014", 10, "found an empty list, expected stalls like"),
        ("serial = {}", "EV014", 10, "found an empty table, expected serial numbers like"),
        ("stalls = true", "EV014", 10, "found true, expected the number or name of a stall"),
    ],
)
def test_what_is_wrong_with_them_is_reported_once_at_its_place(lines, code, column, words):
    ((found, line, at, message),) = problems_of(with_stations(lines))
    assert (found, line, at) == (code, 18, column)
    assert words in message


def test_a_stall_of_another_table_is_named_with_both_places():
    other = '[circuits.D]\npanel = "EV1"\nbreaker = "100 A"\n[stations.D]\nmax_current = "32 A"\ncircuits = "D"\n'
    text = with_stations("stalls = [1, 2, 3, 4]") + other + "stalls = 3\n"
    with pytest.raises(evsite.SiteFileError) as caught:
        evsite.loads(text)
    (finding,) = caught.value.findings
    assert (finding.code, finding.path) == ("EV047", ("stations", "D", "stalls"))
    assert [label.path for label in finding.labels] == [("stations", "S", "stalls", 2)]


def test_stalls_serials_and_macs_are_looked_at_each_by_itself():
    assert identities('stalls = ["A1", "A2"]\nserial = ["A1", "A2"]')["S1"] == Identity(("A1",), "A1")
