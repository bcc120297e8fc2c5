"""Names of voltage systems: each spelling has the one reading that it can have, or is refused with all of them."""

from __future__ import annotations

import itertools

import jsonschema
import pytest

import evsite
from effort import for_each
from evsite.model.system_names import SPELLINGS, find_system, name_pattern, readings
from evsite.model.systems import SYSTEMS
from evsite.sitefile.edits import apply_edits
from evsite.sitefile.schema import site_schema

WYE, TWO_LINES, SPLIT, HIGH_LEG = "208Y/120", "120/208 single-phase", "240/120", "240/120 high-leg delta"
ONE = {
    WYE: """208Y/120 | 208y/120 | 208Y/120V | 208 Y / 120 V | 120/208Y | 208/120Y | 208Y | 208 wye | 120/208 wye
        | 120/208V 3PH 4W | 120/208V, 3Ø, 4W | 120/208V 3ø 4 wire | 3PH 4W 120/208V | 3Ø4W 120/208 | 208V 3PH
        | 208 volts three-phase | 208/120 three phase | 120/208V-3PH-4W | 120/208V 4W | 208/3/60 | 120/208V 3P4W+G
        | 208Y/120 3 phase 4 wire | 208V 3-phase 60 Hz | 120/208V 3Φ | 120–208 V three–phase""",
    TWO_LINES: """120/208 single-phase | 120/208 Single Phase | 208/120 single phase | 120/208V 1PH 3W | 120/208V 1P3W
        | 208V 1Ø | 208-1-60 | 120/208V, 1φ, 3W | single-phase 120/208 | 208Y/120 1PH 3W | two legs of 208Y/120
        | 208Y/120 single-phase | 120/208V one phase three wire | 120/208 single""",
    SPLIT: """240/120 | 120/240 | 120/240V | 240 / 120 V | 120/240V 1PH 3W | 120/240 split phase | 240V single-phase
        | 240/120 single-phase | 240V 1Ø 3W""",
    HIGH_LEG: """240/120 high-leg delta | 240/120 delta | 120/240V 3PH 4W | 240V 3PH 4W | 120/240 3Ø | 240/120 wild leg
        | 240 delta 4W | 120/208/240V | 240/120 HIGH LEG""",
    "480Y/277": """480Y/277 | 480/277 | 277/480 | 277/480V 3PH 4W | 480Y | 480V wye | 480V 3PH 4W | 277/480Y""",
    "480 delta": """480 delta | 480V delta | 480 V DELTA 3PH 3W | 480 delta ungrounded | 480Δ""",
    "240 delta": "240 delta | 240V delta | 240V 3PH 3W | 240 Delta 3-phase",
    "240 delta corner-grounded": "240 delta corner-grounded | corner grounded delta 240V",
    "480 delta corner-grounded": "480 delta corner-grounded | 480V delta, corner-grounded, 3W",
    "600Y/347": "600Y/347 | 347/600 | 600V 3PH 4W | 600/347Y",
}
SEVERAL = {
    (
        WYE,
        TWO_LINES,
    ): """120/208 | 208/120 | 208 | 120/208V | 208V | 208 V | 208 Volts | 120-208 | 120 / 208 V
        | 208/120V | 208VAC | 120/208V 60 Hz | 120/208V 3W | 208Y/120 3W | 120V/208V""",
    (SPLIT, "240 delta", HIGH_LEG): "240 | 240V | 240 volts",
    ("240 delta", HIGH_LEG): "240V 3PH | 240 three-phase",
    ("480Y/277", "480 delta"): "480 | 480V | 480V 3PH | 480V 3PH 3W | 480 volts 3Ø",
    ("600Y/347",): "600 | 600V 3PH",
}
NONE = """x | 230 | 400Y/230 | 120 | 208 delta | 480/277 1PH | 120/208 1PH 4W | 208V 1PH 3PH | 208V 2W | 208V 2PH | 2080
    | 240/120 wye | 480 single-phase | 600 delta | 208.5 nonsense/277"""
SITE = """[site]
name = "x"
nec = 2023
[supplies.U]
kind = "service"
rating = "400 A"
system = "NAME"
[panels.P]
fed_from = "U"
main = "400 A"
bus = "400 A"
[circuits.C]
panel = "P"
breaker = "40 A"
[stations.S]
max_current = "32 A"
circuits = "C"
"""
TRANSFORMER = SITE.replace('"service"', '"transformer"').replace("400 A", "75 kVA", 1)
SCHEMA = jsonschema.Draft202012Validator(site_schema())


def spellings(text):
    return [" ".join(each.split()) for each in text.split("|")]


def refused(text):
    with pytest.raises(evsite.SiteFileError) as caught:
        evsite.loads(text)
    return caught.value.findings


def fits_schema(name):
    return SCHEMA.is_valid({"supplies": {"U": {"kind": "service", "rating": "9 A", "system": name}}})


