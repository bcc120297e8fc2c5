"""Every format tells every finding, in the shape that its readers demand, and the same bytes each time."""

import json
import re
from dataclasses import dataclass, field, replace
from html import unescape
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest
from jsonschema import Draft202012Validator
from junitparser import JUnitXml
from lxml import etree
from markdown_it import MarkdownIt

from evsite.model.finding import Finding, Label, Severity, SiteFileError, Span
from evsite.model.remedy import remedy
from evsite.output.diagnostics import fix_texts
from evsite.output.diagnostics.formats import FORMATS
from evsite.output.diagnostics.markdown import LONGEST_BYTES
from evsite.output.diagnostics.summary import render_concise
from evsite.output.located import USUAL, CheckedFile, FormatOptions, RuleInfo, ToolInfo, located_findings
from evsite.output.text.terminal_style import TerminalStyle
from evsite.rules import check
from evsite.sitefile.document import Document
from evsite.sitefile.edits import apply_edits
from evsite.sitefile.file_names import shown_path
from evsite.sitefile.loading import loads
from evsite.words import printable

BROKEN = sorted((Path(__file__).parents[2] / "examples" / "broken").glob("*.toml"))
SCHEMAS = Path(__file__).parents[1] / "schemas"
TOOL = ToolInfo(version="1.2.3", root="/repo")
MACHINES = ["json", "jsonl", "sarif", "junit", "github", "gitlab", "markdown"]
NASTY = 'a|b `c` <b>&amp; "q" %0A ]]> [x](1) \x00\x1b\x0b\ufffe \U0001f50c µΩ ::error::, @all #1\r\nnext'

RULES = [
    RuleInfo(
        "EV201", "thin-conductor", "conductors carry their load", Severity.ERROR, "Use *more* copper.", "NEC 310.16"
    ),
    RuleInfo("EV101", "breaker-small", "breakers carry 125 %", Severity.ERROR),
    RuleInfo("EV103", "panel-full", "panels have room", Severity.WARNING, source="NEC 408.36"),
    RuleInfo("EV310", "gfpe", "ground faults are cleared", Severity.WARNING),
    RuleInfo("EV901", "unused-ignore", "ignores are used", Severity.INFO),
]


@dataclass
class FakeDocument:
    """A document whose places are written down by hand."""

    filename: str
    places: dict = field(default_factory=dict)
    text: str = ""

    def span(self, path, anchor="value"):
        return self.places.get((*path, anchor), Span(1, 1, 1, 7))

    def locate(self, finding):
        return finding.span or self.span(finding.path, finding.anchor)


def finding(code="EV101", severity=Severity.ERROR, message="100 A is below 125 A", **rest):
    names = {rule.code: rule.name for rule in RULES}
    rest.setdefault("status", severity.status)
    return Finding(code, names.get(code, "some-slug"), severity, message, **rest)


def site(shift=0, filename="/repo/sites/lot é.toml"):
    """Findings out of order, two of one rule at one place, one over several lines, one nasty, one ignored."""
    places = {
        ("circuits", "C1", "breaker", "value"): Span(8 + shift, 11, 8 + shift, 18),
        ("panels", "P", "spaces", "value"): Span(4 + shift, 10, 6 + shift, 2),
        ("stations", "S", "header"): Span(11 + shift, 1, 11 + shift, 13),
    }
    breaker = ("circuits", "C1", "breaker")
    return CheckedFile(
        FakeDocument(filename, places),
        (
            finding(message=NASTY, path=("stations", "S"), anchor="header", notes=(NASTY,), source=NASTY),
            finding(
                path=breaker,
                source="NEC 2023 625.42",
                fix=remedy("at least a 125 A breaker"),
                labels=(Label(("stations", "S"), "10 ports [80 A]", "header"),),
            ),
            finding(path=breaker, message="100 A is below 110 A"),
            finding("EV103", Severity.WARNING, "43 spaces of 42", path=("panels", "P", "spaces")),
            finding("EV901", Severity.INFO, "not checked: gap needs length", status="not checked"),
        ),
        ((finding("EV310", Severity.WARNING, "no GFPE at 1200 A", path=breaker), "existing | by [AHJ], \x07100 %"),),
    )


