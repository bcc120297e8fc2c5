"""Tables are read strictly, one by one; whatever is wrong with one is told key by key, in the words of TOML."""

from __future__ import annotations

import math
import subprocess
import sys
from datetime import UTC, date, datetime, time
from pathlib import Path

import jsonschema
import pytest
import tomli
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import ValidationError

from effort import examples, hold_for_each
from evsite.sitefile.nearest import Nearest
from evsite.sitefile.reading import SECTIONS, read_tables
from evsite.sitefile.refusals import findings_of
from evsite.sitefile.schema import site_schema
from evsite.sitefile.tables.base import keys_of
from evsite.sitefile.tables.equipment import CircuitTable, ConductorTable, MeteredTable, PanelTable
from evsite.sitefile.tables.sharing import GroupTable
from evsite.sitefile.tables.site import IgnoreTable, SiteTable
from evsite.sitefile.tables.windows import ProfileTable, ScheduleTable, WindowTable

ROOT = Path(__file__).parent.parent.parent
EXAMPLES = sorted((ROOT / "examples").rglob("*.toml"))
TABLES = [
    *(SiteTable, *SECTIONS.values(), IgnoreTable, ConductorTable, MeteredTable),
    *(WindowTable, ScheduleTable, ProfileTable),
]
by_name = pytest.mark.parametrize("table", TABLES, ids=lambda table: table.__name__)

_SIMPLE = (
    st.booleans()
    | st.integers(-2, 50)
    | st.sampled_from([2023, 10**7, 10**30, 0.5, 1.5, -1.0, math.nan, math.inf, date(2027, 6, 30), time(6)])
    | st.sampled_from(["40 A", "0 A", "3 kW", "5 ft", "8 h", "30 degC", "75 °C", "4 %", "3 AWG", "1/0", "THHN", "Cu"])
    | st.sampled_from(["", "x", "AB", "A", "ac", "equal", "service", "pvc", "none", "2027-02-29", "2027-06-30"])
)
VALUES = (
    _SIMPLE
    | st.lists(_SIMPLE, max_size=3)
    | st.dictionaries(st.sampled_from(["40 A", "size", "days", "limit"]), _SIMPLE, max_size=3)
    | st.lists(st.dictionaries(st.sampled_from(["days", "from", "to", "limit", "x"]), _SIMPLE, max_size=3), max_size=2)
)
ODD = {
    "true": True,
    "negative": -1,
    "zero": 0,
    "fraction": 1.5,
    "nan": math.nan,
    "inf": math.inf,
    "minus inf": -math.inf,
    "decimal": 10**4200,
    "hexadecimal": 16**9000,
    "long list": [16**9000] * 2,
    "empty list": [],
    "nested list": [[1, 3]],
    "list of tables": [{}],
    "mixed list": ["C", 1],
    "empty table": {},
    "table": {"40 A": 16**9000},
    "long key": {"k" * 100_000: 1},
    "empty text": "",
    "long text": "x" * 100_000,
    "control characters": "\0\x1b[31m",
    "date": date(2027, 6, 30),
    "date and time": datetime(2027, 6, 30, tzinfo=UTC),
    "time": time(7, 32),
}


def raw_tables(table):
    """Tables with keys that the class has, and one that it has not, and values of all kinds."""
    return st.dictionaries(st.sampled_from([*keys_of(table), "breakr"]), VALUES, max_size=6)


def findings(table, raw):
    """What is wrong with a table."""
    try:
        table.model_validate(raw)
    except ValidationError as error:
        return findings_of(error, table, raw, ("section", "name"), Nearest())
    return []


def reported(found):
    """What findings say, apart from keys that are missing in the table itself and from guesses at what was meant."""
    return {
        (finding.code, finding.path, finding.message)
        for finding in found
        if (finding.code, finding.path) != ("EV011", ("section", "name"))
    }


# --- nothing hides anything ---------------------------------------------------------------------------------------


