"""The as-built record: every port is in it with the figures of the report, and what is filled in is read back."""

import csv
import io
import random
from pathlib import Path

import pytest
from as_built_records import FILE, OFFICE, as_csv, filled_rows, found, reported, table_of_ports
from hypothesis import given, settings
from hypothesis import strategies as st
from odd_sites import odd_site
from sites import cases

from effort import examples
from evsite.allocation.fallback import fallbacks_a
from evsite.documents.as_built.document import as_built
from evsite.documents.flat import flat_tables
from evsite.documents.model import Blank, Number, Verify
from evsite.model.activation import activation_steps, closeout, organization_properties
from evsite.model.as_built import RECORD_COLUMNS
from evsite.model.finding import SiteFileError
from evsite.model.plan import PLAN_NAMES
from evsite.model.spreadsheet import guarded, unguarded
from evsite.output.documents.csv_files import csv_text
from evsite.output.documents.text import PAGE_WIDTH, render_document
from evsite.output.text.terminal_style import TerminalStyle, cells
from evsite.rules import all_rules
from evsite.sitefile.as_built_file import parse_as_built, read_as_built
from evsite.sitefile.loading import load, loads
from evsite.studies.site_report import report

ROOT = Path(__file__).parents[2]
EXAMPLES = sorted(path for path in (ROOT / "examples").rglob("*.toml") if path.name != "wrong-words.toml")
RULE_EXAMPLES = [str(example) for rule in all_rules() for example in (*rule.failing, *rule.passing)]
ODD_NAMES = [
    "2#1 AWG $5 a_b*c <x> @y [z]",
    "=1+1",
    "'=1+1",
    "-",
    "none",
    "a; b",
    "🚗",
    "n" * 200,
    "@x",
    "+1",
    '"q"',
    "1,3",
]


def rows_of(document, key):
    for table in flat_tables(document):
        if table.key == key:
            keys = [column.key for column in table.columns]
            return [dict(zip(keys, row, strict=True)) for _, row in table.rows]
    return []


OTHERS = {
    "feed": lambda text: "jumper" if text != "jumper" else "own",
    "policy": lambda text: "fcfs" if text != "fcfs" else "equal",
    "phases": lambda text: "CN" if text != "CN" else "AN",
    "spaces": lambda _: "901, 903",
    "poles": lambda text: "3" if text != "3" else "2",
    "mac": lambda _: "AA:AA:AA:AA:AA:AA",
}
CODES = {
    **dict.fromkeys(("site", "station", "stall", "panel", "circuit"), "EV710"),
    **dict.fromkeys(("setting_a", "max_a"), "EV717"),
    **dict.fromkeys(("circuit_group", "panel_group", "site_group", "policy", "schedule"), "EV718"),
    **dict.fromkeys(("circuit_limit", "panel_limit", "site_limit"), "EV719"),
    **dict.fromkeys(("fallback_a", "fallback_kw"), "EV720"),
    **dict.fromkeys(("serial", "mac"), "EV721"),
    "model": "EV711",
    "breaker_a": "EV712",
    "poles": "EV713",
    "spaces": "EV714",
    "phases": "EV715",
    "feed": "EV716",
}


def other(key, text):
    """Another text that says something else in a column."""
    if key.endswith(("_a", "_kw", "_limit")):
        return "7777"
    return OTHERS.get(key, lambda text: f"{text} other")(text)


def judge_cell(site, number, key):
    """One cell that is changed is told by the one finding that says it, with its row."""
    rows = filled_rows(site)
    rows[number][key] = guarded(other(key, unguarded(rows[number][key])))
    (line,) = reported(site, as_csv(rows))
    assert line.startswith(CODES[key]), line
    assert f"({FILE}, row {number + 2})" in line


def judge_all(site):
    """As `judge`, with every cell of the last row that the design fills in."""
    judge(site, random.Random(1))
    *_, last = csv.DictReader(io.StringIO(table_of_ports(site), newline=""))
    for key in (key for key, text in last.items() if text and key in CODES):
        judge_cell(site, len(site.ports) - 1, key)