CLEAN = CheckedFile(FakeDocument("/repo/clean.toml"), ())
ROUNDED = CheckedFile(FakeDocument("x.toml"), (finding("EV901", Severity.INFO, "rounded"),))
RUNS = {
    "nothing": [],
    "clean": [CLEAN],
    "one": [site()],
    "several": [site(), CLEAN, site(filename="/repo/b/lot.toml")],
    "unknown code": [CheckedFile(FakeDocument("x.toml"), (finding("EV001", span=Span(3, 5, 3, 5)),))],
}


def render(form, files, options=USUAL):
    return FORMATS[form].renderer()(files, RULES, TOOL, options)


@pytest.fixture(params=RUNS, ids=lambda name: name.replace(" ", "-"))
def files(request):
    return RUNS[request.param]


class TestAll:
    @pytest.mark.parametrize("form", MACHINES)
    def test_same_bytes_each_time_and_for_any_order_of_findings(self, form, files):
        turned = [replace(file, findings=file.findings[::-1]) for file in files]
        assert render(form, files) == render(form, files) == render(form, turned)

    @pytest.mark.parametrize("form", ["json", "jsonl", "sarif", "junit", "gitlab"])
    def test_files_for_programs_are_ascii_so_that_no_stream_can_garble_them(self, form, files):
        assert render(form, files).isascii()

    @pytest.mark.parametrize("form", MACHINES)
    def test_names_of_files_that_no_encoding_holds(self, form):
        assert render(form, [site(filename="/repo/\udcff.toml")]).encode().endswith(b"\n")

    @pytest.mark.parametrize("form", [form for form in MACHINES if form != "github"])
    def test_ignored_findings_are_reported_with_their_reason(self, form):
        reported = render(form, [site()])
        assert "EV310" in reported
        assert "existing" in reported

    def test_github_counts_the_ignored(self):
        assert render("github", [site()]).endswith(
            "3 errors, 1 warning, no notes in 1 file; 1 not checked; 1 finding ignored\n"
        )

    def test_input_is_left_alone(self, files):
        before = [(file.findings, file.ignored) for file in files]
        for form in MACHINES:
            render(form, files)
        assert before == [(file.findings, file.ignored) for file in files]


class TestEntries:
    def test_order_is_that_of_the_files_then_of_the_places(self):
        found = located_findings([site(), site(filename="/repo/a.toml")], TOOL)
        assert [(entry.path[:5], entry.span.line) for entry in found] == [
            (path, line) for path in ("sites", "a.tom") for line in (1, 4, 8, 8, 11)
        ]

    def test_fingerprints_survive_moved_lines_and_are_unique(self):
        run, moved = ([site(shift), site(shift, "/repo/b.toml")] for shift in (0, 7))
        before = [entry.fingerprint for entry in located_findings(run, TOOL, ignored=True)]
        assert before == [entry.fingerprint for entry in located_findings(moved, TOOL, ignored=True)]
        assert len(set(before)) == len(before) == 12

    def test_fingerprints_do_not_depend_on_whether_ignored_ones_are_asked_for(self):
        doubled = replace(site(), ignored=((site().findings[1], "why"),))
        asked = {e.fingerprint for e in located_findings([doubled], TOOL, ignored=True) if e.ignored_because is None}
        assert asked == {e.fingerprint for e in located_findings([doubled], TOOL)}

    def test_fingerprints_tell_routes_apart_that_read_alike(self):
        routes = [("a", "b"), ("ab",), ("a:b",), ("a", 1), ("a", "1"), ()]
        file = CheckedFile(FakeDocument("x"), tuple(finding(path=route) for route in routes))
        assert len({entry.fingerprint for entry in located_findings([file], TOOL)}) == len(routes)

    @pytest.mark.parametrize(
        ("given", "shown"),
        [
            ("/repo/a/b.toml", "a/b.toml"),
            ("./a//b.toml", "a/b.toml"),
            ("a/../b.toml", "b.toml"),
            ("../b.toml", "../b.toml"),
            ("/elsewhere/b.toml", "/elsewhere/b.toml"),
            ("/repository/b.toml", "/repository/b.toml"),
            ("<stdin>", "<stdin>"),
        ],
    )
    def test_paths_are_relative_to_the_root(self, given, shown):
        assert shown_path(given, "/repo") == shown


