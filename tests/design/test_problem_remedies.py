"""What a finding of the site file itself says to do is an edit, and the edit makes the finding go away."""

from __future__ import annotations

import tomllib

import pytest
import tomli_w
from test_errors import BASE, EXTRA, ONE_PROBLEM, changed
from test_problems import findings_of, whole

import evsite
from effort import for_each, hold_for_each
from evsite.sitefile.edits import apply_edits, stretches
from evsite.sitefile.problem import CIRCUIT, FRAME
from evsite.sitefile.problems import NOT_TEXT, PROBLEMS, TOML_SYNTAX
from evsite.sitefile.reading import SECTIONS
from evsite.sitefile.rewriting import Rewriting
from evsite.sitefile.tables.base import keys_of

IN_WORDS = {
    "EV004": "a site to be written",
    "EV016": "a name to be found, wherever it is used",
    "EV021": "a name to be found, wherever it is used",
    "EV060": "data to be recorded",
    "EV061": "a file to be moved, or an option of the command",
    "EV071": "a circuit to be chosen",
    "EV075": "a nameplate to be read",
    "EV076": "a nameplate to be read",
}
"""Problems whose examples have no edit, and what is to be done instead."""

MORE = {
    "text for a whole number": BASE.replace("count = 4", 'count = "4"'),
    "fraction for a whole number": BASE.replace("count = 4", "count = 4.0"),
    "fraction for one of a few": BASE.replace("count = 4", "count = 4\npoles = 2.0"),
    "text for true or false": BASE.replace("count = 2", 'count = 2\njumper = "No"'),
    "number for a quantity of three kinds": BASE + "limit = 90\n",
    "text without a unit": BASE.replace('"400 A"', '"400"'),
    "number in a table of a table": BASE.replace('"100 A"', '"100 A"\nconductor = { size = "3 AWG", length = 90 }'),
    "no panel": BASE.replace('panel = "EV1"\n', ""),
    "no feeder": BASE.replace('fed_from = "T1"\n', ""),
    "no node": BASE + '[loads.L]\ncurrent = "20 A"\n',
    "key in a table of a table": BASE.replace('"100 A"', '"100 A"\nconductor = { size = "3 AWG", lenght = "9 ft" }'),
    "key of a table that is a text": BASE.replace("count = 4", 'count = 4\nconductor = "8 AWG"\nlength = "90 ft"'),
    "key of a table beside it": BASE.replace(
        "count = 4", 'count = 4\nconductor = { size = "8 AWG" }\nlength = "90 ft"'
    ),
    "list under a wrong key": BASE.replace("count = 4", "spcaes = [1, 3]"),
    "window without a limit": BASE + '[[groups.EV1.schedule]]\ndays = "Mon"\n',
    "key of a window": BASE + '[[groups.EV1.schedule]]\ndays = "Mon"\nfrm = "08:00"\nlimit = "20 kW"\n',
    "word of a policy": BASE + 'policy = "equall"\n',
    "whole day": BASE + '[[groups.EV1.schedule]]\nfrom = "08:00"\nto = "08:00"\nlimit = "20 kW"\n',
    "feeder is a circuit": BASE + '[panels.Q]\nfed_from = "C"\n',
    "supply in a circle": BASE.replace('fed_from = "T1"', 'fed_from = "Q"') + '[panels.Q]\nfed_from = "EV1"\n',
    "family and a list": BASE.replace('circuits = "C"', 'circuits = ["C", "CC"]'),
    "group on nothing": BASE.replace('on = "EV1"', ""),
    "group of another name": BASE.replace('[groups.EV1]\non = "EV1"', "[groups.G]"),
    "both, and a limit": BASE + 'members = "S"\nlimit = "90 A"\n',
    "member is a panel": BASE.replace('on = "EV1"', 'members = "EV1"\nlimit = "90 A"'),
    "member without that port": FRAME
    + CIRCUIT
    + '[stations.S]\nmax_current = "32 A"\ncircuits = "C1"\n[groups.G]\nmembers = ["S.7"]\nlimit = "9 A"\n',
    "no rating to take a limit from": BASE.replace('main = "400 A"', ""),
    "load of two": BASE + '[loads.L]\non = "EV1"\ncurrent = "20 A"\npower = "9 kVA"\n',
    "load of nothing": BASE + '[loads.L]\non = "EV1"\n',
    "load on no such phases": BASE.replace("208Y/120", "480 delta").replace("150", "300")
    + '[loads.L]\non = "EV1"\ncurrent = "9 A"\nphases = "AN"\n',
    "time zone of no data": BASE + '[loads.L]\non = "EV1"\ncurrent = "20 A"\ntimezone = "UTC"\n',
    "window of nothing": BASE + '[loads.L]\non = "EV1"\n[[loads.L.profile]]\nfrom = "08:00"\n',
    "window of two": BASE + '[loads.L]\non = "EV1"\n[[loads.L.profile]]\ncurrent = "9 A"\npower = "3 kVA"\n',
    "amperes over two supplies": BASE
    + '[supplies.U]\nkind = "service"\nrating = "200 A"\nsystem = "208Y/120"\n[circuits.U1]\npanel = "U"\n'
    'breaker = "40 A"\nphases = "AB"\n[stations.T]\nmax_current = "32 A"\ncircuits = "U1"\n'
    '[groups.G]\nmembers = ["S", "T"]\nlimit = "40 A"\n[groups.H]\nmembers = ["S", "T"]\n'
    '[groups.I]\nmembers = ["S", "T"]\nlimit = "9 kW"\n[[groups.I.schedule]]\ndays = "Mon"\nlimit = "20 A"\n',
    "poles against spaces": BASE.replace("count = 4", "spaces = [1, 3]\npoles = 3"),
    "poles against both": BASE.replace("count = 4", 'spaces = [1, 3]\nphases = "ABC"\npoles = 1'),
    "spaces of many": BASE.replace("count = 4", "count = 4\nspaces = [1, 3]"),
    "spaces in a supply": BASE.replace('panel = "EV1"\ncount = 4', 'panel = "T1"\nspaces = [1, 3]'),
    "no neutral": BASE.replace("208Y/120", "480 delta").replace("count = 4", "count = 4\npoles = 1"),
    "space beyond a usual panel": BASE.replace("count = 4", "spaces = [101, 103]"),
    "spaces against phases": BASE.replace("count = 4", 'spaces = [1, 3]\nphases = "BC"'),
    "phases that are not there": BASE.replace("208Y/120", "240/120").replace("count = 4", 'count = 4\nphases = "BC"'),
    "short by a jumper": BASE.replace("count = 4", "count = 2"),
    "short of named ones": BASE.replace('circuits = "C"', 'circuits = ["C1", "C2"]'),
    "circuit is a panel": BASE.replace('circuits = "C"', 'circuits = "EV1"'),
    "pairs of three": BASE.replace("CP6021B-80A", "cpe250")
    .replace("count = 4", "count = 9\npoles = 3")
    .replace("count = 2", "count = 3\npaired = true"),
    "circuit and circuits": BASE.replace('circuits = "C"', 'circuits = "C"\ncircuit = "C1"'),
    "type against the model": BASE.replace("count = 2", 'count = 2\ntype = "dc"'),
    "voltage against the circuit": BASE.replace("count = 2", 'count = 2\nvoltage = "208 V"'),
    "modules of none": BASE.replace("count = 2", "count = 2\nmodules = 2"),
    "on no circuit": FRAME + '[stations.S]\nmax_current = "32 A"\n',
    "dc from too little": FRAME
    + '[circuits.C1]\npanel = "EV1"\npoles = 3\nbreaker = "40 A"\n'
    + '[stations.S]\nmax_current = "20 A"\nmax_power = "50 kW"\ncircuits = "C1"\n',
    "no edition": BASE.replace("nec = 2023", 'name = "x"'),
    "service with a feeder": BASE.replace('"transformer"', '"service"').replace(
        'system = "208Y/120"', 'system = "208Y/120"\nprimary = "480Y/277"'
    ),
    "phases of a panel": BASE.replace("208Y/120", "240/120").replace('main = "400 A"', 'main = "400 A"\nphases = "BC"'),
    "single-phase on three": BASE
    + '[supplies.T2]\nkind = "transformer"\nrating = "25 kVA"\nsystem = "240/120"\nfed_from = "EV1"\n',
    "wye-wye on a delta": BASE.replace(
        'system = "208Y/120"', 'system = "208Y/120"\nprimary = "480 delta"\nwinding = "wye-wye"'
    ),
    "phases of a three-phase one": BASE.replace('system = "208Y/120"', 'system = "208Y/120"\nphases = "AB"'),
    "two of a wye": BASE.replace("208Y/120", "120/208 single-phase"),
    "own model of nothing": BASE + '[catalog.m]\nmaker = "x"\n',
    "own model of a wrong base": BASE + '[catalog.m]\nbase = "nothing like it"\nmax_current = "9 A"\n',
    "own AC model with an input": BASE + '[catalog.m]\nmax_current = "9 A"\ntype = "ac"\ninput_current = "20 A"\n',
    "own DC model that draws more": BASE
    + '[catalog.m]\nmax_power = "50 kW"\ninput_current = "80 A"\nmax_current = "90 A"\n',
}
"""Sites with problems that no example of `evsite explain` shows, by what is wrong."""

