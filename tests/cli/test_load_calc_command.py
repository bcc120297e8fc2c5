"""`evsite load-calc`: what it shows, what it writes, and what it refuses."""

import json

import openpyxl
import pytest
from jsonschema import Draft202012Validator

from evsite.output.json.schemas import output_schema

CAMPUS = "examples/campus.toml"


@pytest.mark.parametrize("name", ["designs/hotel", "load-study"])
def test_an_example_gives_its_expected_load_calculation(evsite, project, golden, name):
    shown = evsite("load-calc", f"examples/{name}.toml")
    assert (shown.exit_code, shown.stderr) == (0, "")
    golden(f"{name.rpartition('/')[2]}.load-calc.txt", shown.stdout)


def test_the_json_is_what_its_schema_says_and_has_what_the_text_has(evsite, project):
    reported_text = json.loads(evsite("load-calc", CAMPUS, "--format", "json").stdout)
    Draft202012Validator(output_schema("load-calc")).validate(reported_text)
    assert [sheet["about"] for sheet in reported_text["sheets"]] == ["Service", "T1"]
    text = evsite("load-calc", CAMPUS).stdout
    for row in reported_text["rows"]:
        if row["table"] == "totals":
            assert f"{row['cells']['managed']:,.2f}" in text


def test_the_figures_are_those_of_the_report_to_the_last_digit(evsite, project):
    reported = json.loads(evsite("report", CAMPUS, "--format", "json").stdout)["equipment"]
    rows = json.loads(evsite("load-calc", CAMPUS, "--table", "lines", "--format", "json").stdout)["rows"]
    printed = {(row["cells"]["at"], row["cells"]["line"]): row["cells"]["managed"] for row in rows}
    panels = [each for each in reported if each["limit"]["kind"] == "panel"]
    assert panels
    for each in panels:
        assert printed[f"panel {each['limit']['owner']}", each["limit"]["leg"]] == each["greatest_load_a"]


def test_one_supply_one_table_and_files_of_each_kind(evsite, project, tmp_path):
    document = json.loads(evsite("load-calc", CAMPUS, "--supply", "T1", "--format", "json").stdout)
    assert [(sheet["sheet"], sheet["about"]) for sheet in document["sheets"]] == [("LC-2", "T1")]
    ended = evsite("load-calc", CAMPUS, "-o", tmp_path / "a.csv")
    assert ended.exit_code == 0
    verdict = (tmp_path / "a-verdict.csv").read_text().splitlines()
    assert verdict[0] == "sheet,supply,at,managed,unmanaged,needed,why"
    assert (tmp_path / "a-verify.csv").exists()
    for ending in ("txt", "json", "xlsx"):
        assert evsite("load-calc", CAMPUS, "-o", tmp_path / f"a.{ending}").exit_code == 0
    book = openpyxl.load_workbook(tmp_path / "a.xlsx")
    assert book.sheetnames == ["LC-1", "LC-2"]
    formulas = [cell.value for row in book["LC-2"].iter_rows() for cell in row if str(cell.value).startswith("=SUM")]
    values = openpyxl.load_workbook(tmp_path / "a.xlsx", data_only=True)["LC-2"]
    assert len(formulas) == 1
    assert any(cell.value == pytest.approx(166.4) for row in values.iter_rows() for cell in row)


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["--supply", "East"], "--supply"),
        (["--table", "spaces"], "no table 'spaces'"),
        (["-o", "x.doc"], "ends in '.doc'"),
    ],
)
def test_wrong_usage_is_reported(evsite, project, arguments, words):
    ended = evsite("load-calc", CAMPUS, *arguments)
    assert ended.exit_code == 2
    assert words in ended.stderr


def test_a_site_with_errors_is_a_draft(evsite, project):
    assert "DRAFT: 2 errors" in evsite("load-calc", "examples/broken/overloaded-panel.toml").stdout
    assert "DRAFT" not in evsite("load-calc", CAMPUS).stdout
