"""What is no TOML in a site file is told in one run with all else, and its help makes it go away."""

from __future__ import annotations

from pathlib import Path

import pytest
from test_errors import BASE

import evsite
from effort import for_each
from evsite.sitefile.edits import apply_edits, stretches
from evsite.sitefile.rewriting import Rewriting
from evsite.sitefile.statements import statements

EXAMPLES = Path(__file__).parents[2] / "examples"


def reported(text: str) -> list[tuple[str, int]]:
    try:
        evsite.loads(text)
    except evsite.SiteFileError as error:
        return [(each.code, error.document.locate(each).line) for each in error.findings]
    return []


MAIN, NAME = 'main = "400 A"', 'fed_from = "T1"'
SLIPS = [
    (MAIN, "main = 400 A"),
    (MAIN, 'main = "400 A'),
    (MAIN, 'main = 400 A"'),
    (MAIN, "main = “400 A”"),
    (MAIN, "main = „400 A“"),
    (MAIN, 'main = "400 A”'),
    (MAIN, "main = `400 A`"),
    (MAIN, 'main\u00a0= "400 A"'),
    (MAIN, '\u00a0\u00a0main = "400 A"'),
    (MAIN, 'main = \u200b"400 A"'),
    (MAIN, 'main: "400 A"'),
    (MAIN, "main: 400 A"),
    (MAIN, 'main "400 A"'),
    (MAIN, 'main == "400 A"'),
    (MAIN, 'main = = "400 A"'),
    (MAIN, 'main := "400 A"'),
    (MAIN, 'main = "400 A",'),
    (MAIN, 'main = "400 A";'),
    (MAIN, 'main = "400" A'),
    (MAIN, 'main = "400 A" // as built'),
    (MAIN, 'main = "400 A" (existing)'),
    (MAIN, "main = 400 A  # as built"),
    (NAME, 'fed from = "T1"'),
    (NAME, "Fed From: T1"),
    (NAME, "fed_from = 'T1"),
    (NAME, "fed_from = \"T1'"),
    (MAIN, 'main = ""400 A""'),
    (MAIN, 'main = """400 A'),
    (MAIN, "main = &quot;400 A&quot;"),
    (MAIN, '+main = "400 A"'),
    (MAIN, 'mаin = "400 A"'),
    (MAIN, 'main = "400 A"\u2028'),
    (NAME, 'fed\u00ad_from = "T1"'),
    ("[site]", "```toml\n[site]"),
    ("[site]", "<pre>\n[site]"),
    (MAIN, '<<<<<<< HEAD\nmain = "400 A"\n=======\nmain = "225 A"\n>>>>>>> other'),
    ('breaker = "100 A"', "breaker = \"100 A\"\nconductor = { size = \"3\", length = 90' }"),
    ('breaker = "100 A"', 'breaker = "100 A"\nphases = ["AB" "BC" "CA"]'),
    ("count = 2", "count = 2\njumper = N"),
    ("nec = 2023", "nec = 2023\n[project]\ndate = 6/30/2027\n[groups]"),
    ("[panels.EV1]", "[panels.EV1"),
    ("[panels.EV1]", "panels.EV1]"),
    ("[panels.EV1]", "(panels.EV1)"),
    ("[panels.EV1]", "[panels.EV1}"),
    ("[panels.EV1]", "[[panels.EV1]"),
    ("[panels.EV1]", "[panels/EV1]"),
    ("[panels.EV1]", "[panels EV1]"),
    ("[panels.EV1]", "[panels.EV1]:"),
    ("[panels.EV1]", "[panels.EV1] the first one"),
    ("[panels.EV1]", "[panels.“EV1”]"),
    ("[panels.EV1]\n", "[panels.EV1] "),
    ("count = 4", "count = 04"),
    ("count = 4", "count = 4 circuits"),
    ("count = 4", "count = 4\n// four of them"),
    ("count = 4", "count = 4\n; four of them"),
    ("count = 4", "count = 4\n-- four of them"),
    ("count = 4", "count = 4\npoles = 2P"),
    ("count = 2", "count = 2\njumper = False"),
    ("count = 2", "count = 2\njumper = no"),
    ('circuits = "C"', "circuits = [C]"),
    ('circuits = "C"', "circuits = [C1, C2, C3, C4]"),
    ('circuits = "C"', 'circuits = "C1", "C2", "C3", "C4"'),
    ('circuits = "C"', 'circuits = ["C1", "C2", "C3", "C4"'),
    ('circuits = "C"', 'circuits = [\n  "C1",\n  C2,\n  "C3", "C4"]'),
    ('breaker = "100 A"', 'breaker = "100 A"\nconductor = { size = 3 AWG, length = 90 ft }'),
    ('breaker = "100 A"', 'breaker = "100 A"\nconductor = { size: "3 AWG", length: "90 ft" }'),
    ('breaker = "100 A"', 'breaker = "100 A"\nconductor = { size = "3 AWG"'),
    ('breaker = "100 A"', "breaker = \"100 A\"\nconductor = { size = #3 }"),
    ('breaker = "100 A"', 'breaker = "100 A"\nconductor = { size = "3 AWG" length = "90 ft", egc = "8 AWG" }'),
    ('breaker = "100 A"', 'breaker = "100 A"\nconductor = { sets = 1 size = "3 AWG" length = "9 ft" }  # runs'),
    ("nec = 2023", "nec: 2023"),
    ("nec = 2023", 'nec = 2023\nname = "Bob\'s "yard""'),
    ("nec = 2023", "nec = 2023 edition"),
]  # fmt: skip
"""A part of a sound site, and the same with a slip in it that means only one thing."""


