"""`evsite schedule`: what it shows, what it writes, and what it refuses."""

import csv
import io
import json
import sys

import pytest
from jsonschema import Draft202012Validator

from evsite.output.json.schemas import output_schema

OFFICE = "examples/office.toml"
CAMPUS = "examples/campus.toml"
PINNED = ("office", "campus", "designs/hotel")
KEYS = ("panel", "spaces", "breakers", "totals", "verify")


@pytest.mark.parametrize("name", PINNED)
def test_an_example_gives_its_expected_schedules(evsite, project, golden, tmp_path, name):
    short = name.rpartition("/")[2]
    shown = evsite("schedule", f"examples/{name}.toml")
    assert (shown.exit_code, shown.stderr) == (0, "")
    golden(f"{short}.schedule.txt", shown.stdout)
    reported = json.loads(evsite("schedule", f"examples/{name}.toml", "--format", "json").stdout)
    Draft202012Validator(output_schema("schedule")).validate(reported)
    assert reported["tool"].pop("version")
    golden(f"{short}.schedule.json", "\n".join(json.dumps(row) for row in reported["rows"]) + "\n")
    evsite("schedule", f"examples/{name}.toml", "-o", tmp_path / "out.csv")
    tables = [f"{key}\n{(tmp_path / f'out-{key}.csv').read_text()}" for key in KEYS]
    golden(f"{short}.schedule.csv.txt", "\n".join(tables))


def test_the_numbers_are_those_of_the_report_to_the_last_digit(evsite, project):
    for file in (OFFICE, CAMPUS, "examples/designs/hotel.toml"):
        reported = json.loads(evsite("report", file, "--format", "json").stdout)["equipment"]
        greatest = {
            (each["limit"]["owner"], each["limit"]["leg"]): each["greatest_load_a"]
            for each in reported
            if each["limit"]["kind"] == "panel"
        }
        rows = list(csv.DictReader(io.StringIO(_csv(evsite, file, "totals"))))
        assert greatest
        for (panel, leg), amps in greatest.items():
            (row,) = [each for each in rows if each["panel"] == panel and each["figure"].startswith("vehicles at most")]
            assert row[f"phase_{leg.lower()}"] == f"{amps:.2f}"


def _csv(evsite, file, table):
    """One table, by way of standard output."""
    ended = evsite("schedule", file, "--table", table, "--format", "json")
    document = json.loads(ended.stdout)
    about = {sheet["sheet"]: sheet["about"] for sheet in document["sheets"]}
    digits = {"A": 2, "%": 1}
    out = io.StringIO()
    keys = ["panel", *(column["key"] for column in document["columns"])]
    writer = csv.DictWriter(out, keys)
    writer.writeheader()
    for row in document["rows"]:
        figures = {
            key: f"{value:.{digits.get(row['cells'].get('unit'), 0)}f}" if isinstance(value, float) else value
            for key, value in row["cells"].items()
        }
        writer.writerow({"panel": about[row["sheet"]], **figures})
    return out.getvalue()


def test_one_panel_and_one_table_alone(evsite, project):
    document = json.loads(evsite("schedule", CAMPUS, "--panel", "West", "--format", "json").stdout)
    assert [(sheet["sheet"], sheet["about"]) for sheet in document["sheets"]] == [("PS-2", "West")]
    document = json.loads(evsite("schedule", CAMPUS, "--table", "totals", "--format", "json").stdout)
    assert {row["table"] for row in document["rows"]} == {"totals"}
    assert {row["sheet"] for row in document["rows"]} == {"PS-1", "PS-2"}
    text = evsite("schedule", CAMPUS, "--table", "verify").stdout
    assert "to verify\n" in text
    assert "basis" not in text
    both = evsite("schedule", CAMPUS, "--panel", "West", "--panel", "East").stdout
    assert both == evsite("schedule", CAMPUS).stdout


@pytest.mark.parametrize("ending", ["txt", "json", "xlsx", "CSV", "pdf", "html"])
def test_a_file_is_written_as_its_name_ends(evsite, project, tmp_path, ending):
    out = tmp_path / f"out.{ending}"
    ended = evsite("schedule", CAMPUS, "-o", out, "--table", "breakers")
    assert (ended.exit_code, ended.stdout, ended.stderr) == (0, "", "")
    assert [path.name for path in tmp_path.iterdir()] == [out.name]
    content = out.read_bytes()
    assert {
        "pdf": b"%PDF-1.7",
        "html": b"<!DOCTYPE html>",
        "txt": b"North campus\n",
        "json": b"{\n",
        "xlsx": b"PK",
        "CSV": b"sheet,panel,spaces,name",
    }[ending] in content[:30]


