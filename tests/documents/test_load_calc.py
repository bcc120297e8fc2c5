"""Load calculations: hand-worked sums with their sections, the figures of check and report, nothing made up."""

import random

import pytest
from hypothesis import given
from odd_sites import odd_site
from sites import cases

from evsite.allocation.fallback import fallbacks_a
from evsite.analysis.site_analysis import SiteAnalysis
from evsite.documents.flat import flat_tables
from evsite.documents.load_calc.document import load_calc
from evsite.documents.model import Number
from evsite.model.finding import SiteFileError
from evsite.output.documents.csv_files import csv_text
from evsite.output.documents.text import PAGE_WIDTH, render_document
from evsite.output.json.sheets import sheets_document
from evsite.output.text.terminal_style import TerminalStyle, cells
from evsite.rounding import fits
from evsite.rules import all_rules, check
from evsite.sitefile.keys import find_keys
from evsite.sitefile.loading import load, loads
from evsite.studies.load_calculation import load_calculation
from evsite.studies.site_report import report

RULE_EXAMPLES = [str(example) for rule in all_rules() for example in (*rule.failing, *rule.passing)]
EXAMPLES = (
    *("caltech-garage", "campus", "dc-and-ac", "dynamic-load", "express-plus", "load-study", "multifamily", "office"),
    *("office-jumpers", "office-schedule", "paired-express", "ten-ports-one-circuit", "broken/overloaded-panel"),
    *("designs/depot", "designs/highway-dc", "designs/hotel", "designs/house", "designs/multifamily-40"),
    *("designs/workplace-jumpers", "guide/airport", "guide/older-code", "guide/six-kw-chargers"),
)
LOADING = {"EV102", "EV103", "EV104", "EV120", "EV121", "EV133", "EV401", "EV402", "EV403", "EV404", "EV405"}
"""Rules of which an error says that something in feeders or services does not carry its load."""
ANY_LOADING = LOADING | {"EV101", "EV105", "EV113", "EV122", "EV127"}

BEGIN = "[site]\nnec = {nec}\n"
SERVICE = '[supplies.U]\nkind = "service"\nrating = "{rating}"\nsystem = "208Y/120"\n'
PANEL = '[panels.P]\nfed_from = "U"\nmain = "{main}"\nspaces = 84\nstatus = "new"\n'


def stations(count, current, breaker, phases='["AB", "BC", "CA"]', panel="P"):
    return (
        f'[circuits.C]\npanel = "{panel}"\ncount = {count}\nbreaker = "{breaker}"\nphases = {phases}\n'
        f'[stations.S]\nports = 1\nmax_current = "{current}"\ncount = {count}\ncircuits = "C"\n'
    )


def made(count=27, current="30 A", breaker="40 A", main="600 A", rating="2000 A", nec=2023, supply="", more=""):
    return loads(
        BEGIN.format(nec=nec)
        + SERVICE.format(rating=rating)
        + supply
        + PANEL.format(main=main)
        + stations(count, current, breaker)
        + more
    )


def rows_of(document, key):
    """The rows of a table over all sheets as dictionaries, with the name of what the sheet is about."""
    found = []
    for table in flat_tables(document):
        if table.key == key:
            keys = [column.key for column in table.columns]
            found += [{"about": sheet.about, **dict(zip(keys, row, strict=True))} for sheet, row in table.rows]
    return found


def totals(document, at, compared):
    """The rows of a comparison, by line."""
    return {row["line"]: row for row in rows_of(document, "totals") if (row["at"], row["compared"]) == (at, compared)}


def item(document, words):
    """The rows of the calculation by line, of the first supply."""
    first = document.sheets[0].about
    return {r["line"]: r for r in rows_of(document, "calculation") if (r["about"], r["item"]) == (first, words)}


def verdicts(document):
    return {row["at"]: (row["managed"], row["unmanaged"], row["needed"]) for row in rows_of(document, "verdict")}