def applied(text: str) -> str:
    """The text after the first way out of every slip of form."""
    with pytest.raises(evsite.SiteFileError) as caught:
        evsite.loads(text)
    document = caught.value.document
    edits = [edit for each in caught.value.findings for edit in stretches(document, each.fix.alternatives[0])]
    return Rewriting(document.text, edits).text


@for_each(("old", "new"), SLIPS, ids=[new for _, new in SLIPS])
def test_a_slip_is_reported_alone_at_its_line_and_its_help_gives_the_same_site(old, new):
    assert old in BASE
    text = BASE.replace(old, new, 1)
    found = reported(text)
    line = BASE[: BASE.index(old)].count("\n") + 1
    assert [code for code, _ in found] == ["EV001"]
    assert line <= found[0][1] <= line + 2
    after = evsite.loads(applied(text))
    assert after.panels == evsite.loads(BASE).panels
    assert list(after.ports) == list(evsite.loads(BASE).ports)


WHOLE = [
    BASE.replace("\n", "\r"),
    "".join(f"> {line}\n" for line in BASE.splitlines()),
    "".join(f"{number:3} {line}\n" for number, line in enumerate(BASE.splitlines(), 1)),
]
"""Texts with the same slip in every line."""


@pytest.mark.parametrize("text", WHOLE)
def test_what_is_wrong_with_all_lines_is_reported_once_beside_the_rest(text):
    assert [code for code, _ in reported(text)] == ["EV001"]
    assert evsite.loads(applied(text)).panels == evsite.loads(BASE).panels
    worse = text.replace('"400 A"', "400 A").replace("count = 4", "cuont = 4")
    assert reported(worse) == [("EV001", 1), ("EV001", 9), ("EV010", 12)]
    assert ("EV001", 9) not in reported(applied(worse))


@pytest.mark.parametrize("value", ["TBD", "???", "$MAIN", "{{ main }}", "..."])
def test_what_stands_for_a_value_to_come_is_reported_once(value):
    text = BASE.replace(MAIN, f"main = {value}")
    assert reported(text) == [("EV001", 9)]
    assert ("EV001", 9) not in reported(applied(text))


UNCLEAR = [
    "main =",
    "main = null",
    "This is the panel of the yard.",
    "@",
    "<<<<<<< HEAD",
    "power_factor = 1,234",
    "= 4",
]


@pytest.mark.parametrize("line", UNCLEAR)
def test_what_cannot_be_told_is_taken_out_and_put_behind_a_hash_by_its_help(line):
    text = BASE.replace(MAIN, line)
    assert reported(text) == [("EV001", 9)]
    assert ("EV001", 9) not in reported(applied(text))


@pytest.mark.parametrize("line", UNCLEAR)
def test_errors_of_the_rest_are_reported_too(line):
    text = BASE.replace("count = 4", line).replace('"T1"\nmain = "400 A"', '"T9"\nmain = 400') + 'polcy = "equal"\n'
    assert reported(text) == [("EV020", 8), ("EV013", 9), ("EV001", 12), ("EV010", 20)]


