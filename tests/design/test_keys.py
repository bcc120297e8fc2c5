"""Every key of the site file tells what it takes, and what it tells is so."""

from __future__ import annotations

import re
import tomllib
from collections import Counter
from copy import deepcopy
from functools import lru_cache

import pytest
import tomli_w
from test_errors import BASE
from test_problems import findings_of as found_in

import evsite
from effort import hold_for_each
from evsite.model.remedy import REMOVE
from evsite.rules import all_rules
from evsite.rules.rule_list import known_rules
from evsite.sitefile.edits import apply_edits
from evsite.sitefile.error_place import takes
from evsite.sitefile.keys import all_keys, find_keys, names_of_keys
from evsite.sitefile.quantities import read_quantity
from evsite.sitefile.table_models import SECTIONS
from evsite.sitefile.tables.places import ANY, header_with, placed_keys
from evsite.sitefile.trade_keys import key_meant
from evsite.toml_text import header

BY_PLACE = {place: key for key in all_keys() for place in key.places}
NAMES = {
    "supplies": "T1",
    "panels": "EV1",
    "circuits": "C",
    "stations": "S",
    "groups": "EV1",
    "loads": "L",
    "fleets": "F",
    "catalog": "m",
    "profiles": "p",
}
WHOLE = tomllib.loads(BASE) | {
    "loads": {"L": {"on": "EV1", "current": "9 A", "profile": [{"to": "06:00", "current": "3 A"}]}},
    "fleets": {"F": {"rank": 1}},
    "catalog": {"m": {"max_current": "9 A"}},
    "profiles": {"p": {}},
    "project": {},
    "ignore": [{"rule": "EV406", "path": "groups.EV1", "reason": "known"}],
}
NAMEPLATE = {"rating": "9 A", "volts": "240 V"}
WHOLE["dwelling"] = {
    "on": "House",
    "area": "1000 ft2",
    "existing": True,
    "appliances": [{"kind": "range", **NAMEPLATE}],
    "cooling": [NAMEPLATE],
    "heating": [{"kind": "heat-pump", **NAMEPLATE}],
}
WHOLE["supplies"]["House"] = {"kind": "service", "rating": "200 A", "system": "240/120"}
WHOLE["groups"]["EV1"] |= {"schedule": [{"to": "06:00", "limit": "9 A"}], "charging": [{"to": "06:00"}]}
WHOLE["stations"]["S"]["charging"] = [{"to": "06:00"}]
WHOLE["supplies"]["T1"] |= {"conductor": {"size": "3 AWG"}, "metered": {"peak": "9 kW"}}
WHOLE["supplies"]["T1"]["feeder"] = {"conductor": {"size": "3 AWG"}}
WHOLE["panels"]["EV1"]["conductor"] = {"size": "3 AWG"}
WHOLE["circuits"]["C"]["conductor"] = {"size": "3 AWG"}
PLACES = [each for each in placed_keys() if len(each.place) > 1]


@lru_cache(maxsize=256)
def findings_of(text):
    """What is found in a text, once: the same good values are tried for many wrong ones."""
    return tuple(found_in(text))


BY_NAME = {".".join(each.place): each for each in PLACES}


def route_of(place):
    """The route of a key in WHOLE."""
    return tuple((NAMES.get(place[0]) if at == 1 and place[0] in NAMES else 0) if part == ANY else part
                 for at, part in enumerate(place))  # fmt: skip


def with_value(place, value):
    """WHOLE with a value of a key, and the route of that key."""
    data, route = deepcopy(WHOLE), route_of(place)
    if place[:3] == ("panels", ANY, "feeder"):
        # conductors stand in one of the two places
        data["panels"]["EV1"]["feeder"] = {"conductor": data["panels"]["EV1"].pop("conductor")}
    table = data
    for part in route[:-1]:
        table = table[part]
    table[route[-1]] = value
    return tomli_w.dumps(data), route


# --- what a key tells of itself -----------------------------------------------------------------------------------


def test_the_example_of_a_key_is_taken():
    hold_for_each(BY_NAME, its_example_is_taken)