@pytest.mark.slow
@by_name
def test_a_bad_key_hides_nothing_of_the_other_keys(table):
    @settings(max_examples=examples(60), deadline=None)
    @given(raw_tables(table))
    def apart(raw):
        alone = [reported(findings(table, {key: value})) for key, value in raw.items()]
        assert reported(findings(table, raw)) == set().union(*alone)

    apart()


@settings(max_examples=examples(60), deadline=None)
@given(st.data())
def test_a_bad_table_hides_nothing_of_the_other_tables(data):
    document = {
        section: data.draw(st.dictionaries(st.sampled_from(["A", "B"]), raw_tables(table), max_size=2))
        for section, table in SECTIONS.items()
    }

    def found(part):
        findings = []
        tables = read_tables(part, findings, Nearest())
        read = {(section, name) for section in SECTIONS for name in getattr(tables, section)}
        # the example that a message gives is a name of the file, where there is one
        said = ((finding.code, finding.path, finding.message.partition(" such as ")[0]) for finding in findings)
        return set(said), read

    parts = [found({section: {name: raw}}) for section, named in document.items() for name, raw in named.items()]
    together, read = found(document)
    assert together == set().union(*(wrong for wrong, _ in parts))
    assert read == set().union(*(good for _, good in parts))


def test_a_site_table_is_read_without_its_bad_keys():
    found = []
    tables = read_tables({"site": {"name": "Harbor", "nec": 2021, "colour": "red"}}, found, Nearest())
    assert (tables.site.name, tables.site.nec) == ("Harbor", None)
    assert {finding.path for finding in found} == {("site", "nec"), ("site", "colour")}


def test_everything_wrong_in_a_table_of_tables_is_reported_with_its_place():
    raw = {"policy": "fair", "schedule": [{"limit": "1 A"}, {"from": 6}], "onn": "P1"}
    assert [(finding.code, finding.path, finding.anchor) for finding in findings(GroupTable, raw)] == [
        ("EV014", ("section", "name", "policy"), "value"),
        ("EV012", ("section", "name", "schedule", 1, "from"), "value"),
        ("EV011", ("section", "name", "schedule", 1), "header"),
        ("EV010", ("section", "name", "onn"), "key"),
    ]


def test_a_key_that_is_misspelt_in_one_window_is_missing_in_another():
    raw = {"schedule": [{"limitt": "1 A"}, {"from": "06:00"}]}
    assert [(finding.code, finding.path[2:]) for finding in findings(GroupTable, raw)] == [
        ("EV010", ("schedule", 0, "limitt")),
        ("EV011", ("schedule", 1)),
    ]


# --- what is said -------------------------------------------------------------------------------------------------


@pytest.mark.slow
@by_name
def test_no_value_makes_a_message_long_or_odd(table):
    hold_for_each({name: (table, value) for name, value in ODD.items()}, makes_no_message_long_or_odd)


def makes_no_message_long_or_odd(table, value):
    for key in keys_of(table):
        for finding in findings(table, {key: value}):
            for text in (finding.message, finding.remedy, finding.label):
                assert len(text) < 700
                assert text.isprintable()
                for word in ("Input should", "Value error", "Exceeds the limit", "dictionary", "NoneType"):
                    assert word not in text
            if finding.code not in {"EV010", "EV011"}:
                assert finding.path[:3] == ("section", "name", key)
                assert finding.message.startswith(tuple(f"{part}: " for part in finding.path[2:]))
                assert finding.label


@pytest.mark.parametrize("value", [math.nan, math.inf, -math.inf])
@by_name
def test_no_key_takes_a_number_that_is_none(table, value):
    assert all(findings(table, {key: value}) for key in keys_of(table))


def test_a_choice_of_numbers_takes_no_fraction_and_no_yes():
    for value in (1.0, True, "1", 16**9000):
        (finding,) = findings(PanelTable, {"fed_from": "T", "working_condition": value})
        assert finding.code == "EV014"
        assert finding.message.endswith("expected 1, 2 or 3")