def test_all_slips_of_a_file_are_reported_however_many():
    text = BASE.replace('"', "")
    found = reported(text)
    assert {code for code, _ in found} == {"EV001"}
    assert [line for _, line in found] == [number for number, line in enumerate(BASE.split("\n"), 1) if '"' in line]
    assert evsite.loads(applied(text)).panels == evsite.loads(BASE).panels


TWICE = [
    (BASE + '[stations.S]\nmodel = "nothing"\n', [("EV001", 20), ("EV040", 21)]),
    (BASE.replace(MAIN, MAIN + '\nmain = "225 A"'), [("EV001", 10)]),
    (BASE + "[site]\nnec = 2021\n", [("EV001", 20), ("EV014", 21)]),
    (BASE + "[stations.S]\ncuont = 2\n", [("EV001", 20), ("EV010", 21)]),
    (BASE.replace("count = 4", "count = 4\ncount = 9\nbreaker = 9"), [("EV001", 13), ("EV013", 14), ("EV001", 15)]),
]


@pytest.mark.parametrize(("text", "expected"), TWICE)
def test_what_is_defined_twice_is_reported_and_the_rest_looked_into(text, expected):
    assert reported(text) == expected


NAMES = [
    ("[panels.EV1]", "[panel.EV1]", "EV010"),
    ("[panels.EV1]", "[Panels.EV1]", "EV010"),
    ("[panels.EV1]", "[pannels.EV1]", "EV010"),
    ("[circuits.C]", "[circiut.C]", "EV010"),
    ("[stations.S]", "[station.S]", "EV010"),
    ("[stations.S]", "[chargers.S]", "EV010"),
    ("[groups.EV1]", "[group.EV1]", "EV010"),
    ("[site]", "[Site]", "EV010"),
    ("[supplies.T1]", "[transformer.T1]", "EV010"),
    ("[panels.EV1]", '[[panels]]\nname = "EV1"', "EV012"),
    ("[panels.EV1]", '[panels]\nname = "EV1"', "EV012"),
    ("[panels.EV1]", '[[panel]]\nname = "EV1"', "EV010"),
    ("[panels.EV1]", "[[panels.EV1]]", "EV012"),
    ("[groups.EV1]", '[[group]]\nname = "EV1"', "EV010"),
    ("[site]\n", "", "EV010"),
    ("[site]", "[[site]]", "EV012"),
    ("[circuits.C]", "[panels.EV1.circuits.C]", "EV012"),
    ("[stations.S]", "[groups.EV1.stations.S]", "EV012"),
]  # fmt: skip


@pytest.mark.parametrize(("old", "new", "code"), NAMES, ids=[new for _, new, _ in NAMES])
def test_a_table_under_a_wrong_name_is_reported_once_looked_into_and_set_right_by_its_help(old, new, code):
    text = BASE.replace(old, new, 1)
    assert [each for each, _ in reported(text)] == [code]
    assert evsite.loads(applied(text)).panels == evsite.loads(BASE).panels
    worse = text.replace("count = 4", "cuont = 4").replace('"400 A"', "400").replace("policy", "p")
    assert sorted(each for each, _ in reported(worse)) == sorted([code, "EV010", "EV013"])


@pytest.mark.parametrize(
    "below", ["", '[panels.EV.1.feeder]\nbreaker = "400 A"\n', '[panels.EV.2]\nfed_from = "T1"\nmain = "100 A"\n']
)
def test_a_dot_in_the_name_of_a_table_is_told_as_one_and_loses_no_key(below):
    text = BASE.replace("[panels.EV1]", "[panels.EV.1]").replace('on = "EV1"', 'on = "EV-1"')
    text = text.replace('panel = "EV1"', 'panel = "EV-1"') + below
    codes = {code for code, _ in reported(text)}
    assert codes == {"EV012"}
    after = evsite.loads(applied(text))
    assert "EV-1" in after.panels
    assert after.panels["EV-1"].main_a == evsite.loads(BASE).panels["EV1"].main_a


def test_a_name_that_cannot_be_used_is_offered_to_nothing_else():
    text = BASE.replace("[panels.EV1]", '[panels."EV.1"]')
    with pytest.raises(evsite.SiteFileError) as caught:
        evsite.loads(text)
    found = caught.value.findings
    assert [each.code for each in found if each.code == "EV016"] == ["EV016"]
    assert not [edits for each in found for edits in each.fix.edits]
    assert all("EV-1" in str(each.remedy) for each in found)
    usable = text.replace('"EV.1"', "EV-1").replace('"EV1"', '"EV-1"')
    assert list(evsite.loads(usable).panels) == ["EV-1"]


