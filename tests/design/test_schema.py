"""The JSON Schema says the same as the reader, as far as a schema can."""

from __future__ import annotations

import jsonschema
import pytest
import tomli

import evsite
from evsite.sitefile.problems import FRAME, PROBLEMS
from evsite.sitefile.schema import site_schema
from evsite.sitefile.starter import starter_text

SCHEMA = site_schema()
VALIDATOR = jsonschema.Draft202012Validator(SCHEMA)


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


@pytest.mark.parametrize(
    "problem", [problem for problem in PROBLEMS if problem.passes], ids=lambda problem: problem.name
)
def test_files_that_pass_fit(problem):
    text = problem.passes if problem.passes.startswith("[site]") else FRAME + problem.passes
    assert list(VALIDATOR.iter_errors(tomli.loads(text))) == []


@pytest.mark.parametrize("name", ["unknown-key", "missing-key", "wrong-type", "bad-quantity", "bad-value"])
def test_slips_in_keys_and_types_do_not_fit(name):
    problem = next(problem for problem in PROBLEMS if problem.name == name)
    assert not VALIDATOR.is_valid(tomli.loads(FRAME + problem.fails))
