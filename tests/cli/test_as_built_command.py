"""`evsite as-built`: what it shows and writes, and a check that reads the filled record back."""

import csv
import io
import json

import pytest
from as_built_records import OFFICE, as_csv, filled_rows
from jsonschema import Draft202012Validator
from openpyxl import load_workbook

from evsite.model.as_built import RECORD_COLUMNS
from evsite.output.json.schemas import output_schema
from evsite.sitefile.loading import load, loads

JUMPERS = "examples/office-jumpers.toml"
DEPOT = "examples/designs/depot.toml"
KEYS = (
    *("ports", "groups", "schedules", "panels", "properties", "steps", "members", "limits", "confirmation"),
    *("closeout", "verify"),
)


@pytest.mark.parametrize("name", ["office-jumpers", "designs/depot"])
def test_an_example_gives_its_expected_record(evsite, project, golden, tmp_path, name):
    short = name.rpartition("/")[2]
    evsite("as-built", f"examples/{name}.toml", "-o", tmp_path / "out.txt")
    golden(f"{short}.as-built.txt", (tmp_path / "out.txt").read_text())
    evsite("as-built", f"examples/{name}.toml", "--table", "ports", "-o", tmp_path / "out.csv")
    golden(f"{short}.as-built.csv.txt", (tmp_path / "out.csv").read_text())
    reported = json.loads(evsite("as-built", f"examples/{name}.toml", "--format", "json").stdout)
    Draft202012Validator(output_schema("as-built")).validate(reported)
    assert {row["cells"]["serial"] for row in reported["rows"] if row["table"] == "ports"} == {None}


def test_csv_is_one_file_for_each_kind_of_table(evsite, project, tmp_path):
    ended = evsite("as-built", DEPOT, "-o", tmp_path / "out.csv")
    names = [f"out-{key}.csv" for key in KEYS]
    assert sorted(path.name for path in tmp_path.iterdir()) == sorted(names)
    assert ended.stderr == f"evsite: wrote {', '.join(str(tmp_path / name) for name in names)}\n"
    for key in KEYS:
        reported = json.loads(evsite("as-built", DEPOT, "--table", key, "--format", "json").stdout)
        assert {row["table"] for row in reported["rows"]} == {key} - {"verify"}


def test_the_guarantee_of_a_group_is_that_of_the_report_to_the_last_digit(evsite, project):
    for file in (JUMPERS, DEPOT, "examples/campus.toml", "examples/dc-and-ac.toml"):
        ports = json.loads(evsite("report", file, "--format", "json").stdout)["ports"]
        least = {row["port"]: row["guaranteed"] for row in ports}
        reported = json.loads(evsite("as-built", file, "--table", "groups", "--format", "json").stdout)
        site = load(project / file)
        for row in (row["cells"] for row in reported["rows"]):
            sure = [least[name] for name in site.groups[row["group"]].ports if least[name]["proof"] != "none"]
            assert row["guaranteed_kw"] == (min(each["power_kw"] for each in sure) if sure else "none")


# --- read back --------------------------------------------------------------------------------------------------------


def test_a_record_is_written_filled_in_and_checked(evsite, tmp_path):
    file, record = tmp_path / "site.toml", tmp_path / "as-built.csv"
    file.write_text(OFFICE.replace("[site]", '[site]\nas_built = "as-built.csv"'), encoding="utf-8")
    missing = evsite("check", file, "--select", "EV7")
    assert missing.exit_code == 1
    assert "there is no such file" in missing.stdout
    assert evsite("report", file).exit_code == 0
    # the file is named, and not there yet: it may be written
    assert evsite("as-built", file, "--table", "ports", "-o", record).exit_code == 0
    blank = evsite("check", file, "--select", "EV7", "--format", "concise")
    assert (blank.exit_code, blank.stdout.count("EV7")) == (0, 1)
    # and what was filled in is not written over
    over = evsite("as-built", file, "--table", "ports", "-o", record)
    assert over.exit_code == 2
    assert "as-built.csv, which" in over.stderr
    rows = filled_rows(loads(OFFICE))
    rows[2]["breaker_a"] = "80 A"
    record.write_bytes(as_csv(rows, ";", "\r\n", "utf-8-sig"))
    ended = evsite("check", file, "--select", "EV7", "--format", "json")
    (finding,) = json.loads(ended.stdout)["findings"]
    assert (ended.exit_code, finding["code"], finding["path"]) == (1, "EV712", ["circuits", "C", "breaker"])
    assert finding["message"] == "C3: breaker 80 A as built, 100 A in the design (as-built.csv, row 4)"
    assert file.read_text().splitlines()[finding["line"] - 1] == 'breaker = "100 A"'


