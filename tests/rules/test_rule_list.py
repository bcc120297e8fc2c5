"""The list of rules: every rule of the package is on it, in a file of its name, and says what lists print of it."""

from __future__ import annotations

import pkgutil
import re
from importlib import import_module
from pathlib import Path

import pytest

import evsite.rules
from effort import for_each, hold_for_each
from evsite.analysis.site_analysis import SiteAnalysis
from evsite.codebook.editions import EDITIONS
from evsite.model.finding import Severity
from evsite.rules import all_rules, check, find_rule
from evsite.rules.declarations import DECLARATIONS
from evsite.rules.example_site import EXPRESS, LARGE, PANEL, SHARED, SINGLE, TRANSFORMER, WIRED, Example
from evsite.rules.rule_list import AS_BUILT
from evsite.sitefile.edits import apply_edits
from evsite.sitefile.loading import loads
from evsite.sitefile.problems import PROBLEMS

LONGEST_TITLE = 60
LONGEST_FILE = 84

MODULES = {
    info.name: module
    for info in pkgutil.walk_packages(evsite.rules.__path__, "evsite.rules.")
    if hasattr(module := import_module(info.name), "RULE")
}


def test_every_file_of_a_rule_is_on_the_list_once():
    listed = all_rules()
    written = [*(module.RULE for module in MODULES.values()), *DECLARATIONS, *AS_BUILT]
    assert {id(rule) for rule in written} == {id(rule) for rule in listed}
    assert len({rule.code for rule in listed}) == len({rule.name for rule in listed}) == len(listed) == len(written)


def test_a_file_of_a_rule_is_short_enough_to_copy():
    hold_for_each(MODULES, is_short_enough_to_copy)


def is_short_enough_to_copy(module):
    assert len(Path(module.__file__).read_text(encoding="utf-8").splitlines()) <= LONGEST_FILE


def test_the_list_is_in_the_order_of_the_codes():
    codes = [rule.code for rule in all_rules()]
    assert codes == sorted(codes)


def test_a_file_has_the_name_of_its_rule():
    hold_for_each({name: name for name in MODULES}, has_the_name_of_its_rule)


def has_the_name_of_its_rule(name):
    rule = MODULES[name].RULE
    assert name.rpartition(".")[2] == rule.name.replace("-", "_")
    assert MODULES[name].__doc__ == f"{rule.code} {rule.name}."
    assert find_rule(rule.code) is find_rule(rule.name) is rule


def test_a_title_fits_a_line():
    hold_for_each({rule.code: rule for rule in all_rules()}, has_a_title_that_fits_a_line)


def has_a_title_that_fits_a_line(rule):
    for title in (rule.title, rule.fails):
        assert 0 < len(title) <= LONGEST_TITLE
        assert not title.endswith(".")
    assert rule.fails != rule.title


@pytest.mark.slow
@for_each("rule", all_rules(), ids=lambda rule: rule.code)
def test_a_headline_is_short_and_what_it_leaves_out_stands_at_the_place(rule):
    """Together they say all of the message, each thing once; numbers stand at the place."""
    for toml in map(str, rule.failing):
        for finding in check(loads(toml), select=[rule.code], remedies=False).findings:
            if finding.code != rule.code or finding.status == "not checked":
                continue
            assert len(finding.headline) <= LONGEST_TITLE
            assert finding.headline.startswith(finding.title)
            assert "=" not in finding.headline, "no sums"
            assert finding.at_place in finding.message
            reported = finding.headline.removeprefix(f"{finding.title}").removeprefix(": ")
            assert f"{reported}: {finding.at_place}".removeprefix(": ") == finding.message


def test_a_headline_about_the_file_is_short_too():
    hold_for_each({problem.code: problem for problem in PROBLEMS}, has_a_short_headline)


def has_a_short_headline(problem):
    assert len(problem.title) <= LONGEST_TITLE
    short, long = problem.finding("7 A of x", ("site", "x")), problem.finding("7 A of x " * 9, ("site", "x"))
    assert (short.headline, short.at_place) == ("7 A of x", "")
    assert long.headline.startswith(problem.title)
    assert len(long.headline) <= LONGEST_TITLE
    assert long.at_place == long.message


BINDING = re.compile(
    r"NEC \d{4} ((Table )?\d{3}\b|[Cc]hapter 9)|SAE J1772|the adopted local code|Reference Guide|^evsite: "
)
"""A section of the code, a standard, what a jurisdiction adopted, what a maker says of its products, a site file."""
BY_CODE = [rule for rule in all_rules() if not rule.code.startswith("EV5")]
"""Rules but those of jurisdictions, whose sources the profiles name."""