KEYS = {"code", "name", "severity", "message", "path", "line", "column", "end_line", "end_column", "source", "remedy"}


class TestJson:
    def test_one_file_is_the_contract(self):
        document = json.loads(render("json", [site()]))
        assert document["format_version"] == "2.0"
        assert document["tool"] == {"name": "evsite", "version": "1.2.3"}
        assert document["file"] == "sites/lot é.toml"
        assert document["summary"] == {"error": 3, "warning": 1, "info": 1, "ignored": 1, "remedies_not_tried": 0}
        assert all(set(reported) >= KEYS for reported in document["findings"])
        first = document["findings"][3]
        assert first["path"] == ["circuits", "C1", "breaker"]
        assert [first[key] for key in ("line", "column", "end_line", "end_column")] == [8, 11, 8, 18]
        assert first["labels"][0]["line"] == 11
        assert document["findings"][-1]["message"] == NASTY
        assert document["ignored"][0]["reason"].startswith("existing")

    def test_several_files_are_a_list_of_documents(self):
        document = json.loads(render("json", RUNS["several"]))
        assert document.keys() == {"format_version", "tool", "files", "summary"}
        assert [len(file["findings"]) for file in document["files"]] == [5, 0, 5]
        assert [file["file"] for file in document["files"]] == ["sites/lot é.toml", "clean.toml", "b/lot.toml"]
        assert document["summary"] == {"error": 6, "warning": 2, "info": 2, "ignored": 2, "remedies_not_tried": 0}

    def test_lines_have_a_type_and_end_with_the_summary(self, files):
        lines = [json.loads(line) for line in render("jsonl", files).splitlines()]
        assert [line["type"] for line in lines].count("finding") == sum(len(file.findings) for file in files)
        assert [line["type"] for line in lines].count("ignored") == sum(len(file.ignored) for file in files)
        assert lines[-1]["type"] == "summary"
        assert lines[-1]["files"] == len(files)
        assert all(set(line) >= KEYS | {"file"} for line in lines[:-1])


def replaced(text, parts):
    """A text after the replacements of a SARIF fix."""
    starts = [0, *(match.end() for match in re.finditer("\n", text))]
    for part in reversed(parts):
        corners = part["deletedRegion"]
        start = starts[corners["startLine"] - 1] + corners["startColumn"] - 1
        end = starts[corners["endLine"] - 1] + corners["endColumn"] - 1
        text = text[:start] + part["insertedContent"]["text"] + text[end:]
    return text