def by_line(rows, column, lines="ABC"):
    return [str(rows[line][column]) for line in lines]


def written(document):
    """The document as every writer has it."""
    return (
        "".join(render_document(document, TerminalStyle(PAGE_WIDTH))),
        *(csv_text(document, table) for table in flat_tables(document)),
        sheets_document("site.toml", document),
    )


# --- what holds for every site ----------------------------------------------------------------------------------------


def judge(site):
    """The figures and verdicts are those of the check and of the report."""
    found, analysis = load_calculation(site), SiteAnalysis(site)
    nodes = [node for each in found for node in each.nodes]
    overloaded = {node for each in analysis.overloads for node in (each.device.node, *each.upstream)}
    for node in nodes:
        own = not node.primary and node.node in analysis.devices
        for comparison in node.checks:
            if own and comparison.kind == "device" and comparison.noun != "secondary breaker":
                assert comparison.fits_managed == (node.node not in overloaded), (node.node, comparison)
            for line, value in comparison.managed.items():
                assert fits(value, comparison.unmanaged[line]), (node.node, comparison, line)
        for line, value in node.managed.line_a.items():
            assert fits(value, node.connected.line_a[line]), (node.node, line)
        assert fits(node.managed.power_kva, node.connected.power_kva)
    findings = check(site, remedies=False).findings
    wrong = any(node.outcome == "does not fit" for node in nodes)
    feeders = [
        each for each in findings if each.code in LOADING and each.severity == "error" and each.path[0] != "circuits"
    ]
    if any(each.status == "violation" and each.path[0] in {"panels", "supplies"} for each in feeders):
        assert wrong, feeders
    if wrong:
        assert {each.code for each in findings} & ANY_LOADING
    document = load_calc(site)
    printed = {}
    for row in rows_of(document, "lines"):
        printed[row["at"], row["line"]] = str(row["managed"])
    for row in rows_of(document, "calculation"):
        if row["item"] in {"4 chargers as connected", "6 chargers as managed"} and isinstance(row["managed"], Number):
            printed[row["about"], row["line"]] = str(row["managed"])
    for each in report(site, None, fallbacks_a(site)).equipment:
        owner, leg = each.limit.owner, each.limit.leg
        name = f"panel {owner}" if each.limit.kind == "panel" else owner
        if each.limit.kind in {"panel", "service"} or each.limit.side == "secondary":
            assert printed[name, leg] == f"{each.greatest:.2f}", (owner, leg)
    for row in rows_of(document, "calculation"):
        if row["item"] == "4 chargers as connected" and row["line"] == "all":
            summed = sum(r["connected_kva"].value for r in rows_of(document, "evse") if r["about"] == row["about"])
            assert row["unmanaged"].value == pytest.approx(summed)
    text, *_ = written(document)
    assert max(map(cells, text.splitlines())) <= PAGE_WIDTH
    return document


@pytest.mark.parametrize("name", EXAMPLES)
def test_an_example_has_the_verdicts_of_the_check_and_the_figures_of_the_report(project, name):
    document = judge(load(f"examples/{name}.toml"))
    for sheet in document.sheets:
        for each in sheet.verify:
            if each.where is not None:
                section, _, *keys = each.where
                assert find_keys(".".join([section, *keys])), each.where


@pytest.mark.parametrize("seed", range(8))
def test_no_odd_site_fails(seed):
    dice = random.Random(seed)
    while True:
        try:
            site = loads(odd_site(dice))
        except SiteFileError:  # not every odd file is a site
            continue
        judge(site)
        return


@pytest.mark.slow
@pytest.mark.parametrize("first", range(0, len(RULE_EXAMPLES), 40))
def test_no_example_of_a_rule_fails(first):
    for example in RULE_EXAMPLES[first : first + 40]:
        judge(loads(example))


@pytest.mark.slow
@given(cases())
def test_no_random_site_fails(case):
    judge(loads(case.text))
