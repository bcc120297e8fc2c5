"""What a file says for drawings, schedules and forms alone changes no answer: no finding, no figure, no share."""

import json
import random
import re
import shutil
import tomllib
from copy import deepcopy
from functools import cache
from pathlib import Path

import pytest
import tomli_w
from hypothesis import given, settings
from sites import cases

import evsite as package
from effort import examples
from evsite.rules import all_rules
from evsite.sitefile.descriptive import without_descriptions
from evsite.sitefile.keys import all_keys
from evsite.sitefile.tables.places import ANY
from evsite.studies.site_report import report

ROOT = Path(__file__).parent.parent
EXAMPLES = sorted(path.relative_to(ROOT / "examples").as_posix() for path in (ROOT / "examples").rglob("*.toml"))
SITES = [name for name in EXAMPLES if name != "broken/wrong-words.toml"]
"""All but the one that is no site."""
OBJECTS = ("supplies", "panels", "circuits", "stations", "loads")
"""Sections with keys that describe, beside [project]."""
DESCRIPTIVE = {
    "project": (
        *("address", "parcel", "owner", "applicant", "jurisdiction", "occupancy", "scope", "contractor", "license"),
        *("engineer", "engineer_license", "preparer", "utility", "account", "in_service", "drawing", "revision"),
        "date",
    ),
    "supplies.*": (
        *("status", "location", "enclosure", "mounting", "meter", "meter_status", "ct_cabinet", "disconnect_rating"),
        *("disconnect_kind", "disconnect_location", "available_fault_date", "electrode", "electrode_conductor"),
        "bonding_jumper",
    ),
    "panels.*": ("location", "enclosure", "mounting", "meter", "meter_status"),
    "circuits.*": ("status", "location", "purpose"),
    "stations.*": (
        *("status", "location", "enclosure", "mounting", "disconnect_rating", "disconnect_kind"),
        *("disconnect_location", "stalls", "serial", "mac"),
    ),
    "loads.*": ("location",),
    "conductor": ("method", "route"),
}
"""Every key that only describes, by its table; a conductor stands in several."""
CONDUCTOR = {
    *("size", "material", "sets", "insulation", "terminal", "length", "ambient", "current_carrying", "raceway"),
    *("trade_size", "cable", "roof_height", "neutral", "egc", "egc_material"),
}
COUNTS = {
    "site": {"name", "catalog"},
    "supplies.*": {"winding", "vector_group", "phases"},
    "feeder": {"poles", "spaces", "interrupting"},
    "conductor": CONDUCTOR,
    "metered": {"power_factor", "peak_shaving"},
    "panels.*": {"phases"},
    "circuits.*": {"panel", "spaces"},
    "stations.*": {"circuits", "max_power", "type", "voltage"},
    "groups.*": {"slot", "not_to_exceed", "sharing_intent", "meter"},
    "fleets.*": {"intent", "target_soc", "efficiency", "ports"},
    "loads.*": {
        *("power", "continuous", "phases", "layout", "unit", "column", "meter", "time_column", "end_column", "stamps"),
        *("timezone", "multiplier", "decimal", "combine", "power_factor"),
    },
    "windows": {"days", "from", "to", "limit", "current", "power"},
    "catalog.*": {
        *("base", "maker", "name", "type", "ports", "phases", "max_current", "max_power", "input_current", "breaker"),
        *("input_voltage", "max_breaker", "settings", "jumper_settings", "min_current", "efficiency", "power_factor"),
        *("source", "current_step", "currents"),
    },
    "profiles.*": {"source"},
    "ignore.*": {"reason"},
}
"""Keys that figures or messages depend on though no rule names them among its inputs."""

FOR_DOCUMENTS = {
    "as_built": "what was built is compared with all that the file says",
    "takeoff": "quantities are listed apart for what is new and what is there",
    "load_calculation": "of new equipment nobody asks for existing load; chargers that are mounted alike share a row",
}
"""Modules and rooms that lay out what only describes, and why."""
WHOLLY = ("dwelling",)
"""Sections of which every key goes into a calculation."""


# --- every key is classed ---------------------------------------------------------------------------------------------


def table_of(place):
    """The table of a key as it is called above."""
    if place[-2] in {"conductor", "feeder", "metered"}:
        return place[-2]
    return "windows" if place[-3:-2] and place[-3] in {"charging", "schedule", "profile"} else ".".join(place[:-1])