def judge(site, dice):
    """What is written, filled in and read back says nothing; and one cell that is changed says just that."""
    if not site.ports:
        return
    written = list(csv.DictReader(io.StringIO(table_of_ports(site), newline="")))
    assert reported(site, as_csv(filled_rows(site))) == []
    number = dice.randrange(len(written))
    judge_cell(site, number, dice.choice([key for key, text in written[number].items() if text and key in CODES]))
    document = as_built(site)
    ports = rows_of(document, "ports")
    assert [row["port"] for row in ports] == list(site.ports)
    fallback_a = fallbacks_a(site)
    managed = site.managed_ports()
    for row in ports:
        shown = row["fallback_a"]
        assert (abs(shown.value - fallback_a[row["port"]]) < 1e-9) if row["port"] in managed else shown == "none"
    groups = rows_of(document, "groups")
    assert [row["group"] for row in groups] == list(site.groups)
    for row in groups:
        assert isinstance(row["ports"], Number)
        assert row["ports"].value == len(site.groups[row["group"]].ports)
    inside = {site.ports[name].station for name in managed}
    assert [row["station"] for row in rows_of(document, "confirmation")] == [s for s in site.stations if s in inside]
    assert {row["group"] for row in rows_of(document, "limits")} == set(site.groups)


@pytest.mark.parametrize("path", EXAMPLES, ids=lambda path: path.stem)
def test_an_example_is_written_filled_in_and_read_back(path):
    judge(load(path), random.Random(path.stem))


@pytest.mark.slow
@settings(max_examples=examples(40))
@given(case=cases(max_ports=8), seed=st.integers(0, 9))
def test_random_sites_are_written_filled_in_and_read_back(case, seed):
    judge(loads(case.text), random.Random(seed))


@pytest.mark.slow
def test_odd_sites_are_written_filled_in_and_read_back():
    dice, judged = random.Random(13), 0
    while judged < 25:
        try:
            site = loads(odd_site(dice))
        except SiteFileError:
            continue
        judge(site, dice)
        judged += 1


@pytest.mark.slow
@pytest.mark.parametrize("part", range(8))
def test_the_examples_of_rules_are_written_filled_in_and_read_back(part):
    for number, text in enumerate(RULE_EXAMPLES[part::16]):
        judge(loads(text), random.Random(number))


@pytest.mark.parametrize("name", ODD_NAMES)
def test_odd_names_come_back_as_they_were(name):
    quoted = name.replace("\\", "\\\\").replace('"', '\\"')
    text = OFFICE.replace('"Harbor Office"', f'"{quoted}"').replace('"P1-12"', f'"{quoted[:40]}"')
    judge_all(loads(text))
    for old, new in (("panels.EV1", f'panels."{quoted}"'), ("groups.EV1", f'groups."{quoted}"')):
        text = text.replace(f"[{old}", f"[{new}")
    text = text.replace("[stations.T]", f'[stations."{quoted}"]').replace('= "EV1"', f'= "{quoted}"')
    try:
        site = loads(text)
    except SiteFileError as error:
        assert {finding.code for finding in error.findings} == {"EV016"}  # noqa: PT017 - no such name can be given
    else:
        judge_all(site)


@pytest.mark.parametrize("text", ["=1+1", "'=1+1", "''=1", "-", "+", "@a", "'", "''", "'a", "a=1", "", "'-'"])
def test_a_text_that_is_guarded_comes_back(text):
    assert unguarded(guarded(text)) == text
    assert not guarded(text).startswith(("=", "+", "-", "@"))


# --- how spreadsheets save it -----------------------------------------------------------------------------------------


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
def test_a_record_is_read_however_a_spreadsheet_saves_it(delimiter, end, encoding):
    site = loads(OFFICE.replace("Harbor Office", "Café “Harbor”"))
    assert reported(site, as_csv(filled_rows(site), delimiter, end, encoding)) == []