def test_csv_is_one_file_for_each_kind_of_table(evsite, project, tmp_path):
    ended = evsite("schedule", CAMPUS, "-o", tmp_path / "a.b.csv")
    names = [f"a.b-{key}.csv" for key in KEYS]
    assert sorted(path.name for path in tmp_path.iterdir()) == sorted(names)
    assert ended.stderr == f"evsite: wrote {', '.join(str(tmp_path / name) for name in names)}\n"


def test_a_text_file_is_a_page_wide(evsite, project, tmp_path):
    evsite("schedule", OFFICE, "-o", tmp_path / "out.txt", env={"FORCE_COLOR": "1"})
    text = (tmp_path / "out.txt").read_text()
    assert max(map(len, text.splitlines())) <= 80
    assert "\x1b" not in text
    assert "\x1b[1m" in evsite("schedule", OFFICE, env={"FORCE_COLOR": "1"}).stdout
    assert "\x1b" not in evsite("schedule", OFFICE, env={"NO_COLOR": "1", "FORCE_COLOR": "1"}).stdout


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["--panel", "Wst"], "--panel: no panel 'Wst'; did you mean West?"),
        (["--panel", "Row1"], "--panel: no panel 'Row1'; there are East, West"),
        (["--table", "spares"], "--table: no table 'spares' in this document; there are panel, spaces, breakers"),
        (["-o", "x.doc"], "--output: x.doc ends in '.doc'; this document is written to a file that ends in .txt, .csv"),
        (["-o", "x.svg"], "--output: x.svg ends in '.svg'; this document is written to a file that ends in .txt, .csv"),
        (["-o", "x"], "--output: x has no ending; this document is written to a file that ends in .txt"),
        (["-o", "x.csv", "--format", "json"], "--format json is for the screen; x.csv is written as its name ends"),
        (["-o", "nowhere/x.txt"], "--output: no folder 'nowhere' to write x.txt to"),
    ],
)
def test_what_cannot_be_done_is_refused_and_nothing_is_written(evsite, project, arguments, words):
    before = sorted(project.iterdir())
    ended = evsite("schedule", CAMPUS, *arguments)
    assert (ended.exit_code, ended.stdout) == (2, "")
    assert words in ended.stderr
    assert sorted(project.iterdir()) == before


def test_nothing_is_written_over_an_input(evsite, project, tmp_path):
    site = tmp_path / "site.txt"
    text = (project / OFFICE).read_text()
    site.write_text(text)
    ended = evsite("schedule", site, "-o", site)
    assert (ended.exit_code, site.read_text()) == (2, text)
    assert "what is read is not written over" in ended.stderr
    table = tmp_path / "out-totals.csv"
    table.write_text(text)
    assert evsite("schedule", table, "-o", tmp_path / "out.csv").exit_code == 2
    assert sorted(path.name for path in tmp_path.iterdir()) == ["out-totals.csv", "site.txt"]


@pytest.mark.parametrize(("ending", "library"), [("xlsx", "xlsxwriter"), ("pdf", "typst")])
def test_without_the_library_of_a_format_the_extra_is_named_and_nothing_is_written(
    evsite, project, tmp_path, monkeypatch, ending, library
):
    monkeypatch.setitem(sys.modules, library, None)
    ended = evsite("schedule", OFFICE, "-o", tmp_path / f"out.{ending}")
    assert (ended.exit_code, list(tmp_path.iterdir())) == (2, [])
    assert f"pip install 'evsite[{ending}]'" in ended.stderr


def test_a_site_with_errors_gives_a_draft_and_one_without_panels_says_so(evsite, project):
    draft = evsite("schedule", "examples/broken/overloaded-panel.toml")
    assert draft.exit_code == 0
    assert "DRAFT: " in draft.stdout.splitlines()[2]
    assert "DRAFT" not in evsite("schedule", OFFICE).stdout
    bare = '[site]\nname = "x"\n[supplies.U]\nkind = "service"\nrating = "100 A"\nsystem = "240/120"\n'
    ended = evsite("schedule", "-", stdin=bare)
    assert ended.exit_code == 0
    assert "no panel to show" in ended.stdout


def test_a_file_that_is_no_site_ends_as_everywhere(evsite, project):
    assert evsite("schedule", "examples/broken/wrong-words.toml").exit_code == 1
    assert evsite("schedule", "nowhere.toml").exit_code == 3
