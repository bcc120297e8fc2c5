"""The keys that say which currents a station can offer: read, refused in plain words, handed down by own models."""

import tomllib

import pytest

import evsite
from evsite.model.finding import SiteFileError

SITE = """
[site]
nec = 2023
[supplies.U]
kind = "service"
rating = "400 A"
system = "240/120"
[panels.P]
fed_from = "U"
main = "200 A"
[circuits.C]
panel = "P"
count = 2
breaker = "40 A"
phases = "AB"
"""
STATIONS = '[stations.S]\ncount = 2\ncircuits = "C"\n'
OWN = '[catalog.clipper]\nmax_current = "32 A"\n{steps}\n'


def steps(text):
    """The currents of each port."""
    return [port.steps for port in evsite.loads(SITE + text).ports.values()]


def refused(text):
    with pytest.raises(SiteFileError) as caught:
        evsite.loads(SITE + text)
    return [(finding.code, finding.path[-1], finding.message) for finding in caught.value.findings]


@pytest.mark.parametrize(
    ("keys", "currents_a"),
    [
        ('currents = ["24 A", "8 A", "0 A", "16 A"]', (8, 16, 24)),
        ('current_step = "8 A"', (8, 16, 24, 32)),
        ('current_step = "10 A"\nmin_current = "12 A"', (20, 30)),
        ('current_step = "8 A"\nsetting = "20 A"', (8, 16, 24, 32)),
        ('current_step = "5000 mA"', (10, 15, 20, 25, 30)),
    ],
)
def test_steps_are_read(keys, currents_a):
    first, second = steps(f'{STATIONS}max_current = "32 A"\n{keys}\n')
    assert first.currents_a == currents_a
    assert second is first


def test_a_port_offers_no_less_than_its_first_current():
    site = evsite.loads(f'{SITE}{STATIONS}max_current = "32 A"\ncurrents = ["8 A", "16 A"]\n')
    assert {port.min_a for port in site.ports.values()} == {8}


@pytest.mark.parametrize(
    ("own", "station", "currents_a"),
    [
        ('currents = ["8 A", "16 A"]', "", (8, 16)),
        ('current_step = "16 A"', "", (16, 32)),
        ('currents = ["8 A", "16 A"]', 'current_step = "16 A"', (16, 32)),
        ('currents = ["8 A", "16 A"]', 'min_current = "12 A"', (16,)),
    ],
)
def test_an_own_model_hands_its_steps_down_and_a_station_knows_better(own, station, currents_a):
    text = f'{OWN.format(steps=own)}{STATIONS}model = "clipper"\n{station}\n'
    assert [one.currents_a for one in steps(text)] == [currents_a] * 2
    based = f'[catalog.mine]\nbase = "clipper"\n{OWN.format(steps=own)}{STATIONS}model = "mine"\n{station}\n'
    assert [one.currents_a for one in steps(based)] == [currents_a] * 2


OWN_CODE = "EV041"
"""What is wrong with an own model is told under a code of its own."""
BAD = [
    ('current_step = "1 A"\ncurrents = ["8 A"]', "EV044", "current_step", "both current_step and currents"),
    ('currents = ["8 A", "40 A"]', "EV044", "currents", "currents has 40 A, but a port draws at most 32 A"),
    ('currents = ["5 A", "8 A"]', "EV044", "currents", "J1772 has no current below 6 A"),
    ('currents = ["8 A", "16 A"]\nmin_current = "10 A"', "EV044", "currents", "no current below 10 A"),
    ('current_step = "0.01 A"', "EV044", "current_step", "finer than a station can be told"),
    ('current_step = "40 A"', "EV044", "current_step", "it could offer no current above 0"),
    ("currents = []", "EV014", "currents", "found an empty list, expected a list of currents such as"),
    ('currents = "8 A"', "EV014", "currents", "found a text"),
    ('currents = ["0 A"]', "EV014", "currents", "found 0 A alone"),
    ('currents = ["8 A", "8.0 A"]', "EV014", "currents", "found 8 A twice"),
    ('currents = ["8 A", 16]', "EV013", "currents", "16 needs a unit"),
    ('currents = ["-8 A"]', "EV013", "currents", "negative"),
    ('current_step = "0 A"', "EV013", "current_step", "not more than zero"),
]


@pytest.mark.parametrize(("keys", "code", "key", "words"), BAD, ids=[case[0] for case in BAD])
def test_what_no_station_can_offer_is_refused_at_its_key(keys, code, key, words):
    (found,) = refused(f'{STATIONS}max_current = "32 A"\n{keys}\n')
    assert found[:2] == (code, key)
    assert words in found[2]
    (own,) = refused(f'{OWN.format(steps=keys)}{STATIONS}model = "clipper"\n')
    assert own[:2] == (code.replace("EV044", OWN_CODE), key)
    assert words in own[2]


def test_dc_stations_have_no_steps():
    text = '[circuits.D]\npanel = "P"\nbreaker = "40 A"\nphases = "AB"\n[stations.D]\ncircuit = "D"\n'
    (found,) = refused(f'{text}max_power = "5 kW"\ncurrent_step = "1 A"\n')
    assert found[:2] == ("EV044", "current_step")
    assert "this one is DC" in found[2]


@pytest.mark.parametrize(
    ("keys", "key"), [('current_step = "8 A"', "current_step"), ('currents = ["8 A"]', "currents")]
)
def test_a_setting_below_the_first_current_is_refused(keys, key):
    (found,) = refused(f'{STATIONS}max_current = "32 A"\nsetting = "7 A"\n{keys}\n')
    assert found[:2] == ("EV044", key)
    assert "offers at least 8 A, and may draw at most 7 A: it could never charge" in found[2]


@pytest.mark.parametrize(
    ("found", "meant"),
    [
        ('["8 A", 16]', '["8 A", "16 A"]'),
        ('["8", "16 A"]', '["8 A", "16 A"]'),
        ('["8 A", "16 A", "8 A"]', '["8 A", "16 A"]'),
    ],
)
def test_what_would_do_is_a_list_that_can_be_pasted(found, meant):
    text = f'{SITE}{STATIONS}max_current = "32 A"\ncurrents = '
    with pytest.raises(SiteFileError) as caught:
        evsite.loads(text + found + "\n")
    (finding,) = caught.value.findings
    assert [[edit.value for edit in edits] for edits in finding.fix.edits] == [[list_of(meant)]]
    evsite.loads(text + meant + "\n")


def list_of(text):
    """A list of texts as TOML has it."""
    return tomllib.loads(f"x = {text}")["x"]
