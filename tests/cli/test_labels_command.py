"""`evsite labels`: what it shows, what it writes, and what it refuses."""

import json

import pytest
from jsonschema import Draft202012Validator

from evsite.output.json.schemas import output_schema

OFFICE = "examples/office.toml"
PINNED = ("office", "designs/hotel", "designs/house")


@pytest.mark.parametrize("name", PINNED)
def test_an_example_gives_its_expected_labels(evsite, project, golden, name):
    shown = evsite("labels", f"examples/{name}.toml")
    assert (shown.exit_code, shown.stderr) == (0, "")
    golden(f"{name.rpartition('/')[2]}.labels.txt", shown.stdout)
    reported = json.loads(evsite("labels", f"examples/{name}.toml", "--format", "json").stdout)
    Draft202012Validator(output_schema("labels")).validate(reported)


def test_the_card_of_one_panel_and_one_table_alone(evsite, project):
    reported = json.loads(evsite("labels", "examples/campus.toml", "--panel", "West", "--format", "json").stdout)
    assert [(sheet["sheet"], sheet["about"]) for sheet in reported["sheets"]] == [("DC-2", "West")]
    reported = json.loads(evsite("labels", OFFICE, "--table", "labels", "--format", "json").stdout)
    assert {row["table"] for row in reported["rows"]} == {"labels"}


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["--panel", "EV2"], "--panel: no panel 'EV2'"),
        (["--table", "sizes"], "--table: no table 'sizes' in this document; there are labels, label_kinds, card"),
        (["-o", "x.doc"], "--output: x.doc ends in '.doc'"),
    ],
)
def test_what_cannot_be_done_is_refused(evsite, project, arguments, words):
    ended = evsite("labels", OFFICE, *arguments)
    assert (ended.exit_code, ended.stdout) == (2, "")
    assert words in ended.stderr


@pytest.mark.parametrize("ending", ["txt", "json", "xlsx", "csv"])
def test_a_file_is_written_as_its_name_ends(evsite, project, tmp_path, ending):
    ended = evsite("labels", OFFICE, "-o", tmp_path / f"out.{ending}", "--table", "directory")
    assert (ended.exit_code, ended.stdout) == (0, "")
    assert [path.name for path in tmp_path.iterdir()] == [f"out.{ending}"]