class TestSarif:
    def test_is_valid_by_the_official_schema(self, files):
        schema = json.loads((SCHEMAS / "sarif-2.1.0.json").read_text("utf-8"))
        validator = Draft202012Validator(schema, format_checker=Draft202012Validator.FORMAT_CHECKER)
        assert [error.message for error in validator.iter_errors(json.loads(render("sarif", files)))] == []

    def run(self, files):
        return json.loads(render("sarif", files))["runs"][0]

    def test_lists_all_rules_in_one_order_whatever_fired(self):
        listed = [rule["id"] for rule in self.run([])["tool"]["driver"]["rules"]]
        assert listed == sorted(rule.code for rule in RULES)
        assert listed == [rule["id"] for rule in self.run(RUNS["several"])["tool"]["driver"]["rules"]]

    def test_rules_have_what_github_wants(self, files):
        for rule in self.run(files)["tool"]["driver"]["rules"]:
            texts = [rule["shortDescription"]["text"], rule["fullDescription"]["text"]]
            assert all(0 < len(text) <= 1024 for text in texts)
            assert rule["help"]["text"]
            assert rule["help"]["markdown"]
            assert "security-severity" not in rule["properties"]

    def test_long_descriptions_are_clipped(self):
        rule = replace(RULES[0], summary="x" * 3000)
        reported = json.loads(FORMATS["sarif"].renderer()([], [rule], TOOL))["runs"][0]["tool"]["driver"]["rules"][0]
        assert len(reported["shortDescription"]["text"]) == len(reported["fullDescription"]["text"]) == 1024

    def test_results_have_what_github_wants(self, files):
        run = self.run(files)
        for result in run["results"]:
            assert run["tool"]["driver"]["rules"][result["ruleIndex"]]["id"] == result["ruleId"]
            place = result["locations"][0]["physicalLocation"]
            assert set(place["region"]) == {"startLine", "startColumn", "endLine", "endColumn"}
            assert all(number >= 1 for number in place["region"].values())
            assert re.fullmatch(r"[A-Za-z0-9./%_~-]+", place["artifactLocation"]["uri"])
            assert not place["artifactLocation"]["uri"].startswith(("/", "."))
            assert result["message"]["text"].strip()
            assert "primaryLocationLineHash" not in result["partialFingerprints"]
        assert run["columnKind"] == "unicodeCodePoints"

    def test_levels_follow_severities(self):
        assert [result["level"] for result in self.run([site()])["results"]].count("error") == 3
        assert {result["level"] for result in self.run([site()])["results"]} == {"error", "warning"}
        assert {result["level"] for result in self.run([ROUNDED])["results"]} == {"note"}

    def test_what_was_not_checked_is_no_result_and_is_counted(self):
        run = self.run(RUNS["several"])
        assert "EV901" not in {result["ruleId"] for result in run["results"]}
        assert run["properties"] == {"notChecked": 2}

    def test_labels_are_related_locations_with_links(self):
        result = self.run([site()])["results"][2]
        assert "[10 ports \\[80 A\\]](1)" in result["message"]["text"]
        assert result["relatedLocations"][0]["id"] == 1
        assert result["relatedLocations"][0]["message"]["text"] == "10 ports [80 A]"
        assert result["relatedLocations"][0]["physicalLocation"]["region"]["startLine"] == 11
        assert result["message"]["text"].startswith("100 A is below 125 A. See ")
        assert result["message"]["text"].endswith("Help: at least a 125 A breaker. Source: NEC 2023 625.42.")

    def test_text_that_looks_like_a_link_is_none(self):
        assert "[x](1)" not in self.run([site()])["results"][-1]["message"]["text"]

    def test_what_was_not_checked_is_an_open_result_where_it_is_asked_for(self):
        text = render("sarif", [site()], FormatOptions(not_checked=True))
        schema = json.loads((SCHEMAS / "sarif-2.1.0.json").read_text("utf-8"))
        assert not list(Draft202012Validator(schema).iter_errors(json.loads(text)))
        (run,) = json.loads(text)["runs"]
        opened = [result for result in run["results"] if result.get("kind", "fail") != "fail"]
        assert [(result["ruleId"], result["kind"], result["level"]) for result in opened] == [("EV901", "open", "none")]
        assert len(run["results"]) == len(self.run([site()])["results"]) + 1
        assert run["properties"] == {"notChecked": 1}

    def test_ignored_findings_are_suppressed_with_their_justification(self):
        results = self.run([site()])["results"]
        silent = [result for result in results if "suppressions" in result]
        assert [result["ruleId"] for result in silent] == ["EV310"]
        assert silent[0]["suppressions"][0]["kind"] == "inSource"
        assert silent[0]["suppressions"][0]["justification"].startswith("existing")

    @pytest.mark.parametrize("path", BROKEN, ids=lambda path: path.stem)
    def test_fixes_are_valid_and_put_the_file_right(self, path):
        document = Document.read(path)
        try:
            file = CheckedFile(document, check(loads(document.text)).findings)
        except SiteFileError as error:
            file = CheckedFile(document, tuple(error.findings))
        schema = json.loads((SCHEMAS / "sarif-2.1.0.json").read_text("utf-8"))
        assert not list(Draft202012Validator(schema).iter_errors(json.loads(render("sarif", [file]))))
        entries = [entry for entry in located_findings([file], TOOL) if entry.finding.status != "not checked"]
        results = self.run([file])["results"]
        assert any("fixes" in result for result in results)
        for entry, result in zip(entries, results, strict=True):
            ways = [way for way in entry.finding.fix.alternatives if way.edits]
            for way, fix in zip(ways, result.get("fixes", ()), strict=True):
                (change,) = fix["artifactChanges"]
                assert change["artifactLocation"] == result["locations"][0]["physicalLocation"]["artifactLocation"]
                assert fix["description"]["text"]
                assert replaced(document.text, change["replacements"]) == apply_edits(document.text, way.edits)

    def test_not_more_text_is_read_for_fixes_than_is_worth_it(self, monkeypatch):
        monkeypatch.setattr(fix_texts, "_MOST_READ", 0)
        document = Document.read(BROKEN[0])
        results = self.run([CheckedFile(document, check(loads(document.text)).findings)])["results"]
        assert results
        assert not any("fixes" in result for result in results)

    def test_files_outside_the_root_are_file_uris(self):
        outside = CheckedFile(FakeDocument("/else where/x.toml"), (finding(),))
        place = self.run([outside])["results"][0]["locations"][0]["physicalLocation"]
        assert place["artifactLocation"]["uri"] == "file:///else%20where/x.toml"


