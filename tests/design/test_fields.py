"""Tables are read as pydantic reads them strictly: held against the very models that the JSON Schema is made from."""

import tomllib
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import ValidationError

from evsite.sitefile.fields import Refused, Slip, Table, TableError
from evsite.sitefile.reading import SECTIONS
from evsite.sitefile.schema import pydantic_model
from evsite.sitefile.tables import (
    CircuitTable,
    ConductorTable,
    GroupTable,
    IgnoreTable,
    PanelTable,
    SiteFile,
    SiteTable,
)

ROOT = Path(__file__).parent.parent.parent
EXAMPLES = sorted((ROOT / "examples").rglob("*.toml"))
TABLES = [SiteTable, *SECTIONS.values(), ConductorTable, IgnoreTable]

_SIMPLE = (
    st.booleans()
    | st.integers(-2, 50)
    | st.sampled_from([2023, 10**7, 10**30, 0.5, 1.5, -1.0, float("nan"), date(2027, 6, 30)])
    | st.sampled_from(["40 A", "0 A", "3 kW", "5 ft", "8 h", "30 degC", "75 °C", "4 %", "3 AWG", "1/0", "THHN", "Cu"])
    | st.sampled_from(
        ["", "x", "AB", "A", "ac", "equal", "service", "pvc", "none", "daily", "2027-02-29", "2027-06-30"]
    )
)
_VALUES = (
    _SIMPLE | st.lists(_SIMPLE, max_size=3) | st.dictionaries(st.sampled_from(["40 A", "size"]), _SIMPLE, max_size=2)
)
_SAME = {
    "unknown": {"extra_forbidden"},
    "missing": {"missing"},
    "type": {"string_type", "int_type", "bool_type", "list_type", "dict_type", "model_type"},
    "choice": {"literal_error", "int_parsing_size"},
    "least": {"greater_than_equal"},
    "most": {"less_than_equal"},
    "value": {"value_error"},
    "quantity": {"value_error"},
}
"""Pydantic's types of error for every kind of slip."""


def raw_tables(table):
    """Tables with keys that the class has, and some that it has not, and values of all kinds."""
    values = st.deferred(lambda: _VALUES)
    nested = {
        name: raw_tables(key.table) | st.lists(raw_tables(key.table), max_size=2)
        for name, key in table.known_keys().items()
        if key.table is not None
    }
    # true and 1.0 are among the choices 1, 2 and 3 to pydantic; evsite takes neither for a number of poles
    whole = {name: values.filter(_no_fraction) for name, key in table.known_keys().items() if 1 in key.choices}
    keys = st.sampled_from([*table.known_keys(), "breakr"])
    one = keys.flatmap(lambda name: st.tuples(st.just(name), nested.get(name, st.nothing()) | whole.get(name, values)))
    return st.lists(one, max_size=6).map(dict)


def _no_fraction(value):
    return type(value) not in {bool, float}


def slips_of(table, raw):
    try:
        return table.read(raw), []
    except TableError as error:
        return None, error.slips


def errors_of(table, raw):
    try:
        return pydantic_model(table).model_validate(raw), []
    except ValidationError as error:
        return None, error.errors(include_url=False)


def plain(value):
    """What a table or a model holds, as dictionaries."""
    if isinstance(value, list):
        return [plain(part) for part in value]
    if isinstance(value, dict):
        return {name: plain(part) for name, part in value.items()}
    if isinstance(value, Table):
        return {name: plain(getattr(value, name)) for name in type(value).known_keys()}
    if hasattr(value, "model_fields_set"):
        return {name: plain(getattr(value, name)) for name in type(value).model_fields}
    return value


@pytest.mark.slow
@pytest.mark.parametrize("table", TABLES, ids=lambda table: table.__name__)
def test_a_table_is_read_as_pydantic_reads_it(table):
    @settings(max_examples=60, deadline=None)
    @given(raw_tables(table))
    def alike(raw):
        mine, slips = slips_of(table, raw)
        theirs, errors = errors_of(table, raw)
        assert [slip.route for slip in slips] == [error["loc"] for error in errors]
        for slip, error in zip(slips, errors, strict=True):
            assert error["type"] in _SAME[slip.kind]
            assert slip.message in error["msg"] or slip.kind not in {"value", "quantity"}
        assert plain(mine) == plain(theirs)
        if mine is not None:
            assert mine.given == theirs.model_fields_set

    alike()


@pytest.mark.parametrize("path", EXAMPLES, ids=lambda path: path.stem)
def test_a_whole_file_is_read_as_pydantic_reads_it(path):
    raw = tomllib.loads(path.read_text(encoding="utf-8"))
    mine, slips = slips_of(SiteFile, raw)
    theirs, errors = errors_of(SiteFile, raw)
    assert plain(mine) == plain(theirs)
    assert [slip.route for slip in slips] == [error["loc"] for error in errors]


def test_every_slip_of_a_table_is_told_with_its_place():
    _, slips = slips_of(GroupTable, {"policy": "fair", "schedule": [{"limit": "1 A"}, {"from": 6}], "onn": "P1"})
    assert [(slip.kind, slip.route) for slip in slips] == [
        ("choice", ("policy",)),
        ("type", ("schedule", 1, "from")),
        ("missing", ("schedule", 1, "limit")),
        ("unknown", ("onn",)),
    ]
    assert slips[0] == Slip("choice", ("policy",), "fair", "none of the choices")


def test_a_choice_of_numbers_takes_no_fraction_and_no_yes():
    for value in (1.0, True, "1"):
        assert [slip.kind for slip in slips_of(PanelTable, {"fed_from": "T", "working_condition": value})[1]] == [
            "choice"
        ]


def test_what_is_left_out_has_its_default_and_no_list_is_shared():
    first, second = GroupTable.read({"on": "P1"}), GroupTable.read({"on": "P1"})
    assert (first.policy, first.limit, first.schedule) == ("equal", None, [])
    assert first.schedule is not second.schedule
    assert first.given == {"on"}


def test_a_table_does_not_change_and_shows_what_the_file_gives():
    circuit = CircuitTable.read({"panel": "P1", "breaker": "40 A"})
    with pytest.raises(AttributeError, match="panel"):
        circuit.panel = "P2"
    assert repr(circuit) == "CircuitTable(breaker=Quantity(value=40.0, unit='A', text='40 A'), panel='P1')"


def test_a_refusal_says_what_would_do():
    assert str(Refused("a text in quotes", "type")) == "a text in quotes"
    assert str(TableError([Slip("unknown", ("x",), 1)])).startswith("1 slips, the first is Slip(kind='unknown'")