def its_example_is_taken(placed):
    assert takes(placed.table, placed.place[-1], example_at(placed))


@pytest.mark.slow
@pytest.mark.parametrize("key", all_keys(), ids=lambda key: key.paths[0])
def test_the_values_of_a_key_are_taken_and_others_only_where_it_says_so(key):
    for value in (*key.values, *key.spellings):
        text, route = with_value(key.places[0], value)
        assert not wrong_at(text, route)
    if key.values:
        text, route = with_value(key.places[0], "nothing of the kind")
        assert bool(wrong_at(text, route)) != key.open
    for unit in key.units:
        if key.name not in {"terminal", "slot"}:
            text, route = with_value(key.places[0], f"1 {unit}")
            assert not wrong_at(text, route)


DEFAULTS = [each for each in PLACES if BY_PLACE[each.place].default is not None]


@pytest.mark.slow
@pytest.mark.parametrize("placed", DEFAULTS, ids=lambda each: ".".join(each.place))
def test_nothing_changes_with_a_default_written_out(placed):
    text, route = with_value(placed.place, BY_PLACE[placed.place].default)
    data = tomllib.loads(text)
    table = data
    for part in route[:-1]:
        table = table[part]
    del table[route[-1]]
    assert reported_of(text) == reported_of(tomli_w.dumps(data))


def reported_of(text):
    """What is found in a site but for what was assumed, and who gets what."""
    site = evsite.loads(text)
    found = [
        each.message
        for each in evsite.check(site, remedies=False).findings
        if each.code not in {"EV070", "EV405", "EV620"}
    ]
    return found, evsite.allocate(site).shares


def test_default_slots_and_minimums_are_those_of_the_allocator():
    from evsite.model.slot_lengths import USUAL_SLOT_H
    from evsite.sitefile.resolve.groups import USUAL_MIN_A

    (slot,) = find_keys("groups.slot")
    assert read_quantity(slot.default, "time").value == USUAL_SLOT_H
    (least,) = find_keys("site.min_current")
    assert read_quantity(least.default, "current").value == USUAL_MIN_A


def test_what_a_rule_reads_are_keys():
    for rule in all_rules():
        parts = [text.split(".") for text in rule.inputs]
        read = {tuple(each[:-1] if each[-1] == ANY else each) for each in parts}
        assert read <= BY_PLACE.keys(), rule.code


def test_what_is_called_like_a_rule_and_a_key_is_known():
    assert set(known_rules()) & set(names_of_keys()) == {"bidirectional", "disconnect"}


# --- which key a word names ---------------------------------------------------------------------------------------


@pytest.mark.slow
def test_a_key_is_found_by_its_place_with_or_without_names():
    hold_for_each(BY_NAME, is_found_by_its_place_with_or_without_names)


def is_found_by_its_place_with_or_without_names(placed):
    place = placed.place
    for stars in ("*", "NAME", "EV1", None):
        word = ".".join(part if part != ANY else stars for part in place if part != ANY or stars)
        assert place in {each for key in find_keys(word) for each in key.places}
        assert len(find_keys(word)) == 1


def test_a_word_names_the_keys_of_all_tables_that_have_it():
    assert [key.paths[0] for key in find_keys("min_current")] == [
        "site.min_current",
        "stations.*.min_current",
        "groups.*.min_current",
        "catalog.*.min_current",
        "profiles.*.min_current",
    ]
    (size,) = find_keys("SIZE")
    places = ("supplies.*.feeder", "supplies.*", "panels.*.feeder", "panels.*", "circuits.*")
    assert size.paths == tuple(f"{place}.conductor.size" for place in places)


@pytest.mark.parametrize("word", ["[groups.EV1]", "groups", "groups.*", "[groups]"])
def test_a_table_is_found_by_its_header(word):
    (groups,) = find_keys(word)
    assert groups.paths == ("groups",)
    assert "policy" in groups.keys


@pytest.mark.parametrize(
    "word", ["", ".", "groups.", "groups.polcy", ".policy", "site.policy", "group.policy", "x.y.z", "*", "a" * 9000]
)
def test_what_is_no_key_names_none(word):
    assert find_keys(word) == ()