TEXTS = [(f"{problem.code} {problem.name}", whole(problem.fails)) for problem in PROBLEMS if problem.fails]
TEXTS += [
    (name, changed(old, new).replace("count = 4", f"{EXTRA[name]}\ncount = 4") if name in EXTRA else changed(old, new))
    for name, old, new, *_ in ONE_PROBLEM
]
TEXTS += MORE.items()


def test_the_edits_of_a_remedy_make_the_finding_go_away():
    cases = {
        f"{name}-{finding.code}-{place}-{number}": (text, finding, edits)
        for name, text in TEXTS
        for place, finding in enumerate(findings_of(text))
        for number, edits in enumerate(finding.fix.edits)
    }
    hold_for_each(cases, is_gone_after)


def is_gone_after(text, finding, edits):
    after = findings_of(apply_edits(text, edits))
    assert not [each.message for each in after if (each.code, each.path) == (finding.code, finding.path)]


@for_each("name", MORE)
def test_each_of_these_sites_has_a_problem_with_an_edit(name):
    assert any(finding.fix.edits for finding in findings_of(MORE[name]))


@for_each("problem", [each for each in PROBLEMS if each.fails], ids=lambda problem: problem.code)
def test_a_problem_names_an_edit_or_says_why_not(problem):
    found = [each for each in findings_of(whole(problem.fails)) if each.code == problem.code]
    ways = [way for each in found for way in each.fix.alternatives]
    assert any(way.edits or way.rewrites for way in ways) != (problem.code in IN_WORDS)


