"""What was not checked: each line of the list is written into the file as it stands there, and is gone then."""

from __future__ import annotations

import re

import pytest

from evsite.analysis.site_analysis import SiteAnalysis
from evsite.output.diagnostics.summary import render_findings
from evsite.output.located import CheckedFile
from evsite.output.text.terminal_style import TerminalStyle
from evsite.rules import all_rules, check, find_rule
from evsite.rules.example_site import PANEL, SHARED, SINGLE, TRANSFORMER, WIRED
from evsite.sitefile.document import Document, LoadedSite
from evsite.sitefile.loading import loads

LINE = re.compile(r"^  (?P<written>.+) in (?P<tables>\[.+) \(line \d+\) for (?P<rules>EV.+)$", re.MULTILINE)
LUGS = SINGLE.edited("panels.Sub", fed_from="EV1", bus="125 A")
TAP = {"size": "1 AWG", "terminal": "75 °C", "egc": "3 AWG"}
SITES = {
    "main lugs": LUGS.edited("circuits.C", panel="Sub"),
    "no bus": SINGLE.without("panels.EV1.bus"),
    "tap of unknown length": SINGLE.edited(
        "panels.Sub", fed_from="EV1", main="125 A", bus="125 A", feeder={"tap": True}, conductor=TAP
    ),
    "tap without end": SINGLE.edited(
        "panels.Sub", fed_from="EV1", feeder={"tap": True}, conductor={**TAP, "length": "10 ft"}
    ),
    "no interrupting rating": SINGLE.edited("supplies.U", available_fault="18 kA"),
    "no fault current": SINGLE.edited("panels.EV1", interrupting="10 kA"),
    "no primary voltage": TRANSFORMER.edited("supplies.U", primary_breaker="200 A"),
    "no conductors": PANEL,
    "inline conductor": WIRED.without("circuits.C.conductor.egc").without("circuits.C.conductor.length"),
    "conductor as a text": WIRED.edited("circuits.C", conductor="3 AWG THWN-2"),
    "no application": SHARED.edited("stations.S", model="cp6021b-80a")
    .without("stations.S.ports")
    .without("stations.S.max_current"),
}


def reported(site, code=None, terminal=None):
    """The list of what is not checked: of all rules, or of one."""
    loaded = LoadedSite.of(loads(site)) if code is None else None
    if code is None:
        document, findings = loaded.document, check(loads(site), remedies=False).findings
    else:
        document = Document.parse(site, "site.toml")
        findings = tuple(find_rule(code).findings(SiteAnalysis(loads(site))))
    waiting = tuple(each for each in findings if each.status == "not checked")
    return "".join(render_findings([CheckedFile(document, waiting)], terminal or TerminalStyle()))


def lines(site, code=None):
    return [match.groupdict() for match in LINE.finditer(reported(site, code))]


def written(site, line):
    """The file with the key under the headers of its tables, in place of the one that is there."""
    key = line["written"].partition(" = ")[0]
    for header in re.findall(r"\[(?:\"[^\"]*\"|[^\]\"])+\]", line["tables"]):
        start = site.index(f"{header}\n") + len(header) + 1
        end = site.find("\n[", start)
        end = len(site) if end < 0 else end
        kept = re.sub(rf"(?m)^{re.escape(key)} = .*\n?", "", site[start:end])
        site = f"{site[:start]}{line['written']}\n{kept}{site[end:]}"
    return site


def cases():
    """A site for each line that any rule is told by: its failing examples, and sites above."""
    found = {}
    for rule in all_rules():
        if not rule.code.startswith("EV9"):
            for example in map(str, rule.failing):
                for line in lines(example, rule.code):
                    found.setdefault((rule.code, line["written"]), (example, rule.code, line))
    for site in map(str, SITES.values()):
        for line in lines(site):
            found.setdefault((line["rules"], line["written"]), (site, None, line))
    return found


@pytest.mark.slow
def test_a_key_that_is_written_as_it_is_reported_takes_its_line_away():
    tried = cases()
    for site, code, line in tried.values():
        assert "more" not in line["tables"]
        waiting = set(re.findall(r"EV\d+", line["rules"]))
        for other in lines(written(site, line), code):
            same = (other["written"], other["tables"]) == (line["written"], line["tables"])
            assert not (same and waiting & set(re.findall(r"EV\d+", other["rules"]))), f"{line} is still asked for"
    codes = {code for each, _ in tried for code in re.findall(r"EV\d+", each)}
    assert {"EV102", "EV116", "EV120", "EV127", "EV128", "EV201", "EV215", "EV304", "EV311", "EV407", "EV411"} <= codes
    assert {"EV412", "EV422", "EV620", "EV631", "EV632"} <= codes


def test_tables_that_lack_the_same_for_the_same_rules_are_one_line_and_keys_of_one_table_one_key():
    text = reported(str(PANEL))
    (line,) = [each for each in lines(str(PANEL)) if each["written"].startswith("conductor")]
    assert line["written"] == 'conductor = { size = "3/0 AWG", egc = "3 AWG", length = "100 ft" }'
    assert line["tables"].count("[") == len(re.findall(r"(?m)^\[(?:circuits|panels)\.", str(PANEL)))
    assert line["rules"].startswith("EV201, EV202, ")
    assert len(text.strip().split("\n")) == len(lines(str(PANEL))) + 1


def test_an_inline_table_is_written_anew_with_what_it_has():
    site = str(SITES["inline conductor"])
    found = [each["written"] for each in lines(site) if "circuits.C" in each["tables"]]
    assert any(each.startswith("conductor = { size = ") and 'length = "100 ft"' in each for each in found)


def test_what_no_key_can_say_is_reported_by_its_rule():
    text = reported(str(find_rule("EV508").failing[0]), "EV508")
    assert "  EV508 local-not-checked: seattle: one ready space" in text


def test_lines_fit_a_terminal_and_go_on_further_in():
    text = reported(str(PANEL), terminal=TerminalStyle(width=80))
    assert max(map(len, text.split("\n"))) <= 80
    assert all(line.startswith("  ") for line in text.strip().split("\n")[1:])