def test_every_key_either_describes_or_is_read_by_a_rule_or_counts_otherwise():
    """A key that is new is classed: among those above, or as the input of a rule."""
    inputs = {path for rule in all_rules() for path in rule.inputs}
    describes, counts, unclassed = {}, {}, []
    for key in all_keys():
        for place in key.places:
            if key.keys or len(place) == 1:
                continue
            table, name = table_of(place), place[-1]
            if key.descriptive:
                describes.setdefault(table, set()).add(name)
            elif place[0] in WHOLLY:
                continue
            elif name in COUNTS.get(table, ()):
                counts.setdefault(table, set()).add(name)
            elif not inputs & {*key.paths}:
                unclassed.append(".".join(place))
    assert unclassed == []
    assert describes == {table: set(names) for table, names in DESCRIPTIVE.items()}
    assert counts == COUNTS


@pytest.mark.parametrize("rule", all_rules(), ids=lambda rule: rule.code)
def test_no_rule_reads_a_key_that_only_describes(rule):
    paths = {path for key in all_keys() if key.descriptive for path in key.paths}
    assert not paths & set(rule.inputs)


@pytest.mark.parametrize("room", ["network", "allocation", "proofs", "analysis", "rules", "studies"])
def test_no_room_that_works_something_out_looks_at_what_only_describes(room):
    """By the names under which a site carries it; the rows of a calculation have descriptions of their own."""
    asked = re.compile(r"(?<!\brow)\.(description|identity|project|laid)\b")
    for path in sorted((ROOT / "src" / "evsite" / room).rglob("*.py")):
        if path.parent.name in FOR_DOCUMENTS or path.stem in FOR_DOCUMENTS:
            continue
        found = [line for line in path.read_text(encoding="utf-8").splitlines() if asked.search(line)]
        if found and room == "studies":
            # what is there already and what is bought are for documents, which no answer of a check or report is from
            assert {file.split("/")[0] for file in users(path)} <= {"documents", "cli", "studies"}, path
            assert not users(path) & NO_DOCUMENTS, path
            continue
        assert found == [], path


NO_DOCUMENTS = {"studies/site_report.py", "cli/report.py", "cli/checking.py", "cli/check.py"}


def test_what_gives_answers_is_where_it_is_looked_for():
    src = ROOT / "src" / "evsite"
    assert {file for file in NO_DOCUMENTS if not (src / file).is_file()} == set()
    # and who imports it is found
    assert {"cli/report.py", "cli/check.py"} & users(src / "rules" / "rule_list.py")


def users(path):
    """Every module that imports one, also by way of others; what the command line imports is not followed further."""
    imported = importers()
    found, left = set(), [path.relative_to(ROOT / "src" / "evsite").as_posix()]
    while left:
        for user in imported.get(left.pop(), set()) - found:
            found.add(user)
            left += [user] if not user.startswith("cli/") else []
    return found


@cache
def importers():
    """The modules that import each module when they run, by their files."""
    src, found = ROOT / "src" / "evsite", {}
    for path in src.rglob("*.py"):
        for line in path.read_text(encoding="utf-8").splitlines():
            named = re.match(r"(?:from|import) evsite\.([\w.]+)(?: import (\w+))?", line.strip())
            for module in (named[1], f"{named[1]}.{named[2]}") if named else ():
                for file in (f"{module.replace('.', '/')}.py", f"{module.replace('.', '/')}/__init__.py"):
                    found.setdefault(file, set()).add(path.relative_to(src).as_posix())
    return found


# --- nothing changes --------------------------------------------------------------------------------------------------


def described(data, choose):
    """A site file with every key that describes in every table of it, with values that somebody could write."""
    data, site = deepcopy(data), package_site(data)
    data["project"] = {key: value_of(("project", key), choose) for key in DESCRIPTIVE["project"]}
    for section in OBJECTS:
        for name, table in data.get(section, {}).items():
            of_stations = identities(name, site, choose) if section == "stations" else {}
            for key in DESCRIPTIVE[f"{section}.*"]:
                if key in table:
                    continue
                table[key] = value_of((section, ANY, key), choose)
            for owner in (table, table.get("feeder", {})):
                if "conductor" in owner:
                    for key in DESCRIPTIVE["conductor"]:
                        owner["conductor"].setdefault(key, value_of((section, ANY, "conductor", key), choose))
            table.update(of_stations)
    return data


def package_site(data):
    return package.loads(tomli_w.dumps({key: value for key, value in data.items() if key != "loads"}))


BY_PLACE = {place: key for key in all_keys() for place in key.places}


def value_of(place, choose):
    key = BY_PLACE[place]
    if key.values:
        return choose.choice(key.values)
    example = next(iter(tomllib.loads(key.example).values()))
    while place[-1] not in example:
        example = next(each for each in example.values() if isinstance(each, dict))
    value = example[place[-1]]
    if key.kind == "a text" and place[-1] not in {"electrode_conductor", "bonding_jumper"}:
        value = choose.choice([value, "2#1 AWG", "EV1", "Row A - 12: east, 3rd", "main = 100 A", "[groups.EV1]", "0"])
    if key.kind == "true or false":
        value = choose.choice([True, False])
    return value