SEVERAL = [
    ('circuits = "C"', 'circuits = "C1-C4"', 'circuits = "C"'),
    ('circuits = "C"', 'circuits = "C1 to 4"', 'circuits = "C"'),
    ('circuits = "C"', 'circuits = "C4, C3; C2 & C1"', 'circuits = ["C4", "C3", "C2", "C1"]'),
    ('circuits = "C"', 'circuits = ["C1, C2, C3 and C4"]', 'circuits = "C"'),
    ('on = "EV1"', 'members = "S1, S2.1"\nlimit = "90 A"', 'members = ["S1", "S2.1"]\nlimit = "90 A"'),
    ('on = "EV1"', 'members = "S1 to S2"\nlimit = "90 A"', 'members = "S"\nlimit = "90 A"'),
]


@pytest.mark.parametrize(("old", "new", "meant"), SEVERAL, ids=[new for _, new, _ in SEVERAL])
def test_several_names_in_one_text_are_offered_as_a_list(old, new, meant):
    assert old in BASE
    text = BASE.replace(old, new, 1)
    with pytest.raises(evsite.SiteFileError) as caught:
        evsite.loads(text)
    (found,) = caught.value.findings
    assert found.code == "EV020"
    (edits,) = found.fix.edits
    after = evsite.loads(apply_edits(text, edits))
    assert after.groups == evsite.loads(BASE.replace(old, meant, 1)).groups
    assert after.stations == evsite.loads(BASE.replace(old, meant, 1)).stations


@pytest.mark.parametrize("members", ["S1-S9", "S2-S1", "S1, T", "S1-S99999", ",", "1-1-1-1-1-1-1-1"])
def test_what_is_no_range_of_names_is_not_offered_as_one(members):
    text = BASE.replace('on = "EV1"', f'members = "{members}"\nlimit = "90 A"')
    with pytest.raises(evsite.SiteFileError) as caught:
        evsite.loads(text)
    assert not [
        edit for each in caught.value.findings for edits in each.fix.edits for edit in edits if edit.value != "S"
    ]


def test_one_word_for_a_service_makes_a_supply_of_that_kind():
    text = '[service]\nrating = "400 A"\nsystem = "208Y/120"\n' + '[panels.P]\nfed_from = "service"\nmain = "100 A"\n'
    assert reported(text) == [("EV010", 1)]
    assert evsite.loads(applied(text)).supplies["service"].kind == "service"


OTHER = [
    ('{"site": {"nec": 2023}, "panels": {"P": {"fed_from": "U", "main": "90 A"}}}', "JSON"),
    ("site:\n  nec: 2023\npanels:\n  P:\n    fed_from: U\n    main: 90 A\n", "YAML"),
]


@pytest.mark.parametrize(("text", "form"), OTHER)
def test_a_file_of_another_form_is_reported_once_and_written_as_toml_by_its_help(text, form):
    with pytest.raises(evsite.SiteFileError) as caught:
        evsite.loads(text)
    [finding] = caught.value.findings
    assert form in finding.message
    assert reported(applied(text)) == [("EV020", 5)]


@pytest.mark.parametrize("encoding", ["utf-16", "cp1252"])
def test_a_file_in_another_encoding_is_reported_with_the_rest(tmp_path, encoding):
    file = tmp_path / "site.toml"
    file.write_bytes(
        BASE.replace("nec = 2023", 'nec = 2023\nname = "Café"').replace("count = 4", "cuont = 4").encode(encoding)
    )
    with pytest.raises(evsite.SiteFileError) as caught:
        evsite.load(file)
    assert [each.code for each in caught.value.findings] == ["EV003", "EV010"] or encoding == "cp1252"
    assert {each.code for each in caught.value.findings} == {"EV003", "EV010"}


@pytest.mark.parametrize("name", ["office-schedule.toml", "dc-and-ac.toml"])
@pytest.mark.slow
def test_nothing_follows_from_a_line_that_could_not_be_read(name):
    text = (EXAMPLES / name).read_text()
    for start, end in statements(text):
        statement = text[start:end]
        lines = "\n" * statement.count("\n")
        senseless = statement.partition("=")[0] + "=" if "=" in statement and statement[0] != "[" else "[@@ ??"
        found = reported(text[:start] + senseless + lines + text[end:])
        assert {code for code, _ in found} == {"EV001"}, statement
