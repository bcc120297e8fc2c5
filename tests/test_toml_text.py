"""TOML to paste: whatever things are called, what is printed reads back as the same names and values."""

import ast
import re
import tempfile
from pathlib import Path

import pytest
import tomli
import tomli_w
from hypothesis import assume, example, given, settings
from hypothesis import strategies as st

import evsite
from effort import examples
from evsite.output.text.load_study import render_load_study
from evsite.output.text.terminal_style import TerminalStyle, printable
from evsite.studies.load_study import load_study
from evsite.toml_text import assignment, document, header

ROOT = Path(__file__).parent.parent
TEXTS = st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=30)
AWKWARD = [
    'a "quoted" name',
    "back\\slash",
    "two\nlines",
    "Lot 🚗 B",
    "a.b",
    "充電",
    "\u202eevil\u200b",
    "tab\t'",
    "#",
    "=",
]
thorough = settings(max_examples=examples(60), deadline=None)


def awkward(test):
    """A test that gets these names in any case."""
    for name in AWKWARD:
        test = example(name)(test)
    return test


@awkward
@given(TEXTS)
def test_a_name_reads_back_wherever_it_stands(name):
    pieces = [assignment(name, name), assignment("key", [name, "b"]), header("loads", name) + "\nk = 1"]
    wanted = [{name: name}, {"key": [name, "b"]}, {"loads": {name: {"k": 1}}}]
    for text, data in zip(pieces, wanted, strict=True):
        assert tomli.loads(text) == data
        assert all(line.isprintable() for line in text.split("\n"))
    data = {"loads": {name: {"on": name, "data": [name, "x"], "more": {name: True}}}}
    assert tomli.loads(document(data)) == data


@pytest.mark.parametrize("value", ["64 A", 3, 0.5, True, []])
def test_a_value_stands_on_one_line_as_people_write_it(value):
    words = {"64 A": 'limit = "64 A"', 3: "limit = 3", 0.5: "limit = 0.5", True: "limit = true"}
    assert assignment("limit", value) == ("limit = []" if value == [] else words[value])
    assert assignment("members", ["S1", "S2"]) == 'members = ["S1", "S2"]'


def test_no_value_is_put_between_quotes_by_hand():
    """Values go through `assignment`; whole files, the examples of rules, are text and have line ends in them."""
    found = []
    for path in sorted((ROOT / "src").rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.JoinedStr):
                text = "".join(part.value if isinstance(part, ast.Constant) else "{}" for part in node.values)
                if re.search(r'= \[?"[^"\n]*\{\}', text) and "\n" not in text:
                    found.append(f"{path.relative_to(ROOT)}:{node.lineno}: {text}")
    assert found == []


# --- the table of a load study --------------------------------------------------------------------------------------


def metered_site(node, load, file):
    hours = "".join(f"2025-01-{1 + hour // 24:02} {hour % 24:02}:00,50,40,30\n" for hour in range(31 * 24))
    file.write_text("timestamp,amps_a,amps_b,amps_c\n" + hours)
    return {
        "supplies": {node: {"kind": "service", "rating": "800 A", "system": "208Y/120"}},
        "loads": {load: {"on": node, "data": file.name, "timezone": "UTC"}},
    }


@awkward
@given(TEXTS)
@thorough
def test_the_table_of_a_load_study_reads_back(name):
    with tempfile.TemporaryDirectory() as folder:
        tables = metered_site(name, name + "2", Path(folder) / (re.sub(r"[/\0]", "-", name) + ".csv"))
        file = Path(folder) / "site.toml"
        file.write_text(tomli_w.dumps(tables), encoding="utf-8")
        try:
            site = evsite.load(file)
        except evsite.SiteFileError:  # some names cannot be those of a node
            assume(False)
        study = load_study(site, name)
    for terminal in (TerminalStyle(), TerminalStyle(width=40, color=True)):
        reported = render_load_study(study, terminal).partition("to paste into the site file")[2]
        _, _, pasted = reported.partition("evsite helps")[0].rpartition(
            "\n[loads."
        )  # a narrow heading has several lines
        pasted = f"[loads.{pasted}".removesuffix("\x1b[2m")
        table = {**tables["loads"][name + "2"], "current": "50.0 A", "continuous": True}
        assert tomli.loads(pasted) == tomli.loads(study.snippet) == {"loads": {name + "2": table}}


# --- what findings give to paste ------------------------------------------------------------------------------------

SUPPLY = {"kind": "service", "rating": "800 A", "system": "208Y/120"}
STATION = {"ports": 1, "max_current": "32 A"}


def with_circuit(name, more):
    return {
        "site": {"nec": 2023, **more.pop("site", {})},
        "supplies": {"U": SUPPLY},
        "panels": {"P": {"fed_from": "U", "main": "400 A"}},
        "circuits": {name: {"panel": "P", "breaker": "30 A", **more.pop("circuit", {})}},
        "stations": {"S": {**STATION, "circuit": name}},
        **more,
    }


def group_on(name):
    return with_circuit(name, {"groups": {name: {}}})


def member(name):
    return with_circuit(name, {"groups": {"G": {"members": [name]}}})


def family(name):
    return with_circuit(name, {"circuit": {"count": 2}})


def station_on_a_panel(name):
    tables = with_circuit("C", {"stations": {"S": {**STATION, "circuit": name}}})
    return {**tables, "panels": {name: {"fed_from": "U", "main": "400 A"}}}


def group_on_a_station(name):
    return {**with_circuit("C", {"groups": {"G": {"on": name}}}), "stations": {name: {**STATION, "circuit": "C"}}}


def unused_ignore(name):
    return with_circuit(name, {"ignore": [{"rule": "EV101", "path": "circuits.nowhere", "reason": "it is so"}]})


def near_profile(name):
    return with_circuit("C", {"profiles": {name: {"min_current": "8 A"}}, "site": {"profile": [name + "x"]}})


@pytest.mark.parametrize(
    ("tables", "key", "wanted"),
    [
        (group_on, "on", lambda name: name),
        (member, "on", lambda name: name),
        (family, "circuits", lambda name: name),
        (station_on_a_panel, "panel", lambda name: name),
        (group_on_a_station, "members", lambda name: name),
        (unused_ignore, "path", lambda name: f"circuits.{name}.breaker"),
        (near_profile, "profile", lambda name: name),
    ],
)
@pytest.mark.parametrize("name", [*AWKWARD, "Lot B", "it's", "{name} %s", "x" * 60])
def test_what_a_finding_gives_to_paste_reads_back(tables, key, wanted, name):
    text = tomli_w.dumps(tables(name))
    try:
        findings = evsite.check(evsite.loads(text)).findings
    except evsite.SiteFileError as error:
        findings = error.findings
    if any(finding.name == "bad-name" for finding in findings):
        assert re.search(r"[^\w #{}%\\🚗]", name)  # what cannot be a name at all has to be renamed first
        return
    found = [
        tomli.loads(match.group())[key]
        for finding in findings
        for match in re.finditer(rf'\b{key} = (?:"(?:[^"\\]|\\.)*"|\["(?:[^"\\]|\\.)*"\])', printable(finding.remedy))
    ]
    assert wanted(name) in found