def test_the_sheet_of_a_workbook_is_read_that_was_saved_as_csv():
    """Titles above, headings with units instead of keys, notes below, and empty lines between."""
    site = loads(OFFICE)
    rows = filled_rows(site)
    headings = [f"{each.title} {each.unit}".strip() for each in RECORD_COLUMNS]
    stream = io.StringIO()
    writer = csv.writer(stream)
    writer.writerows([["Harbor Office: as-built record"], [], headings])
    writer.writerows([[row[each.key] for each in RECORD_COLUMNS] for row in rows])
    writer.writerows([[], ["a note, with a comma"], [""] * 40])
    assert reported(site, stream.getvalue().encode()) == []
    changed = stream.getvalue().replace("100,2,AB", "90,2,AB", 1)
    (line,) = reported(site, changed.encode())
    assert line == f"EV712 C1: breaker 90 A as built, 100 A in the design ({FILE}, row 4)"


def test_columns_may_stand_in_any_order_and_beside_others():
    site = loads(OFFICE)
    rows = [{"my notes": "seen", **dict(reversed(row.items()))} for row in filled_rows(site)]
    assert reported(site, as_csv(rows)) == [f"EV702 columns of {FILE} not read: 'my notes'"]


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "it is empty"),
        (b" \n\n", "it is empty"),
        (b"a,b\n1,2\n", "no header with a column 'port'"),
        (b"PK\x03\x04rest", "save its sheet PORTS as CSV"),
        (b"port,serial\nS1.1,\x00\n", "a NUL character"),
        (b"\xff\xfea", "no text"),
        (b"port,serial\x81\x8d\n", "no text"),
        (b'port,serial\n"S1.1,x\n', "opened and not closed"),
        (b'port,serial\n"S1.1"x,y\n', "where none belongs"),
        (b"port,serial\nS1.1," + b"x" * 200_000 + b"\n", "more than 131,072 characters"),
    ],
)
def test_what_is_no_record_is_refused_with_the_reason(content, words):
    record = parse_as_built(content, FILE)
    assert words in record.problem
    assert record.rows == ()


def test_what_is_no_file_is_refused_with_the_reason(tmp_path):
    def problem(name):
        return read_as_built(tmp_path / name, name).problem

    assert problem("nowhere.csv") == "there is no such file"
    assert problem(".") == "this is no file"
    assert problem("/dev/zero") == "this is no file"
    assert problem("a\0b")
    assert problem("n" * 5000)
    large = tmp_path / "large.csv"
    with large.open("wb") as file:
        file.truncate(16 * 1024 * 1024 + 1)
    assert problem("large.csv") == "larger than 16 MiB"


_SITE = loads(OFFICE)
_WHOLE = as_csv(filled_rows(_SITE))


@settings(max_examples=examples(200))
@given(
    at=st.integers(0, len(_WHOLE)),
    cut=st.integers(0, 300),
    put=st.one_of(st.binary(max_size=20), st.text(max_size=20).map(lambda text: text.encode("utf-8", "replace"))),
)
def test_a_broken_record_is_reported_and_never_raises(at, cut, put):
    content = _WHOLE[:at] + put + _WHOLE[at + cut :]
    for finding in found(_SITE, content):
        assert finding.message.isprintable()
        assert finding.path


@settings(max_examples=examples(200))
@given(content=st.binary(max_size=400))
def test_bytes_that_are_no_record_never_raise(content):
    assert all(finding.code == "EV701" or finding.path for finding in found(_SITE, b"port,serial\n" + content))


@pytest.mark.slow
@settings(max_examples=examples(200))
@given(column=st.sampled_from([each.key for each in RECORD_COLUMNS]), text=st.text(max_size=60))
def test_any_text_in_a_field_is_taken_or_told(column, text):
    rows = filled_rows(_SITE)
    rows[0][column] = text
    for finding in found(_SITE, as_csv(rows, encoding="utf-8") if text.isascii() else as_csv_replaced(rows)):
        assert finding.message.isprintable()