COMMANDS = ("report", "allocate", "table")


def test_numbers_of_a_site_are_the_same_with_any_record(evsite, tmp_path):
    file = tmp_path / "site.toml"
    contents = (None, as_csv(filled_rows(loads(OFFICE))), b"port,breaker_a,fallback_a\nS1.1,20,0\n", b"\xff\x00")
    answers = []
    for content in contents:
        line = "# none" if content is None else "as_built = 'x.csv'"
        file.write_text(OFFICE.replace("[site]", f"[site]\n{line}"), encoding="utf-8")
        (tmp_path / "x.csv").write_bytes(content or b"")
        answers.append([json.loads(evsite(command, file, "--format", "json").stdout) for command in COMMANDS])
        for reported in answers[-1]:
            # a report begins with what the check found
            for key in ("verdict", "findings", "summary"):
                reported.pop(key, None)
    assert all(each == answers[0] for each in answers)


def test_the_workbook_is_a_form_that_can_be_filled_in_and_saved_as_csv(evsite, tmp_path):
    file, book = tmp_path / "site.toml", tmp_path / "out.xlsx"
    file.write_text(OFFICE.replace("Harbor Office", "=1+1"), encoding="utf-8")
    assert evsite("as-built", file, "-o", book).exit_code == 0
    sheets = load_workbook(book)
    assert sheets.sheetnames == ["PORTS", "GROUPS", "PANELS", "ACTIVATION"]
    ports = sheets["PORTS"]
    head = next(row for row in ports.iter_rows() if row[0].value == "port")
    assert [cell.value for cell in head] == [f"{each.title} {each.unit}".strip() for each in RECORD_COLUMNS]
    # what names the rows, and the header, stay in view and stand on every page
    assert ports.freeze_panes == f"B{head[0].row + 1}"
    assert ports.print_title_rows == f"${head[0].row}:${head[0].row}"
    assert ports.page_setup.orientation == "landscape"
    assert ports.auto_filter.ref.startswith(f"A{head[0].row}:")
    assert not [cell for row in ports.iter_rows() for cell in row if cell.data_type == "f"]
    # somebody fills it in and saves the sheet as CSV
    filled = {row["port"]: row for row in filled_rows(load(file))}
    for row in ports.iter_rows(min_row=head[0].row + 1):
        for cell, column in zip(row, RECORD_COLUMNS, strict=True):
            if cell.value is None and row[0].value in filled:
                cell.value = filled[row[0].value][column.key]
    out = io.StringIO()
    csv.writer(out, delimiter=";").writerows([["" if v is None else v for v in row] for row in ports.values])
    (tmp_path / "as-built.csv").write_text(out.getvalue(), encoding="utf-8")
    file.write_text(file.read_text().replace("[site]", '[site]\nas_built = "as-built.csv"'))
    ended = evsite("check", file, "--select", "EV7", "--format", "concise")
    assert (ended.exit_code, ended.stdout.count("EV7")) == (0, 0)


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("--table", "breakers"), "no table 'breakers' in this document; there are ports, groups"),
        (("-o", "out.docx"), "ends in '.docx'"),
        (("-o", "out"), "has no ending"),
    ],
)
def test_what_cannot_be_done_is_refused(evsite, project, arguments, words):
    ended = evsite("as-built", JUMPERS, *arguments)
    assert (ended.exit_code, ended.stdout) == (2, "")
    assert words in ended.stderr