@pytest.mark.parametrize("problem", [TOML_SYNTAX, NOT_TEXT], ids=lambda problem: problem.code)
def test_what_is_no_toml_is_gone_after_each_way_out(problem):
    with pytest.raises(evsite.SiteFileError) as caught:
        evsite.loads(whole(problem.fails))
    ways = [way for each in caught.value.findings for way in each.fix.alternatives]
    assert ways
    for way in ways:
        text = Rewriting(caught.value.document.text, stretches(caught.value.document, way)).text
        assert problem.code not in {each.code for each in findings_of(text)}


WRONG = [
    float("nan"),
    True,
    0,
    -1,
    1.0,
    1.5,
    10**40,
    "",
    "x",
    "2",
    "yes",
    "-5 A",
    "9 A",
    "5 furlong",
    [],
    [1],
    ["a"],
    {"a": 1},
]
"""Values of every kind; hardly a key takes more than two of them."""
HELD = {
    "supplies": "T1",
    "panels": "EV1",
    "circuits": "C",
    "stations": "S",
    "groups": "EV1",
    "loads": "L",
    "catalog": "m",
    "profiles": "p",
}
WHOLE = tomllib.loads(BASE) | {
    "loads": {"L": {"on": "EV1", "current": "9 A"}},
    "catalog": {"m": {"max_current": "9 A"}},
    "profiles": {"p": {}},
}


@pytest.mark.slow
@pytest.mark.parametrize("section", HELD)
def test_whatever_stands_in_a_key_each_edit_makes_its_finding_go_away(section):
    followed = 0
    for number, key in enumerate(("nonsense", *keys_of(SECTIONS[section]))):
        for value in WRONG[number % 3 :: 3] if number else WRONG:  # in turn
            tables = {name: dict(tables) for name, tables in WHOLE.items()}
            tables[section] = {HELD[section]: {**WHOLE[section][HELD[section]], key: value}}
            text = tomli_w.dumps(tables)
            for finding in findings_of(text):
                for edits in finding.fix.edits:
                    after = [(each.path, each.message) for each in findings_of(apply_edits(text, edits))]
                    assert (finding.path, finding.message) not in after
                    followed += 1
    assert followed > 10
