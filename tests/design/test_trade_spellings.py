"""What the trade writes is read as the canonical spelling is, and what may be meant in two ways is refused."""

from __future__ import annotations

import dataclasses

import pytest
from test_errors import BASE, problems_of
from test_problems import findings_of

import evsite
from effort import for_each
from evsite.sitefile.edits import apply_edits
from evsite.sitefile.equipment_quantities import read_breaker
from evsite.sitefile.quantities import read_quantity
from evsite.sitefile.quantity_errors import QuantityError

SITE = BASE.replace('breaker = "100 A"', 'breaker = "100 A"\npoles = 2\nCONDUCTOR')

BREAKERS = [
    ("100A 2P", 'breaker = "100 A"\npoles = 2'),
    ("100A/2P", 'breaker = "100 A"\npoles = 2'),
    ("100A-2P", 'breaker = "100 A"\npoles = 2'),
    ("100 amp 2 pole", 'breaker = "100 A"\npoles = 2'),
    ("2P100", 'breaker = "100 A"\npoles = 2'),
    ("2P-100A", 'breaker = "100 A"\npoles = 2'),
    ("100/2", 'breaker = "100 A"\npoles = 2'),
    ("100A/2", 'breaker = "100 A"\npoles = 2'),
    ("2-pole 100A", 'breaker = "100 A"\npoles = 2'),
    ("double-pole 100 A", 'breaker = "100 A"\npoles = 2'),
    ("100A 2P CB", 'breaker = "100 A"\npoles = 2'),
    ("100 amps", 'breaker = "100 A"'),
    ("100A", 'breaker = "100 A"'),
    ("100 AMP.", 'breaker = "100 A"'),
    ("225AF/100AT", 'breaker = "100 A"'),
    ("225AF/100AT 2P", 'breaker = "100 A"\npoles = 2'),
    ("100AT/225AF", 'breaker = "100 A"'),
    ("225AF 100AT", 'breaker = "100 A"'),
    ("225AS/100AT", 'breaker = "100 A"'),
    ("225A frame 100A trip", 'breaker = "100 A"'),
    ("100AT", 'breaker = "100 A"'),
    ("100A (2P)", 'breaker = "100 A"\npoles = 2'),
    ("100 2P", 'breaker = "100 A"\npoles = 2'),
    ("MCB 100A", 'breaker = "100 A"'),
    ("1,000A 2P", 'breaker = "1000 A"\npoles = 2'),
    ("0.1k A", 'breaker = "100 A"'),
]
SIZES = [
    ("AWG 3", 'size = "3 AWG"'),
    ("3 THHN", 'size = "3 AWG", insulation = "THHN"'),
    ("#3", 'size = "3 AWG"'),
    ("# 3", 'size = "3 AWG"'),
    ("No. 3", 'size = "3 AWG"'),
    ("3 ga", 'size = "3 AWG"'),
    ("3 AWG CU THWN-2", 'size = "3 AWG", insulation = "THWN-2", material = "Cu"'),
    ("#3 thwn-2 copper", 'size = "3 AWG", insulation = "THWN-2", material = "Cu"'),
    ("#2/0 AL XHHW-2", 'size = "2/0 AWG", insulation = "XHHW-2", material = "Al"'),
    ("00 AWG", 'size = "2/0 AWG"'),
    ("250 kcmil", 'size = "250 kcmil"'),
    ("250MCM", 'size = "250 kcmil"'),
    ("CU #3", 'size = "3 AWG", material = "Cu"'),
    ("#3/0CU", 'size = "3/0 AWG", material = "Cu"'),
    ("3THHN", 'size = "3 AWG", insulation = "THHN"'),
    ("3 AWG (THHN)", 'size = "3 AWG", insulation = "THHN"'),
    ("3 thwn2", 'size = "3 AWG", insulation = "THWN-2"'),
    ("3 XHHW2", 'size = "3 AWG", insulation = "XHHW-2"'),
    ("3 THHN/THWN", 'size = "3 AWG", insulation = "THWN"'),
    ("3 THHN/THWN-2", 'size = "3 AWG", insulation = "THWN-2"'),
    ("3-AWG", 'size = "3 AWG"'),
    ("(2) sets 250 kcmil", 'size = "250 kcmil", sets = 2'),
    ("2 sets of 250 kcmil AL", 'size = "250 kcmil", material = "Al", sets = 2'),
]
MORE = [
    ('material = "copper"', 'material = "Cu"'),
    ('material = "CU"', 'material = "Cu"'),
    ('material = "aluminum"', 'material = "Al"'),
    ('material = "Aluminium"', 'material = "Al"'),
    ('material = "AL"', 'material = "Al"'),
    ('length = "120\'"', 'length = "120 ft"'),
    ('length = "120 ft."', 'length = "120 ft"'),
    ('length = "10\'-6\\""', 'length = "10.5 ft"'),
    ('length = "10\' 6 1/2\\""', 'length = "126.5 in"'),
    ('length = "10 ft 6 in"', 'length = "10.5 ft"'),
    ('length = "126\\""', 'length = "10.5 ft"'),
    ('length = "120′"', 'length = "120 ft"'),
    ('ambient = "105°F"', 'ambient = "105 degF"'),
    ('ambient = "–10 °C"', 'ambient = "-10 degC"'),
    ('ambient = "40º C"', 'ambient = "40 degC"'),
    ('ambient = "104 degrees F"', 'ambient = "40 degC"'),
    ('terminal = "75 deg C"', 'terminal = "75 degC"'),
    ('length = "1/2 mi"', 'length = "2640 ft"'),
    ('length = "120 LF"', 'length = "120 ft"'),
    ("raceway = '2½\" EMT'", 'raceway = "EMT", trade_size = "2-1/2"'),
    ("raceway = '2\" GRC'", 'raceway = "RMC", trade_size = "2"'),
    ('ambient = "40 C"', 'ambient = "40 degC"'),
    ('raceway = "3/4 EMT"', 'raceway = "EMT", trade_size = "3/4"'),
    ("raceway = '3/4\" EMT'", 'raceway = "EMT", trade_size = "3/4"'),
    ("raceway = '1-1/4\" EMT'", 'raceway = "EMT", trade_size = "1-1/4"'),
    ('raceway = "1 1/4 in. EMT"', 'raceway = "EMT", trade_size = "1-1/4"'),
    ('raceway = "EMT 1-1/4"', 'raceway = "EMT", trade_size = "1-1/4"'),
    ('trade_size = "3/4 EMT"', 'raceway = "EMT", trade_size = "3/4"'),
    ("raceway = '2\" PVC Sch 40'", 'raceway = "PVC-40", trade_size = "2"'),
    ('egc = "#8 CU"', 'egc = "8 AWG", egc_material = "Cu"'),
]
SYSTEMS = ["208Y/120V 3PH 4W", "208Y/120V, 3Ø, 4W", "120/208V 3 phase", "208V 3Ø"]