class TestJunit:
    def test_is_valid_by_the_schema_of_jenkins(self, files):
        schema = etree.XMLSchema(etree.parse(SCHEMAS / "junit-10.xsd"))
        schema.assertValid(etree.fromstring(render("junit", files).encode()))

    def test_counts_are_those_of_the_cases(self, files):
        text = render("junit", files)
        report = JUnitXml.fromstring(text.encode())
        reported = [(suite.tests, suite.failures, suite.errors, suite.skipped) for suite in report]
        report.update_statistics()
        assert reported == [(suite.tests, suite.failures, suite.errors, suite.skipped) for suite in report]
        assert ET.fromstring(text).get("tests", "") == str(report.tests)

    def test_a_suite_for_each_file_and_a_case_for_each_rule(self):
        report = ET.fromstring(render("junit", RUNS["several"]))
        assert [suite.get("name") for suite in report] == ["sites/lot é.toml", "clean.toml", "b/lot.toml"]
        for suite in report:
            (unchecked,) = [each.get("value") for each in suite.findall("properties/property")]
            asked = {rule.code for rule in RULES} - ({"EV901"} if unchecked == "1" else set())
            assert [case.get("name", "")[:5] for case in suite.findall("testcase")] == sorted(asked)
        assert [each.get("value") for each in report.findall(".//property[@name='not checked']")] == ["1", "0", "1"]

    def test_outcomes(self):
        suite = ET.fromstring(render("junit", [site()]))[0]
        cases = {case.get("name", "")[:5]: case for case in suite.findall("testcase")}
        assert [child.tag for child in cases["EV201"]] == []
        assert [child.tag for child in cases["EV101"]] == ["failure"]
        assert [child.tag for child in cases["EV103"]] == ["system-out"]
        assert "43 spaces of 42" in (cases["EV103"][0].text or "")
        assert [child.tag for child in cases["EV310"]] == ["skipped", "system-out"]
        assert cases["EV310"][0].get("message") == "ignored: existing | by [AHJ], \ufffd100 %"
        assert "EV901" not in cases, "what is not checked has neither passed nor failed"
        failure = cases["EV101"][0]
        assert failure.get("message", "") == "100 A is below 110 A (and 2 more)"
        assert "sites/lot é.toml:8:11: error: 100 A is below 125 A\n  help: at least" in (failure.text or "")

    @pytest.mark.parametrize(
        ("fail_on", "failing"),
        [
            (None, []),
            (Severity.ERROR, ["EV101"]),
            (Severity.WARNING, ["EV101", "EV103"]),
            (Severity.INFO, ["EV101", "EV103"]),
        ],
    )
    @pytest.mark.parametrize("not_checked", [False, True])
    def test_what_the_check_fails_for_fails_and_all_else_passes_and_is_reported(self, fail_on, failing, not_checked):
        options = FormatOptions(fail_on, not_checked=not_checked)
        text = render("junit", [site()], options)
        etree.XMLSchema(etree.parse(SCHEMAS / "junit-10.xsd")).assertValid(etree.fromstring(text.encode()))
        suite = ET.fromstring(text)[0]
        cases = {case.get("name", "")[:5]: case for case in suite.findall("testcase")}
        failed = [code for code, case in cases.items() if case.find("failure") is not None]
        assert sorted(failed) == failing
        assert suite.get("failures") == str(len(failing))
        for entry in located_findings([site()], TOOL):
            if entry.finding.status != "not checked":
                assert " ".join(entry.finding.message.split()[:3]) in etree.tostring(
                    etree.fromstring(ET.tostring(cases[entry.finding.code])), encoding="unicode", method="text"
                )

    def test_a_mere_note_passes_and_is_reported(self):
        case = ET.fromstring(render("junit", [ROUNDED])).find(".//testcase[@name='EV901 unused-ignore']")
        assert [child.tag for child in case] == ["system-out"]
        assert "rounded" in case[0].text