def test_a_key_has_the_name_that_the_file_gives_it_and_no_other():
    assert WindowTable.model_validate({"from": "06:00"}).from_ == "06:00"
    (finding,) = findings(WindowTable, {"from_": "06:00"})
    assert (finding.code, finding.remedy) == ("EV010", "did you mean 'from'?")


def test_a_space_beyond_every_panel_is_refused_with_its_number():
    (finding,) = findings(CircuitTable, {"panel": "P", "breaker": "40 A", "spaces": [1, 100_001]})
    assert finding.message == "spaces: found space 100001, expected numbers up to 100,000"


# --- what is read -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("path", EXAMPLES, ids=lambda path: path.stem)
def test_tables_know_which_keys_the_file_gives(path):
    data = tomli.loads(path.read_text(encoding="utf-8"))
    tables = read_tables(data, [], Nearest())
    for section in SECTIONS:
        for name, table in getattr(tables, section).items():
            assert table.model_fields_set == set(data[section][name])


def test_what_is_left_out_has_its_default_and_no_list_is_shared():
    first, second = (GroupTable.model_validate({"on": "P1"}) for _ in range(2))
    assert (first.policy, first.limit, first.schedule) == ("equal", None, [])
    assert first.schedule is not second.schedule
    assert first.model_fields_set == {"on"}


def test_a_table_does_not_change():
    circuit = CircuitTable.model_validate({"panel": "P1", "breaker": "40 A"})
    with pytest.raises(ValidationError, match="frozen"):
        circuit.panel = "P2"


def test_a_model_is_built_when_a_file_has_such_a_table():
    code = (
        "from evsite.sitefile.nearest import Nearest\n"
        "from evsite.sitefile.reading import SECTIONS, read_tables\n"
        "assert not any(table.__pydantic_complete__ for table in SECTIONS.values())\n"
        'read_tables({"panels": {"P": {"fed_from": "T"}}}, [], Nearest())\n'
        "print(*(name for name, table in SECTIONS.items() if table.__pydantic_complete__))\n"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.split() == ["panels"]


# --- the JSON Schema says the same ----------------------------------------------------------------------------------


SCHEMA = site_schema()


def fits(table, key, value):
    """Whether a value fits a key by the schema."""
    named = {"$schema": SCHEMA["$schema"], "$defs": SCHEMA["$defs"]}
    return jsonschema.Draft202012Validator(named | SCHEMA["$defs"][table.__name__]["properties"][key]).is_valid(value)


def plain(value):
    """Whether a value is one that JSON has, and that it tells from others: 1.0 is a whole number there."""
    if isinstance(value, float):
        return math.isfinite(value) and not value.is_integer()
    if isinstance(value, (list, dict)):
        return all(map(plain, value.values() if isinstance(value, dict) else value))
    return isinstance(value, (bool, int, str))


@pytest.mark.slow
@by_name
def test_an_editor_refuses_what_the_program_refuses(table):
    @settings(max_examples=examples(100), deadline=None)
    @given(st.sampled_from(list(keys_of(table))), VALUES.filter(plain))
    def alike(key, value):
        refused = [finding for finding in findings(table, {key: value}) if finding.path != ("section", "name")]
        if not fits(table, key, value):
            # names are looked up when the site is resolved
            assert refused or key in {"system", "primary"} or "" in leaves(value)
        elif refused:
            # a text can have the form of a quantity, a date or a size, and be none that counts
            assert {finding.code for finding in refused} <= {"EV013", "EV014"}
            assert any(isinstance(part, str) for part in leaves(value)) or "0 A" in str(value)

    alike()


def leaves(value):
    """The values in a list or table, however deep."""
    if isinstance(value, (list, dict)):
        return [leaf for part in (value.values() if isinstance(value, dict) else value) for leaf in leaves(part)]
    return [value]