def same(one: str, other: str) -> None:
    """Both files give the same site, places in the text and texts of quantities aside."""
    first, second = (dataclasses.replace(evsite.loads(text), source=None) for text in (one, other))
    assert first == second


@pytest.mark.parametrize(("text", "canonical"), BREAKERS)
def test_breakers(text, canonical):
    same(BASE.replace('breaker = "100 A"', f'breaker = "{text}"'), BASE.replace('breaker = "100 A"', canonical))
    assert read_breaker(text).text == text


@pytest.mark.parametrize(("text", "canonical"), SIZES)
def test_conductors(text, canonical):
    wanted = BASE.replace('breaker = "100 A"', f'breaker = "100 A"\nconductor = {{ {canonical} }}')
    same(BASE.replace('breaker = "100 A"', f'breaker = "100 A"\nconductor = "{text}"'), wanted)
    same(BASE.replace('breaker = "100 A"', f'breaker = "100 A"\nconductor = {{ size = "{text}" }}'), wanted)


@for_each(("text", "canonical"), MORE)
def test_other_keys_of_conductors(text, canonical):
    one, other = (
        BASE.replace('breaker = "100 A"', f'breaker = "100 A"\nconductor = {{ size = "3 AWG", {keys} }}')
        for keys in (text, canonical)
    )
    same(one, other)


@pytest.mark.parametrize("text", SYSTEMS)
def test_systems(text):
    same(BASE.replace("208Y/120", text), BASE)


@pytest.mark.parametrize(
    ("text", "dimension", "value"),
    [("75kVA", "apparent_power", 75), ("6.6kW", "power", 6.6), ("32 amps", "current", 32), ("32 Amps.", "current", 32)],
)
def test_quantities(text, dimension, value):
    assert read_quantity(text, dimension).value == value


