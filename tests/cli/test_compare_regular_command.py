"""`evsite compare` of one site file: what sharing saves against a regular installation of its stations."""

import json
import re

import pytest
from jsonschema import Draft202012Validator

from evsite.output.json.schemas import output_schema

PINNED = ("office-jumpers", "designs/workplace-jumpers")
SITE = "examples/designs/workplace-jumpers.toml"


def flat(text):
    return " ".join(text.split())


def reported_text(evsite, *arguments):
    done = evsite(*arguments, "--format", "json")
    assert (done.exit_code, done.stderr.replace("wrote", "")[:0]) == (0, "")
    return json.loads(done.stdout)


def rows_of(document, key):
    """The rows of a table over all sheets of a document, as texts by column."""
    return [row for sheet in document["tables"] if sheet["table"] == key for row in sheet["rows"]]


@pytest.mark.parametrize("name", PINNED)
def test_an_example_gives_its_expected_comparison(evsite, project, golden, name):
    shown = evsite("compare", f"examples/{name}.toml")
    assert (shown.exit_code, shown.stderr) == (0, "")
    golden(f"{name.rpartition('/')[2]}.compare-regular.txt", shown.stdout)
    Draft202012Validator(output_schema("compare")).validate(reported_text(evsite, "compare", f"examples/{name}.toml"))


def test_the_sum_comes_first_in_one_sentence(evsite, project):
    shown = evsite("compare", "examples/office-jumpers.toml").stdout
    assert "10 home runs instead of 20" in shown.splitlines()[1]
    assert "every driver still gets at least 26.3 A of 80 A" in flat(shown)


def test_the_written_file_is_a_site_whose_report_and_bill_say_the_same(evsite, project, tmp_path):
    out = tmp_path / "regular.toml"
    found = reported_text(evsite, "compare", SITE, "--raceway", "EMT", "--write-regular", out)
    assert evsite("check", out).exit_code == 0
    reported = reported_text(evsite, "report", out)
    assert reported["home_runs"]["runs"] == found["regular"]["home_runs"]
    assert not reported["groups"]
    again = reported_text(evsite, "compare", out, "--raceway", "EMT")
    # the regular installation of a regular installation is itself
    assert again["regular"] == again["sharing"] == found["regular"]
    bill = evsite("bom", out, "--raceway", "EMT").stdout
    for each in found["regular"]["materials"]:
        assert each["item"] in bill


def test_files_that_a_site_names_are_found_from_where_the_regular_one_stands(evsite, project, tmp_path):
    out = tmp_path / "regular.toml"
    assert evsite("compare", "examples/load-study.toml", "--write-regular", out).exit_code == 0
    assert evsite("check", out, "--fail-on", "error", "--allow-outside").exit_code == 0


def test_prices_are_the_users_and_what_has_none_is_counted(evsite, project, tmp_path):
    prices = tmp_path / "prices.toml"
    prices.write_text('[price_list]\ncurrency = "USD"\n[prices.breaker]\n"40 A 2-pole" = 62\n')
    found = reported_text(evsite, "compare", SITE, "--prices", prices)
    assert (found["regular"]["cost"]["total"], found["sharing"]["cost"]["total"]) == ("1488.00", "744.00")
    for side in ("regular", "sharing"):
        cost = found[side]["cost"]
        assert cost["lines_not_in_total"] == cost["lines"] - 1
    assert "cost by your prices, USD" in evsite("compare", SITE, "--prices", prices).stdout
    assert found["unused_prices"] == []


def test_prices_for_what_is_in_neither_installation_are_reported(evsite, project, tmp_path):
    prices = tmp_path / "prices.toml"
    text = '[price_list]\ncurrency = "USD"\n[prices.breaker]\n"40 A 2-pole" = 62\n"41 A 2-pole" = 62\n'
    prices.write_text(text)
    found = reported_text(evsite, "compare", SITE, "--prices", prices)
    assert found["unused_prices"] == [{"category": "breaker", "item": "41 A 2-pole"}]
    assert "in neither installation: breaker 41 A 2-pole" in flat(evsite("compare", SITE, "--prices", prices).stdout)


def test_markdown_has_the_sum_and_the_tables(evsite, project):
    shown = evsite("compare", SITE, "--format", "markdown").stdout
    assert shown.startswith("## Mill Road offices")
    assert "| home runs | 24 | 12 | 12 |" in shown


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        ([SITE, "--all"], "--all is for two site files"),
        ([SITE, SITE, "--tail", "3 ft"], "--tail is for one site file"),
        ([SITE, "--tail", "3 parsecs"], "--tail"),
        ([SITE, "--write-regular", SITE], SITE),
        ([SITE, SITE, SITE], "expected one site file or two"),
        ([SITE, "--write-regular", "-"], "expected the name of a file"),
        ([SITE, "--write-regular", "examples"], "--write-regular: examples is a folder"),
        (["-", "--prices", "-"], "can be read only once"),
    ],
)
def test_options_that_do_not_fit_are_refused(evsite, project, arguments, said):
    done = evsite("compare", *arguments)
    assert done.exit_code == 2
    assert said in flat(done.stderr)


def test_equipment_larger_than_a_file_can_say_is_refused_in_a_line(evsite, project, tmp_path):
    text = (project / "examples/designs/house.toml").read_text()
    file = tmp_path / "site.toml"
    file.write_text(re.sub(r'^max_current = ".*?"', 'max_current = "1e9 A"', text, flags=re.MULTILINE))
    result = evsite("compare", file)
    assert (result.exit_code, result.stdout) == (2, "")
    assert re.fullmatch(
        "evsite: no regular installation can be rated: .* is too large to be a current.*\n", result.stderr
    )
