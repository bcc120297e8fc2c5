"""Whatever remedy is shown: after its edits the finding is gone, and the site has no error that it had not before."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest
from findings_of_texts import findings_of
from snippets import circuit, group, site, stations
from wrong_sites import wrong_site

from effort import examples
from evsite.model.finding import SiteFileError
from evsite.rules import all_rules, check
from evsite.rules.remedies import branch, proving
from evsite.sitefile.edits import apply_edits
from evsite.sitefile.loading import loads

EXAMPLES = Path(__file__).parents[2] / "examples"
SITES = [(f"{rule.code}-{number}", str(toml)) for rule in all_rules() for number, toml in enumerate(rule.failing)]
NO_SITES = {"wrong-words.toml"}
FILES = sorted(file for file in EXAMPLES.rglob("*.toml") if file.name not in NO_SITES)


def errors(findings):
    return Counter((finding.code, finding.path) for finding in findings if finding.severity == "error")


def alike(finding, findings):
    wanted = finding.code, finding.path, finding.severity
    return sum((each.code, each.path, each.severity) == wanted for each in findings)


def misled(text, name="<string>"):
    """Every remedy of a site that does not help, or makes something else wrong: what it edits, and what comes of it."""
    found = findings_of(text, name)
    wrong = []
    for finding in found:
        if finding.status == "not checked" or finding.code.startswith("EV9"):
            continue
        for edits in finding.fix.edits:
            if any(other is not edits and all(edit in edits for edit in other) for other in finding.fix.edits):
                wrong.append((finding.code, edits, "less is enough"))
            try:
                after = findings_of(apply_edits(text, edits), name, remedies=False)
            except SiteFileError as error:
                wrong.append((finding.code, edits, str(error)))
                continue
            new = errors(after) - errors(found)
            if new or alike(finding, after) >= alike(finding, found):
                wrong.append((finding.code, edits, new or "still there"))
    return wrong


@pytest.mark.slow
@pytest.mark.parametrize("toml", [pytest.param(toml, id=name) for name, toml in SITES])
def test_remedies_of_rule_examples_make_nothing_newly_wrong(toml):
    assert misled(toml) == []


@pytest.mark.parametrize("file", [pytest.param(file, id=file.name) for file in FILES])
def test_remedies_of_examples_make_nothing_newly_wrong(file):
    assert misled(file.read_text(encoding="utf-8"), str(file)) == []


HOUSE = """
[site]
nec = 2023
[supplies.Utility]
kind = "service"
rating = "200 A"
system = "240/120"
conductor = { size = "250 kcmil", material = "Al", insulation = "XHHW-2", terminal = "75 °C", length = "40 ft" }
[panels.House]
fed_from = "Utility"
main = "200 A"
bus = "200 A"
conductor = { size = "250 kcmil", material = "Al", insulation = "XHHW-2", terminal = "75 °C", egc = "4 AWG" }
[loads.House]
on = "House"
current = "120 A"
continuous = false
[circuits.EV]
panel = "House"
count = 2
breaker = "60 A"
[stations.EV]
count = 2
ports = 1
max_current = "48 A"
circuits = "EV"
"""


def remedy(text, code):
    return next(finding.remedy for finding in check(loads(text)).findings if finding.code == code)


def test_a_bigger_main_is_no_remedy_where_bus_service_and_conductors_are_too_small():
    assert "main" not in remedy(HOUSE, "EV403")
    assert "a group on House of at most 64 A" in remedy(HOUSE, "EV403")
    assert misled(HOUSE) == []


def test_a_breaker_comes_with_the_conductors_that_it_needs():
    conductor = 'conductor = { size = "8 AWG", terminal = "75 °C", egc = "10 AWG" }'
    text = site(circuit(breaker="50 A", more=conductor) + stations("48 A"))
    assert 'a 60 A breaker and size = "6 AWG"' in remedy(text, "EV101")
    assert misled(text) == []


def test_nothing_is_asked_for_besides_what_is_enough():
    """The main of a house that is full, with one car: a larger one is needed only where the car is not set lower."""
    text = HOUSE.replace("count = 2", "count = 1").replace('current = "120 A"', 'current = "150 A"')
    assert remedy(text, "EV102").startswith('setting = "40 A" in [stations.EV]')
    assert "and setting" not in remedy(text, "EV102")
    small = HOUSE.replace("count = 2", "count = 1").replace('current = "120 A"', 'current = "100 A"')
    small = small.replace('main = "200 A"', 'main = "110 A"')
    assert remedy(small, "EV102").count(" main") == 1


def test_what_stands_in_the_way_is_reported_where_nothing_helps():
    load = '[loads.L]\non = "EV1"\ncurrent = "500 A"\n'
    text = site(circuit(breaker="50 A") + stations("40 A") + load, rating="4000 A")
    feeder = 'main = "400 A"\nconductor = { size = "500 kcmil", terminal = "75 °C" }'
    reported = remedy(text.replace('main = "400 A"', feeder), "EV102")
    assert reported == "a 700 A main, and what EV104, EV108 and EV201 then ask for"


@pytest.mark.parametrize("load_a", [300, 319.99, 320, 400])
def test_no_limit_lets_nothing_through(load_a):
    load = f'[loads.L]\non = "EV1"\ncurrent = "{load_a} A"\n'
    text = site(
        circuit(breaker="40 A", more="count = 2")
        + stations("32 A", more="count = 2")
        + load
        + group("EV1", 'on = "EV1"')
    )
    limits = [
        edit.value
        for finding in check(loads(text)).findings
        for edits in finding.fix.edits
        for edit in edits
        if edit.path[-1] == "limit"
    ]
    assert not any(limit.startswith("0 ") for limit in limits)
    assert misled(text) == []


FEW, LARGE, MANY = 1, 2, examples(48)


def seeds(number):
    return [seed if seed < FEW else pytest.param(seed, marks=pytest.mark.slow) for seed in range(number)]


@pytest.mark.parametrize("seed", seeds(MANY))
def test_remedies_of_sites_by_chance_make_nothing_newly_wrong(seed):
    assert misled(wrong_site(seed, small=seed >= LARGE)) == []


def remedies(text, monkeypatch, **settings):
    for name, value in {"MOST_TRIALS": 10**6, "LEAST_PORTS": 10**9, **settings}.items():
        monkeypatch.setattr(proving, name, value)
    result = check(loads(text))
    assert not result.untried
    return [(finding.code, finding.path, finding.message, finding.remedy) for finding in result.findings]


@pytest.mark.parametrize("seed", seeds(2 * LARGE))
def test_a_branch_says_of_a_remedy_what_the_whole_site_says(seed, monkeypatch):
    text = wrong_site(seed, small=seed >= LARGE)
    monkeypatch.setattr(branch, "MOST_OF_SITE", 1.0)
    assert remedies(text, monkeypatch, SMALL=0) == remedies(text, monkeypatch, SMALL=10**9)


def panel_of(count, main="600 A", more=""):
    return site(
        circuit(breaker="40 A", more=f"count = {count}\n{more}") + stations("30 A", more=f"count = {count}"),
        rating="4000 A",
    ).replace('main = "400 A"\nbus = "400 A"', f'main = "{main}"\nbus = "{main}"\nspaces = 66')


def test_breakers_that_load_one_line_more_are_spread_over_the_lines():
    text = panel_of(27)
    (finding,) = (each for each in check(loads(text)).findings if each.code == "EV403")
    assert finding.remedy.startswith('phases = ["AB", "BC", "CA"] in [circuits.C], which gives 9/9/9 and 584.6 A; or ')
    spread = loads(apply_edits(text, finding.fix.edits[0]))
    assert Counter(each.connection for each in spread.circuits.values()) == {"AB": 9, "BC": 9, "CA": 9}
    assert not any(each.code == "EV403" for each in check(spread).findings)


def test_breakers_that_are_spread_already_are_left_where_they_are():
    assert "phases" not in remedy(panel_of(28), "EV403")


def test_breakers_beside_a_circuit_on_one_line_start_where_it_does_not():
    text = panel_of(8, "200 A") + '[circuits.D]\npanel = "EV1"\nbreaker = "40 A"\nphases = "AB"\n'
    text += '[stations.D]\nports = 1\nmax_current = "30 A"\ncircuits = "D"\n'
    assert 'phases = ["BC", "CA", "AB"] in [circuits.C]' in remedy(text, "EV403")
