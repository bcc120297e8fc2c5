"""`evsite draw`: what it shows, what it writes, and what it refuses."""

import json
import xml.etree.ElementTree as ET

import pytest
from jsonschema import Draft202012Validator

from evsite.output.json.schemas import output_schema

OFFICE = "examples/office.toml"
CAMPUS = "examples/campus.toml"


@pytest.mark.parametrize("name", ["office", "campus"])
def test_an_example_gives_its_expected_outline_and_schedules(evsite, project, golden, name):
    shown = evsite("draw", f"examples/{name}.toml")
    assert (shown.exit_code, shown.stderr) == (0, "")
    golden(f"{name}.draw.txt", shown.stdout)
    reported = json.loads(evsite("draw", f"examples/{name}.toml", "--format", "json").stdout)
    Draft202012Validator(output_schema("draw")).validate(reported)


def test_one_sheet_is_one_file_and_several_are_named_by_their_number(evsite, project, tmp_path):
    one = evsite("draw", OFFICE, "-o", tmp_path / "office.svg")
    assert (one.exit_code, one.output) == (0, "")
    root = ET.fromstring((tmp_path / "office.svg").read_text(encoding="utf-8"))
    assert any(each.get("data-path") == "panels.EV1" for each in root.iter())
    several = evsite("draw", CAMPUS, "-o", tmp_path / "campus.svg")
    assert several.exit_code == 0
    assert sorted(path.name for path in tmp_path.glob("campus*")) == ["campus-E-1.svg", "campus-E-2.svg"]
    assert "campus-E-1.svg" in several.stderr


def test_a_drawing_is_a_picture_too(evsite, project, tmp_path):
    pytest.importorskip("resvg_py", reason="PNG is written by resvg-py")
    assert evsite("draw", OFFICE, "--sheet", "letter", "-o", tmp_path / "office.png").exit_code == 0
    assert all(path.read_bytes().startswith(b"\x89PNG") for path in tmp_path.glob("*.png"))
    assert list(tmp_path.glob("*.png"))


def test_everything_one_by_one_on_demand(evsite, project, tmp_path):
    reported = json.loads(evsite("draw", OFFICE, "--full", "--format", "json").stdout)
    rows = [row["cells"] for row in reported["rows"] if row["table"] == "one_line"]
    assert {row["each"] for row in rows} == {1}
    assert sum(row["ports"] for row in rows if row["ports"] != "") == 20


def test_one_kind_of_table_alone(evsite, project):
    shown = evsite("draw", OFFICE, "--table", "branches", "--format", "json")
    assert {row["table"] for row in json.loads(shown.stdout)["rows"]} == {"branches"}


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["--sheet", "A3"], "11x17"),
        (["-o", "out.docx"], ".svg"),
        (["--table", "wires"], "feeders"),
        (["--table", "branches", "-o", "out.svg"], "no drawing to show"),
    ],
)
def test_what_there_is_not_is_refused_with_what_there_is(evsite, project, arguments, said):
    refused = evsite("draw", OFFICE, *arguments)
    assert refused.exit_code == 2
    assert said in refused.stderr


def test_errors_make_a_draft(evsite, project):
    assert "DRAFT" in evsite("draw", "examples/broken/overloaded-panel.toml").stdout


TALL = """
[site]
nec = 2023
[supplies.U]
kind = "service"
rating = "400 A"
system = "208Y/120"
[panels.P]
fed_from = "U"
main = "400 A"
[circuits.C]
panel = "P"
breaker = "100 A"
"""


def test_sheets_that_had_to_be_larger_are_reported(evsite, tmp_path):
    stations = "".join(
        f'[stations.{"N" * 60}{n}]\nmax_current = "{10 + n} A"\nsetting = "{9 + n} A"\ncircuit = "C"\n'
        "disconnect = true\n"
        f'[groups.{"G" * 60}{n}]\nmembers = ["{"N" * 60}{n}"]\nlimit = "2{n} kW"\n'
        for n in range(4)
    )
    (tmp_path / "tall.toml").write_text(TALL + stations, encoding="utf-8")
    for name, said in (("tall.svg", True), ("tall.csv", False)):
        shown = evsite("draw", tmp_path / "tall.toml", "--sheet", "letter", "-o", tmp_path / name)
        assert shown.exit_code == 0
        assert ("cannot be read on sheets of letter" in shown.stderr) == said


@pytest.mark.parametrize(("ending", "said"), [(".pdf", True), (".svg", False)])
def test_letters_that_are_drawn_as_boxes_are_reported_once(evsite, project, tmp_path, ending, said):
    if said:
        pytest.importorskip("typst", reason="PDF is written by typst")
    text = (project / OFFICE).read_text(encoding="utf-8").replace("Level P1, column C4", "配电盘 Level P1")
    (tmp_path / "site.toml").write_text(text, encoding="utf-8")
    shown = evsite("draw", tmp_path / "site.toml", "-o", tmp_path / f"x{ending}")
    assert shown.exit_code == 0
    assert shown.stderr.count("配") == said
