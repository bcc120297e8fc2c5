"""Every number in the rules from both sides, and every word that they say about their examples."""

from __future__ import annotations

import pytest
from edges import EDGES

from evsite.rules import all_rules, check
from evsite.sitefile.document import LoadedSite
from evsite.sitefile.loading import loads


def found(toml: str, code: str):
    return [finding for finding in check(loads(toml), select=[code]).findings if finding.code == code]


@pytest.mark.parametrize(
    ("code", "toml", "passes", "fails"), EDGES, ids=[f"{code}-{passes}-{fails}" for code, _, passes, fails in EDGES]
)
def test_the_last_value_that_passes_and_the_first_that_does_not(code, toml, passes, fails):
    def reported(value) -> list[str]:
        return [f.message for f in found(toml.replace("{}", f"{value}"), code) if f.status != "not checked"]

    assert reported(passes) == []
    assert reported(fails)


def words() -> str:
    """All findings of all rules on their failing examples, and on the failing sides of the edges."""
    sites = [(rule.code, example) for rule in all_rules() for example in map(str, rule.failing)]
    sites += [(code, toml.replace("{}", f"{fails}")) for code, toml, _, fails in EDGES]
    lines = []
    for code, toml in sorted(sites, key=lambda entry: entry[0]):
        document = LoadedSite.of(loads(toml)).document
        for finding in found(toml, code):
            span = document.locate(finding)
            lines.append(f"{finding.code} {finding.severity} {span.line}:{span.column} {finding.message}")
            spans = [document.span(label.path, label.anchor) for label in finding.labels]
            labels = [(f"label at {at.line}", each.text) for at, each in zip(spans, finding.labels, strict=True)]
            notes = [("note", note) for note in finding.notes]
            shown = [("headline", finding.headline)] if finding.title and finding.status != "not checked" else []
            more = [*shown, *labels, ("help", finding.remedy), ("source", finding.source), *notes]
            lines += [f"    {key} {text}" for key, text in more if text]
    return "\n".join(lines) + "\n"


def test_the_words_are_those_that_were_read_and_approved(golden):
    """`EVSITE_GOLDEN=write` writes them anew; read the difference before you commit it."""
    golden("rules.txt", words())


SHARE = (
    "[site]\nnec = 2023\nmin_power = '{least} kW'\nhours_plugged_in = '8 h'\nmiles_needed = '{miles} mi'\n"
    "[supplies.U]\nkind = 'service'\nrating = '200 A'\nsystem = '208Y/120'\n"
    "[panels.P]\nfed_from = 'U'\nmain = '200 A'\n[circuits.C]\npanel = 'P'\nbreaker = '100 A'\n"
    "[stations.S]\nports = 1\nmax_current = '32 A'\ncount = 4\ncircuit = 'C'\n"
    "[groups.G]\non = 'C'\nlimit = '{limit} A'\n"
)


@pytest.mark.parametrize(
    ("code", "least", "miles", "limit", "words"),
    [
        ("EV412", 1, 40, 32.05, "is 39.998 mi for 4 ports, needed are 40 mi"),
        ("EV406", 1, 40, 31.99, "get 7.998 A on average, in turns (1.66 kW at 208 V), below the 8 A"),
        ("EV407", 1.6639, 30, 31.996, "get 1.6638 kW (7.999 A at 208 V), below 1.6639 kW (8 A)"),
    ],
)
def test_what_is_too_little_is_not_told_as_what_is_needed(code, least, miles, limit, words):
    (finding,) = found(SHARE.format(least=least, miles=miles, limit=limit), code)
    assert words in finding.message