@pytest.mark.slow
@pytest.mark.parametrize("rule", BY_CODE, ids=lambda rule: rule.code)
def test_only_what_a_source_asks_for_in_an_edition_is_an_error(rule):
    """What rests on engineering alone, or on another edition, is advice; the code is cited for what it says."""
    examples = [example for example in rule.failing if isinstance(example, Example)]
    cases = {f"{number} in {nec}": (each, nec) for number, each in enumerate(examples) for nec in EDITIONS}

    def holds(example, edition):
        site = loads(str(example.edited("site", nec=edition)))
        for finding in check(site, select=[rule.code], remedies=False).findings:
            if finding.code == rule.code and finding.severity is Severity.ERROR:
                assert BINDING.search(finding.source), finding.source
                assert f"NEC {edition} " in finding.source or "NEC" not in finding.source

    if cases:
        hold_for_each(cases, holds)


@pytest.mark.parametrize(
    ("code", "sections"),
    [
        # 625.41 sets no greatest rating; the three of load management stand in article 750 from 2023 on
        ("EV112", {2017: None, 2020: None, 2023: None, 2026: None}),
        ("EV119", dict.fromkeys(EDITIONS, "230.79(B)")),
        ("EV307", dict.fromkeys(EDITIONS, "625.17")),
        ("EV318", dict.fromkeys(EDITIONS, "625.50")),
        ("EV311", {2017: None, 2020: None, 2023: "750.6", 2026: "130"}),
        ("EV312", {2017: None, 2020: None, 2023: "750.30(C)", 2026: "130.30"}),
        ("EV313", {2017: None, 2020: None, 2023: "750.30(C)", 2026: "130.30"}),
        ("EV128", {2017: None, 2020: "230.67", 2023: "230.67", 2026: "230.67"}),
        ("EV129", {2017: None, 2020: "230.85", 2023: "230.85", 2026: "230.85"}),
        ("EV130", dict.fromkeys(EDITIONS, "450.14")),
        ("EV320", {2017: None, 2020: "210.8(F)", 2023: "210.8(F)", 2026: "210.8(F)"}),
    ],
)
def test_a_citation_holds_in_each_edition(code, sections):
    for edition, section in sections.items():
        source = find_rule(code).source(edition)
        if section is None:
            assert not source.startswith(f"NEC {edition} ")
        else:
            assert section in source.removeprefix(f"NEC {edition} ").split("; ")[0].split(", ")


@pytest.mark.parametrize("edition", [2017, 2020])
@pytest.mark.parametrize(
    ("code", "key", "value"),
    [("EV311", "listing", "none"), ("EV312", "restricted_access", False), ("EV313", "fails_safe", False)],
)
def test_what_no_section_asks_of_load_management_yet_is_advice(edition, code, key, value):
    example = PANEL.edited("site", nec=edition)
    silent = check(loads(str(example)), select=[code]).findings
    assert not [finding for finding in silent if finding.code == code]
    denied = check(loads(str(example.edited("groups.EV1", **{key: value}))), select=[code]).findings
    assert [(each.severity, each.status) for each in denied if each.code == code] == [("info", "advice")]


@pytest.mark.parametrize("example", [SINGLE, SHARED, PANEL, LARGE, WIRED, TRANSFORMER, EXPRESS])
def test_the_usual_sites_of_examples_have_no_error(example):
    assert not [
        finding for finding in check(loads(str(example)), remedies=False).findings if finding.severity is Severity.ERROR
    ]


def test_the_rule_that_the_guide_walks_through_is_one(project):
    page = (project / "docs" / "contributing.md").read_text(encoding="utf-8")
    (source,) = (block for block in re.findall(r"```python\n(.*?)```", page, re.DOTALL) if "RULE = Rule(" in block)
    module = {}
    exec(source, module)
    rule = module["RULE"]
    known = filter(None, (find_rule(rule.code), find_rule(rule.name)))
    assert {(each.code, each.name) for each in known} <= {(rule.code, rule.name)}, "it would have to be another one"
    assert all(list(rule.findings(SiteAnalysis(loads(str(toml))))) for toml in rule.failing)
    assert not any(list(rule.findings(SiteAnalysis(loads(str(toml))))) for toml in rule.passing)
    (finding,) = rule.findings(SiteAnalysis(loads(str(rule.failing[0]))))
    assert finding.remedy == "a group of several ports, or remove [groups.C]"
    mended = apply_edits(str(rule.failing[0]), finding.fix.edits[0])
    assert not list(rule.findings(SiteAnalysis(loads(mended))))