# --- wrong values: what is told would do, does ---------------------------------------------------------------------


WRONG = [
    True,
    0,
    -1,
    30,
    1.5,
    10**40,
    "",
    "x",
    "-5 A",
    "30",
    "0 A",
    "5 ft",
    "9 kW",
    "9 A",
    "2 d",
    "5 amprs",
    [],
    [1],
    {"a": 1},
]
OF_VALUES = {"EV012", "EV013", "EV014"}
"""Codes of what is wrong with a value by itself; what it names, and what stands beside it, may be wrong as well."""
NUMBERS = re.compile(r"expected ((?:at least |at most |.* such as )?)([0-9,]+(?:, [0-9]+)*(?: or [0-9]+)?)$")
QUOTED = re.compile(r"\"[^\"]*\"|\[[^\[\]]*\]|\{[^{}]*\}|\btrue\b|\bfalse\b")
BARE = re.compile(r"\b[0-9]{2}:[0-9]{2}\b|(?<=like )[0-9]+\.[0-9]+|(?<=like )[0-9-]{10}")


def values_reported(sentence):
    """The values that a message says would do."""
    expected = re.search(r"\b(expected|: write)\b.*", sentence)
    if expected is None or ": breaker " in sentence:  # of a part of the value
        return []
    reported = expected[0]
    numbers = NUMBERS.search(reported)
    if numbers:
        one = [numbers[2].replace(",", "")] if numbers[1] else re.split(r", | or ", numbers[2])
        return [int(text) for text in one]
    found = []
    for text in QUOTED.findall(reported):
        try:
            found.append(tomllib.loads(f"x = {text}")["x"])
        except tomllib.TOMLDecodeError:  # the header of a table
            continue
    bare = BARE.findall(QUOTED.sub("", reported))
    return found + [float(text) if "." in text else text for text in bare]


def tried():
    """Each place with the wrong values to try there: all for one place of each kind of key, a part for those alike."""
    alike = Counter()
    for placed in PLACES:
        key = BY_PLACE[placed.place]
        kind = key.kind, key.units, key.values, key.open
        nth = alike[kind]
        alike[kind] += 1
        yield placed, WRONG if nth == 0 else WRONG[nth % 16 :: 16], nth == 0


@pytest.mark.slow
@pytest.mark.parametrize(
    ("placed", "values", "all_values"), [pytest.param(*each, id=".".join(each[0].place)) for each in tried()]
)
def test_what_a_finding_says_would_do_does(placed, values, all_values):
    followed, taken = 0, []
    for value in values:
        text, route = with_value(placed.place, value)
        for finding in findings_of(text):
            if finding.code not in OF_VALUES or finding.path[: len(route)] != route:
                continue
            reported = values_reported(finding.message) if finding.path == route else []
            for good in reported:
                if route[-1] == "to" and good == "00:00":
                    continue  # which is also when the window of the file starts
                if (type(good), good) in taken:
                    continue  # another message said so of the same place
                after, _ = with_value(placed.place, good)
                assert not wrong_at(after, route), (value, finding.message, good)
                taken.append((type(good), good))
            for edits in finding.fix.edits:
                assert not wrong_at(apply_edits(text, edits), finding.path), (value, finding.message, edits)
            followed += bool(reported or finding.fix.edits)
    if all_values:
        assert followed or BY_PLACE[placed.place].keys or BY_PLACE[placed.place].kind in {"a text", "true or false"}


def wrong_at(text, route):
    """What is wrong with the value of a key by itself."""
    return [each.message for each in findings_of(text) if each.code in OF_VALUES and each.path[: len(route)] == route]


# --- keys in the wrong table --------------------------------------------------------------------------------------