def identities(name, site, choose):
    """Stalls, serial numbers and MACs of a family, all of them different in the whole site."""
    stations = [station for station in site.stations.values() if station.path == ("stations", name)]
    ports = [port.name for station in stations for port in station.ports]
    stations = [station.name for station in stations]
    number = list(site.stations).index(stations[0])
    macs = [f"{number + at:012x}" for at in range(len(stations))]
    serials = [f"{choose.choice('AZ')}{number + at}" for at in range(len(stations))]
    stalls = choose.choice([ports, stations, {ports[-1]: f"{ports[-1]}!"}, {stations[0]: stations[0]}])
    if choose.random() < 0.5:
        return {"stalls": stalls, "serial": serials, "mac": macs}
    return {"stalls": stalls, "serial": dict(zip(stations, serials, strict=True)), "mac": {stations[-1]: macs[-1]}}


PLACES = {"line", "column", "end_line", "end_column"}
ABOUT = {"project", "described"}


def without(value, keys):
    if isinstance(value, dict):
        return {key: without(each, keys) for key, each in value.items() if key not in keys}
    return [without(each, keys) for each in value] if isinstance(value, list) else value


COMMANDS = [("check",), ("report", "--conductors"), ("allocate",)]


def answers(evsite, file, data):
    """What the commands say of a site, without the places of findings and what is said of the project."""
    file.write_text(tomli_w.dumps(data), encoding="utf-8")
    found = []
    for command, *options in COMMANDS:
        result = evsite(command, file, *options, "--format", "json")
        assert result.stdout, result.stderr
        found.append((result.exit_code, without(json.loads(result.stdout), PLACES | (ABOUT if options else set()))))
    return found


@pytest.mark.slow
@pytest.mark.parametrize("name", SITES)
def test_an_example_gives_the_same_answers_with_all_descriptions_as_with_none(evsite, tmp_path, name):
    shutil.copytree(ROOT / "examples", tmp_path / "examples")
    file = tmp_path / "examples" / name
    data = tomllib.loads(file.read_text(encoding="utf-8"))
    plain = without_descriptions(data)
    assert not {"project"} & plain.keys()
    with_all = described(data, random.Random(name))
    assert without_descriptions(with_all) == plain
    # what the example itself describes stands among all of it
    assert answers(evsite, file, with_all) == answers(evsite, file, plain)


def test_what_only_describes_is_taken_away_wherever_it_stands():
    data = tomllib.loads((ROOT / "examples" / "office.toml").read_text(encoding="utf-8"))
    data["circuits"]["C"]["conductor"] = {"size": "1 AWG"}
    data["panels"]["EV1"]["feeder"] = {"conductor": {"size": "500 kcmil"}}
    data["loads"] = {"L": {"on": "EV1", "current": "5 A"}}
    with_all = described(data, random.Random(1))
    left = without_descriptions(with_all)
    for key in all_keys():
        if key.descriptive and not key.keys:
            for *above, name in key.places:
                tables = at(with_all, above)
                assert all(name in table for table in tables) or "stations" not in above
                assert not any(name in table for table in at(left, above))


def at(data, place):
    tables = [data]
    for part in place:
        tables = [inner for table in tables for inner in (table.values() if part == ANY else [table.get(part)])]
        tables = [table for table in tables if isinstance(table, dict)]
    return tables


def figures(data):
    """The same of a site that is read from a text, as results: with remedies, which are tried out."""
    site = package.loads(tomli_w.dumps(data))
    checked = package.check(site)
    return checked.findings, checked.untried, report(site), package.allocate(site)


@pytest.mark.slow
@settings(max_examples=examples(15))
@given(case=cases(max_ports=6))
def test_random_sites_give_the_same_answers_with_all_descriptions(case):
    data = tomllib.loads(case.text)
    assert figures(described(data, random.Random(case.text))) == figures(data)


CROWDED = """
[site]
nec = 2023
[supplies.T1]
kind = "transformer"
rating = "225 kVA"
system = "208Y/120"
[panels.EV1]
fed_from = "T1"
main = "100 A"
[circuits.C]
panel = "EV1"
count = 9
breaker = "40 A"
[stations.S]
max_current = "32 A"
count = 9
circuits = "C"
"""


def test_a_remedy_with_another_number_of_stations_is_shown_beside_their_stalls(evsite, tmp_path):
    file = tmp_path / "site.toml"
    plain, said = tomllib.loads(CROWDED), tomllib.loads(CROWDED)
    said["stations"]["S"]["stalls"] = list(range(9))
    (check, *_), expected = answers(evsite, file, said), answers(evsite, file, plain)
    edits = [edit for finding in check[1]["findings"] for way in finding["edits"] for edit in way]
    assert any(edit["path"] == ["stations", "S", "count"] for edit in edits)
    assert check == expected[0]