PATTERN = re.compile(r"::(error|warning|notice) ([^\n]*?)::([^\r\n]*)")


def unescaped(text):
    for code, sign in (("%2C", ","), ("%3A", ":"), ("%0A", "\n"), ("%0D", "\r"), ("%25", "%")):
        text = text.replace(code, sign)
    return text


class TestGithub:
    def commands(self, files):
        *lines, last = render("github", files).split("\n")[:-1]
        assert not last.startswith("::")
        matches = [PATTERN.fullmatch(line) for line in lines]
        assert None not in matches
        for kind, listed, message in (match.groups() for match in matches):
            properties = {name: unescaped(value) for name, value in (pair.split("=", 1) for pair in listed.split(","))}
            yield kind, properties, unescaped(message)

    def test_errors_come_first_across_files(self):
        kinds = [kind for kind, _, _ in self.commands(RUNS["several"])]
        assert kinds == ["error"] * 6 + ["warning"] * 2
        assert [kind for kind, _, _ in self.commands([ROUNDED])] == ["notice"]

    def test_columns_are_left_out_of_what_spans_lines(self):
        for _, properties, _ in self.commands([site()]):
            assert ("col" in properties) == ("endColumn" in properties) == (properties["line"] == properties["endLine"])

    def test_text_comes_back_as_it_was_but_for_what_steers_a_terminal(self):
        reported = list(self.commands([site()]))
        assert reported[2][1]["file"] == "sites/lot é.toml"
        tame = NASTY.replace("\x00\x1b\x0b\ufffe", r"\u0000\u001b\u000b\ufffe")
        assert tame != NASTY
        assert reported[2][2].startswith(f"sites/lot é.toml:11:1: EV101 {tame}\n")

    def test_properties_are_escaped(self):
        name = "a:b,c%0A=d\r\n.toml"
        reported = list(self.commands([CheckedFile(FakeDocument(name), (finding(),))]))
        assert reported[0][1]["file"] == name
        assert reported[0][1]["title"] == "EV101 breaker-small"

    def test_a_file_name_steers_no_terminal(self):
        text = render("github", [CheckedFile(FakeDocument("\x1b[31m\u202e.toml"), (finding(),))])
        assert text.replace("\n", "").isprintable()
        assert r"file=\u001b[31m\u202e.toml," in text

    def test_no_findings_no_commands(self):
        assert render("github", [CLEAN]) == "evsite: no errors, no warnings, no notes in 1 file\n"


class TestGitlab:
    def test_issues_have_what_gitlab_reads(self, files):
        issues = json.loads(render("gitlab", files))
        assert len({issue["fingerprint"] for issue in issues}) == len(issues)
        for issue in issues:
            assert issue["description"].startswith(f"{issue['check_name'][:5]}: ")
            assert issue["severity"] in {"info", "minor", "major", "critical", "blocker"}
            assert not issue["location"]["path"].startswith(("/", "./"))
            assert 1 <= issue["location"]["lines"]["begin"] <= issue["location"]["lines"]["end"]

    def test_severities_and_ignored(self):
        issues = json.loads(render("gitlab", [site()]))
        assert sorted(issue["severity"] for issue in issues) == ["critical"] * 3 + ["info"] + ["major"]
        silent = [issue for issue in issues if "ignored" in issue["description"]]
        assert [issue["check_name"] for issue in silent] == ["EV310 gfpe"]
        assert "EV901" not in " ".join(issue["check_name"] for issue in issues), "nothing was decided"
        assert [issue["severity"] for issue in json.loads(render("gitlab", [ROUNDED]))] == ["info"]

    def test_an_end_at_the_start_of_a_line_leaves_that_line_out(self):
        file = CheckedFile(FakeDocument("x.toml"), (finding(span=Span(3, 1, 5, 1)), finding(span=Span(7, 1, 7, 1))))
        assert [issue["location"]["lines"] for issue in json.loads(render("gitlab", [file]))] == [
            {"begin": 3, "end": 4},
            {"begin": 7, "end": 7},
        ]

    def test_nothing_found_is_an_empty_list(self):
        assert render("gitlab", [CLEAN]) == "[]\n"