def as_csv_replaced(rows):
    stream = io.StringIO()
    writer = csv.DictWriter(stream, list(rows[0]), lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    return stream.getvalue().encode("utf-8", "replace")


# --- what the document says -------------------------------------------------------------------------------------------


def test_the_figures_of_groups_are_those_of_the_report():
    site = load(ROOT / "examples" / "designs" / "depot.toml")
    figures = report(site)
    (row,) = rows_of(as_built(site), "groups")
    guarantees = [figures.guarantees[name].current_a for name in site.groups["Vans"].ports]
    assert str(row["guaranteed_a"]) == f"{min(guarantees):.2f}"
    loads_of = [each for each in figures.fallbacks if each.limit.kind == "group"]
    assert str(row["fallback_sum"]) == f"{max(each.load for each in loads_of):.2f}"
    assert str(row["fallback_limit"]) == "200.00"
    assert row["fallback_fits"] == "yes"
    assert [str(row["limit"]) for row in rows_of(as_built(site), "schedules")] == ["200", "500"]


def test_what_the_file_does_not_say_is_a_box_and_what_it_says_is_printed():
    first, *_, last = rows_of(as_built(_SITE), "ports")
    assert first["serial"] == "SN-1"
    assert first["mac"] == Blank()
    assert first["stall"] == Blank()
    assert (last["mac"], last["stall"], last["model"]) == ("00:0D:6F:0A:90:C2", "P1-12", Blank())
    assert (str(last["setting_a"]), first["setting_a"]) == ("32", "none")
    assert (last["test_two_cars_a"], first["test_two_cars_a"]) == ("n/a", Blank())
    assert all(first[key] == Blank() for key in ("network", "firmware", "installed_by", "installed_on", "photos"))


def test_a_sheet_at_80_columns_is_no_wider():
    text = "".join(render_document(as_built(_SITE), TerminalStyle(PAGE_WIDTH)))
    assert max(map(cells, text.splitlines())) <= PAGE_WIDTH
    assert "step 1: group and members (Stations > Create Group)" in text


def test_the_steps_of_the_guide_are_three_with_a_source_each():
    steps = activation_steps()
    assert [each.step for each in steps] == ["0", "1", "2", "3"]
    tables = {table.key for sheet in as_built(_SITE).sheets for table in sheet.tables}
    assert {each.table for each in steps[1:]} <= tables
    assert all(each.source for each in (*steps, *organization_properties(), *closeout()))


@pytest.mark.parametrize("plan", [None, *PLAN_NAMES])
def test_properties_are_those_of_the_plan(plan):
    site = loads(OFFICE if plan is None else OFFICE.replace("nec = 2023", f'nec = 2023\nplan = "{plan}"'))
    document = as_built(site)
    rows = {row["property"]: row for row in rows_of(document, "properties")}
    tou = rows["TOU Power Management (Beta)"]
    expected = {
        **dict.fromkeys(("power", "community", "commercial"), "leave off"),
        **dict.fromkeys(("fleet-enterprise", "enterprise"), "enable"),
    }
    assert tou["setting"] == (
        Verify("cloud plan", "Harbor Office", ("site", "plan")) if plan is None else expected.get(plan, "not stated")
    )
    assert (tou["used"], rows["DC Power Management"]["used"]) == ("yes", "no")
    notes = " ".join(document.sheets[-1].notes)
    assert ("ask the vendor" in notes) is (plan is not None and plan not in expected)
    assert "T" in notes


def test_a_site_without_groups_has_no_steps_to_fill_in():
    text = OFFICE.partition("[groups")[0]
    document = as_built(loads(text))
    assert rows_of(document, "members") == rows_of(document, "limits") == rows_of(document, "confirmation") == []
    assert {row["policy"] for row in rows_of(document, "ports")} == {"none"}
    assert "".join(csv_text(document, table) for table in flat_tables(document))