@pytest.mark.slow
@pytest.mark.parametrize("placed", {each.place[-1]: each for each in PLACES}.values(), ids=lambda each: each.place[-1])
def test_a_key_in_the_wrong_table_is_sent_to_its_own(placed):
    place = placed.place
    others = {
        section: name
        for section, name in NAMES.items()
        if not any(each.place == (section, ANY, place[-1]) for each in PLACES)
    }
    data = deepcopy(WHOLE)
    for section, name in others.items():
        data[section][name][place[-1]] = example_at(placed)
    told = findings_of(tomli_w.dumps(data))
    for section, name in others.items():
        (found,) = [each for each in told if each.path == (section, name, place[-1])]
        if found.remedy == "did you mean 'setting'?":
            continue  # of the names of two keys that take such a value the nearer one
        trade = key_meant(SECTIONS[section], place[-1], WHOLE[section][name])
        if trade is not None:
            assert found.remedy == f"did you mean '{trade}'?"
            continue
        if found.fix.edits:
            # it goes into a table that the thing holds already
            ((new, old),) = found.fix.edits
            assert (old.path, old.value) == ((section, name, place[-1]), REMOVE)
            if section == "groups" and place[:1] == ("stations",):
                assert (new.path, new.value) == (("stations", "S", place[-1]), example_at(placed))
                continue
            assert new.path[:3] in {(section, name, held) for held in holding(section, place[-1])}
            continue
        assert f"`{place[-1]}` belongs in [" in str(found.remedy)
        own = [header(section, name, held) for held in holding(section, place[-1])]
        if section == "groups" and place[:2] == ("stations", ANY):
            own.append(header("stations", "S", *place[2:-1]))
        assert any(each in str(found.remedy) for each in [*own, header_with(place[:-1], "NAME")])


def holding(section, key):
    """The tables that a thing of a section holds, and that have a key."""
    places = [each.place for each in PLACES if len(each.place) == 4]
    return [held for of_section, name, held, last in places if (of_section, name, last) == (section, ANY, key)]


def example_at(placed):
    """The value of a key in its example."""
    data = tomllib.loads(BY_PLACE[placed.place].example)
    for part in BY_PLACE[placed.place].places[0][:-1]:
        data = data[part] if part != ANY else next(iter(data.values())) if isinstance(data, dict) else data[0]
    return data[placed.place[-1]]


@pytest.mark.parametrize(
    ("table", "line", "reported"),
    [
        ("[groups.EV1]", 'disconnect = 8', "`disconnect` belongs in [stations.S]"),
        ("[groups.EV1]", 'disconnect = true', "remove disconnect and add disconnect = true in [stations.S]"),
        ("[groups.EV1]", 'fallback = "8 A"', '= "8 A" in [stations.S], where that is for each port'),
        ("[stations.S]", 'connectivity = "good"', "`connectivity` belongs in [groups.NAME]"),
        ("[stations.S]", 'connectivity = "great"', "`connectivity` belongs in [groups.NAME]"),
        ("[stations.S]", 'settings = "32 A"', "did you mean 'setting'?"),
        ("[stations.S]", 'min_power = "3.3 kW"', "`min_power` belongs in [site] or [profiles.NAME]"),
        ("[site]", 'policy = "fcfs"', "`policy` belongs in [groups.NAME]"),
        ("[groups.EV1]", '[loads.L]\non = "EV1"\nload = "5 kVA"\n[groups.EV1]', "did you mean 'power'?"),
        ("[groups.EV1]", '[loads.L]\non = "EV1"\nload = "5 A"\n[groups.EV1]', "did you mean 'current'?"),
        ("[groups.EV1]", '[[ignore]]\ncode = "EV406"\n[groups.EV1]', "did you mean 'rule'?"),
        ("[groups.EV1]", '[[ignore]]\nbecause = "a fleet"\n[groups.EV1]', "did you mean 'reason'?"),
    ],
)  # fmt: skip
def test_a_key_of_another_table_is_not_taken_for_a_misspelt_one(table, line, reported):
    (found, *_) = [each for each in findings_of(BASE.replace(table, f"{table}\n{line}")) if each.code == "EV010"]
    assert reported in str(found.remedy)


@pytest.mark.parametrize("text", ["nec = 2023\n", '[metered]\npeak = "9 kW"\n', 'policy = "equal"\n'])
def test_a_key_above_all_tables_is_sent_to_its_own(text):
    (found, *_) = findings_of(text + BASE.replace("nec = 2023", 'name = "x"'))
    assert " belongs in [" in str(found.remedy)
