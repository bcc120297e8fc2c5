"""The JSON Schema says the same as the reader, as far as a schema can."""

from __future__ import annotations

from pathlib import Path

import jsonschema
import pytest
import tomli

import evsite
from effort import for_each
from evsite.codebook.profiles import profiles
from evsite.model.catalog import load_catalog
from evsite.model.system_names import find_system
from evsite.model.systems import SYSTEMS
from evsite.sitefile.problem import FRAME
from evsite.sitefile.problems import PROBLEMS
from evsite.sitefile.schema import site_schema
from evsite.sitefile.starter import starter_text

SCHEMA = site_schema()
VALIDATOR = jsonschema.Draft202012Validator(SCHEMA)
EXAMPLES = sorted((Path(__file__).parent.parent.parent / "examples").rglob("*.toml"))
OF_TABLES = {"EV010", "EV011", "EV012", "EV013", "EV014", "EV017"}
"""Codes of what can be wrong with a table by itself."""


def test_it_is_a_valid_schema_of_the_named_draft():
    jsonschema.Draft202012Validator.check_schema(SCHEMA)
    assert SCHEMA["$schema"] == "https://json-schema.org/draft/2020-12/schema"
    assert "$id" not in SCHEMA or SCHEMA["$id"].startswith("https://")


def test_every_key_is_described():
    for name, table in SCHEMA["$defs"].items():
        for key, field in table["properties"].items():
            assert field.get("description"), f"{name}.{key}"


def test_quantities_are_texts_with_an_example():
    breaker = SCHEMA["$defs"]["CircuitTable"]["properties"]["breaker"]
    assert breaker["type"] == "string"
    assert breaker["examples"]


def test_nothing_may_be_null():
    assert "null" not in str(SCHEMA)


def test_the_starter_file_fits():
    assert list(VALIDATOR.iter_errors(tomli.loads(starter_text()))) == []


def test_the_starter_file_is_a_site():
    site = evsite.loads(starter_text())
    assert len(site.ports) == 8
    assert site.notices == []


@for_each("problem", [problem for problem in PROBLEMS if problem.passes], ids=lambda problem: problem.name)
def test_files_that_pass_fit(problem):
    text = problem.passes if problem.passes.startswith("[site]") else FRAME + problem.passes
    assert list(VALIDATOR.iter_errors(tomli.loads(text))) == []


@pytest.mark.parametrize(
    "problem", [problem for problem in PROBLEMS if problem.code in OF_TABLES], ids=lambda problem: problem.name
)
def test_slips_in_keys_and_types_do_not_fit(problem):
    assert not VALIDATOR.is_valid(tomli.loads(FRAME + problem.fails))


@pytest.mark.parametrize("path", EXAMPLES, ids=lambda path: path.stem)
def test_an_editor_marks_the_tables_of_an_example_that_the_program_refuses(path):
    try:
        evsite.load(path)
    except evsite.SiteFileError as error:
        refused = {finding.path[:2] for finding in error.findings if finding.code in OF_TABLES}
    else:
        refused = set()
    marked = {
        (tuple(error.absolute_path) + named(error))[:2]
        for error in VALIDATOR.iter_errors(tomli.loads(path.read_text(encoding="utf-8")))
    }
    assert marked == {place if place[0] != "site" else place[:2] for place in refused}


def named(error):
    """The key that an error of the schema is about, where that is one of the whole file or of [site]."""
    unknown = set(error.instance) - set(error.schema["properties"]) if error.validator == "additionalProperties" else ()
    return tuple(unknown)[:1]


def test_a_system_that_is_none_does_not_fit():
    for text in ("208Y/120x", "240", ""):
        assert find_system(text) is None
        assert not VALIDATOR.is_valid({"supplies": {"T": {"kind": "service", "rating": "9 A", "system": text}}})


def test_editors_offer_systems_policies_and_models_and_take_models_of_ones_own():
    tables = SCHEMA["$defs"]
    (systems, _) = tables["SupplyTable"]["properties"]["system"]["anyOf"]
    assert systems["enum"] == list(SYSTEMS)
    policies = tables["GroupTable"]["properties"]["policy"]["enum"]
    assert policies[:3] == ["equal", "proportional", "fcfs"]
    assert {"Equal Share", "FIFO", "Proportional Share"} <= set(policies)
    for table, key in (("StationTable", "model"), ("CatalogTable", "base")):
        models, other = tables[table]["properties"][key]["anyOf"]
        assert models["enum"] == [model.id for model in load_catalog().values()]
        assert other["type"] == "string"
    assert VALIDATOR.is_valid({"catalog": {"mine": {"base": "CT4011"}}, "stations": {"S": {"model": "mine"}}})
    profiles_offered = tables["SiteTable"]["properties"]["profile"]["anyOf"][0]["enum"]
    assert profiles_offered == list(profiles())
    for written in ("mine", profiles_offered[0], ["mine", profiles_offered[0]]):
        assert VALIDATOR.is_valid({"site": {"profile": written}})
    assert not VALIDATOR.is_valid({"site": {"profile": []}})