@for_each(("system", "name"), [(key, each) for key, text in ONE.items() for each in spellings(text)])
def test_a_name_with_one_reading_is_read(system, name):
    assert evsite.loads(SITE.replace("NAME", name)).supplies["U"].system is SYSTEMS[system]
    for text in (name, name.upper(), name.lower(), f" {name.replace(' ', '  ')} "):
        assert readings(text) == (system,)
        assert find_system(text) is SYSTEMS[system]
        assert fits_schema(text)


@pytest.mark.parametrize(
    ("systems", "name"), [(key, each) for key, text in SEVERAL.items() for each in spellings(text)]
)
def test_a_name_with_several_readings_is_refused_and_each_edit_is_read(systems, name):
    (finding,) = refused(SITE.replace("NAME", name))
    assert finding.code == "EV014"
    assert {edits[0].value for edits in finding.fix.edits} == set(systems)
    for edits in finding.fix.edits:
        changed = evsite.loads(apply_edits(SITE.replace("NAME", name), edits))
        assert changed.supplies["U"].system is SYSTEMS[edits[0].value]


@pytest.mark.parametrize("name", spellings(NONE))
def test_a_name_of_no_system_is_refused_without_a_guess(name):
    (finding,) = refused(SITE.replace("NAME", name))
    assert not finding.fix.edits
    assert '"120/208 single-phase"' in finding.remedy


def test_both_readings_are_reported_with_their_phases():
    (finding,) = refused(SITE.replace("NAME", "208"))
    assert finding.message == (
        '\'208\' does not say which system is meant: "208Y/120" (three-phase), or "120/208 single-phase"?'
    )
    assert finding.remedy == 'system = "208Y/120", or "120/208 single-phase"'


def test_only_what_a_transformer_can_have_is_offered():
    (finding,) = refused(TRANSFORMER.replace("NAME", "208"))
    assert [edits[0].value for edits in finding.fix.edits] == ["208Y/120"]
    assert "single-phase" in finding.message
    assert 'phases = "AB"' in finding.remedy
    site = TRANSFORMER.replace("NAME", "480 delta")
    for winding, offered in (("", ["480Y/277", "480 delta"]), ("wye-wye", ["480Y/277"])):
        text = site.replace("480 delta", "208Y/120").replace("[panels.P]", 'primary = "480"\nW\n[panels.P]')
        (finding,) = refused(text.replace("W\n", f'winding = "{winding}"\n' if winding else "\n"))
        assert [edits[0].value for edits in finding.fix.edits] == offered


def test_no_edit_changes_the_number_of_phases_that_a_name_says():
    volts = ("208", "120/208", "208/120", "240", "120/240", "240/120", "480", "277/480", "480/277", "600", "347/600")
    phases = {"": None, "1PH": 1, "single-phase": 1, "3PH": 3, "three phase": 3, "1Ø": 1, "3Ø": 3}
    more = ("", "3W", "4W", "wye", "delta", "detla", "nonsense", "grounded", "V")
    for volt, (phase, number), word in itertools.product(volts, phases.items(), more):
        name = f"{volt} {phase} {word}"
        for reading in readings(name):
            assert number is None or (3 if SYSTEMS[reading].three_phase else 1) == number, name
            assert volt.split("/")[0] in reading or volt.split("/")[-1] in reading, name


def test_every_name_and_each_spelling_that_is_shown_means_one_system():
    assert all(readings(name) == (name,) for name in SYSTEMS)
    assert all(find_system(name) for name in SPELLINGS)


def test_the_pattern_for_editors_refuses_what_means_several():
    assert name_pattern().startswith("^")
    for name in ("208", "208V", "120/208", "208/120 V", "240", "480 Volts", "600", "", "208Y/120x", "wye"):
        assert not fits_schema(name), name


def test_a_system_is_looked_at_beside_whatever_else_is_wrong_in_its_table():
    text = '[supplies.U]\nkind = "service"\nsystem = "208"\nrating = "400"\n'
    with pytest.raises(evsite.SiteFileError) as caught:
        evsite.loads(text)
    reported = {finding.path: finding for finding in caught.value.findings}
    assert {("supplies", "U", "system"), ("supplies", "U", "rating")} <= reported.keys()
    assert [edits[0].value for edits in reported["supplies", "U", "system"].fix.edits] == [
        "208Y/120",
        "120/208 single-phase",
    ]


@pytest.mark.parametrize("system", ["5", "true", '""'])
def test_of_a_system_one_thing_is_reported(system):
    with pytest.raises(evsite.SiteFileError) as caught:
        evsite.loads(f'[supplies.U]\nkind = "service"\nsystem = {system}\nrating = "400"\n')
    assert [finding.path[-1] for finding in caught.value.findings].count("system") == 1