class TestMarkdown:
    def rows(self, text):
        """Cells of all tables as a reader of Markdown sees them."""
        html = MarkdownIt("commonmark", {"html": False}).enable("table").render(text.replace("<br>", "\n" * 0 + "¶"))
        rows = re.findall(r"<tr>(.*?)</tr>", html, re.DOTALL)
        return [[unescape(reported.strip()) for reported in re.findall(r"<t[dh]>(.*?)</t[dh]>", row)] for row in rows]

    def test_gravest_first_with_the_texts_as_they_are_seen(self):
        rows = self.rows(render("markdown", [site()]))
        assert [row[0] for row in rows[1:5]] == ["<strong>error</strong>"] * 3 + ["<strong>warning</strong>"]
        assert rows[1][1:3] == ["EV101 breaker-small", "sites/lot é.toml:8:11"]
        nasty = "¶".join(map(printable, NASTY.split("\r\n")))  # what steers a terminal is spelled out
        assert rows[3][3] == f"{nasty}¶{nasty}"
        assert rows[6] == [
            "EV310 gfpe",
            "sites/lot é.toml:8:11",
            "no GFPE at 1200 A",
            "existing | by [AHJ], \\u0007100 %",
        ]

    def test_no_findings_no_table(self):
        assert render("markdown", [CLEAN]) == ("## evsite check\n\nno errors, no warnings, no notes in 1 file.\n")

    def test_stays_within_a_step_summary(self):
        many = CheckedFile(FakeDocument("x.toml"), tuple(finding(message=f"{n} " + "µ" * 400) for n in range(2000)))
        text = render("markdown", [many])
        assert 0.98 * LONGEST_BYTES < len(text.encode()) < LONGEST_BYTES + 100
        shown = text.count("**error**")
        assert text.endswith(f"\n{2000 - shown} more are not shown here.\n")


LISTED = {
    "concise": lambda text: text.count("not checked: "),
    "sarif": lambda text: text.count('"kind": "open"'),
    "junit": lambda text: len(ET.fromstring(text).findall(".//skipped")) - 1,
    "github": lambda text: text.count("::notice "),
    "gitlab": lambda text: sum("not checked" in issue["description"] for issue in json.loads(text)),
    "markdown": lambda text: text.count("### Not checked"),
}


@pytest.mark.parametrize("form", LISTED)
def test_what_was_not_checked_is_counted_and_listed_only_where_it_is_asked_for(form):
    def reported(options):
        if form == "concise":
            return "".join(render_concise([site()], TerminalStyle(), options))
        return render(form, [site()], options)

    assert LISTED[form](reported(USUAL)) == 0
    assert LISTED[form](reported(FormatOptions(not_checked=True))) == 1
    counted = {"sarif": '"notChecked": 1', "junit": 'name="not checked" value="1"', "gitlab": ""}
    for options in (USUAL, FormatOptions(not_checked=True)):
        assert counted.get(form, "; 1 not checked") in reported(options)


def test_only_the_module_of_the_format_is_imported():
    import subprocess
    import sys

    program = "import evsite.output.diagnostics.formats, sys\n"
    program += "print([m for m in sys.modules if m.startswith('evsite.output.')])"
    reported = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True).stdout
    assert sorted(eval(reported)) == ["evsite.output.diagnostics", "evsite.output.diagnostics.formats"]