@pytest.mark.parametrize(
    ("keys", "code", "line"),
    [
        ('breaker = "100A 2P"\npoles = 3', "EV015", 14),
        ('breaker = "100A 3P"\nphases = "AB"', "EV015", 13),
        ('breaker = "100A 3P"\nspaces = [1, 3]', "EV015", 13),
        ('breaker = "100 A"\nconductor = { size = "3 THHN", insulation = "XHHW-2" }', "EV015", 14),
        ('breaker = "100 A"\nconductor = { size = "3 CU", material = "aluminum" }', "EV015", 14),
        ('breaker = "100 A"\nconductor = { size = "3", raceway = "1 EMT", trade_size = "2" }', "EV015", 14),
        ('breaker = "100 A"\nconductor = { size = "3", raceway = "IMC", trade_size = "1 EMT" }', "EV015", 14),
    ],
)
def test_what_two_keys_say_differently_is_reported_at_its_place_and_gone_after_each_edit(keys, code, line):
    text = BASE.replace('count = 4\nbreaker = "100 A"', keys)
    text = text.replace("count = 2", "count = 1\njumper = true")
    with pytest.raises(evsite.SiteFileError) as caught:
        evsite.loads(text)
    [finding] = caught.value.findings
    assert finding.code == code
    assert abs(caught.value.document.locate(finding).line - line) <= 1
    assert finding.fix.edits
    for edits in finding.fix.edits:
        after = apply_edits(text, edits)
        assert not [each for each in findings_of(after) if each.code == code]


AMBIGUOUS = [
    ('breaker = "100 A"', 'breaker = "15/20"'),
    ('breaker = "100 A"', 'breaker = "2/40"'),
    ('breaker = "100 A"', 'breaker = "100AF/225AT"'),
    ('breaker = "100 A"', 'breaker = "100A 4P"'),
    ('breaker = "100 A"', 'breaker = "1,5 A"'),
    ('breaker = "100 A"', 'breaker = "100 A"\nconductor = "8/3"'),
    ('breaker = "100 A"', 'breaker = "100 A"\nconductor = "3 #8"'),
    ('breaker = "100 A"', 'breaker = "100 A"\nconductor = "8 AWG foo"'),
    ('main = "400 A"', 'main = "400A 3P"'),
    ('main = "400 A"', 'main = "MLO"'),
    ('system = "208Y/120"', 'system = "120/208"'),
]


@pytest.mark.parametrize(("old", "new"), AMBIGUOUS, ids=[new for _, new in AMBIGUOUS])
def test_what_may_be_meant_in_two_ways_is_refused_once(old, new):
    found = problems_of(BASE.replace(old, new))
    assert [code for code, *_ in found] in (["EV013"], ["EV014"])


MORE_SAID = [
    ("(2) 40A", ['"40 A"', '"40A 2P"']),
    ("20A 2P GFCI", ['"20A 2P"']),
    ("100A-3P-65kAIC", ['"100A 3P"']),
    ("100A 100% RATED", ['"100 A"']),
    ("10-20 A", ['"10 A"', '"20 A"']),
    ("400A BUS", ['"400 A"']),
    ("max 100A", ['"100 A"']),
    ("40-2", ['"40A 2P"']),
    ("1 200 A", ['"1200 A"']),
    ("80% of 100A", ['"40 A"']),
]
"""Breakers of schedules that say more than one key holds, and what is offered in their place."""


@pytest.mark.parametrize(("text", "offered"), MORE_SAID)
def test_what_says_more_is_refused_once_and_every_offer_is_read(text, offered):
    broken = BASE.replace('breaker = "100 A"', f'breaker = "{text}"').replace('circuits = "C"\n', 'circuits = "C"\n')
    [finding] = findings_of(broken)
    assert [f'"{edit.value}"' for edits in finding.fix.edits for edit in edits] == offered
    for edits in finding.fix.edits:
        assert not [each for each in findings_of(apply_edits(broken, edits)) if each.code == finding.code]


def test_a_schedules_text_of_a_conductor_is_offered_as_its_keys():
    broken = BASE.replace('breaker = "100 A"', 'breaker = "100 A"\nconductor = \'2#3+#8G-1"C\'')
    [finding] = findings_of(broken)
    table = {"size": "3 AWG", "egc": "8 AWG", "trade_size": "1"}
    assert [edit.value for edits in finding.fix.edits for edit in edits] == [table, "3 AWG"]
    for edits in finding.fix.edits:
        assert findings_of(apply_edits(broken, edits)) == []


@pytest.mark.parametrize("text", ["2/40", "1,5 A", "400 amprs"])
def test_the_help_for_a_quantity_is_one(text):
    with pytest.raises(QuantityError) as caught:
        read_breaker(text)
    for fit in caught.value.fits:
        assert read_breaker(fit).value > 0
    assert caught.value.fits


@pytest.mark.parametrize("written", ['"2020"', '"NEC 2020"', '"2020 NEC"', "2020"])
def test_an_edition_in_quotes_is_read(written):
    site = evsite.loads(BASE.replace("nec = 2023", f"nec = {written}"))
    assert site.nec == 2020
    assert [each.code for each in site.notices] == (["EV077"] if '"' in written else [])
