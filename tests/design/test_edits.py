"""Edits made in the text of a site file."""

from __future__ import annotations

import pytest
import tomli
from hypothesis import given
from hypothesis import strategies as st

from evsite.model.remedy import REMOVE, Edit
from evsite.sitefile.edits import apply_edits, changed, replacements

TEXT = """\
# the yard
[site] # here
nec = 2023 # the edition

[circuits.C] # all alike
breaker = "40 A" # on the shelf
conductor = { size = "3 AWG", length = "60 ft" } # pulled
spaces = [1, 3]

[[ignore]]
rule = "EV112"
[[ignore]]
rule = "EV113"

[panels."EV 1"]
main = "400 A"
"""


@pytest.mark.parametrize(
    ("edit", "before", "after"),
    [
        (Edit(("circuits", "C", "breaker"), "50 A"), '"40 A" # on', '"50 A" # on'),
        (Edit(("circuits", "C", "count"), 3), "[1, 3]\n", "[1, 3]\ncount = 3\n"),
        (Edit(("circuits", "C", "breaker"), REMOVE), 'breaker = "40 A" # on the shelf\n', ""),
        (Edit(("circuits", "C", "conductor", "size"), "1 AWG"), '"3 AWG"', '"1 AWG"'),
        (Edit(("circuits", "C", "conductor", "egc"), "8 AWG"), '"60 ft" }', '"60 ft", egc = "8 AWG" }'),
        (Edit(("circuits", "C", "conductor", "size"), REMOVE), '{ size = "3 AWG", length', "{ length"),
        (Edit(("circuits", "C", "conductor", "length"), REMOVE), '"3 AWG", length = "60 ft" }', '"3 AWG" }'),
        (Edit(("circuits", "C", "spaces", 1), 5), "[1, 3]", "[1, 5]"),
        (Edit(("circuits", "C", "spaces", 0), REMOVE), "[1, 3]", "[3]"),
        (Edit(("ignore", 0), REMOVE), '[[ignore]]\nrule = "EV112"\n', ""),
        (Edit(("ignore", 1, "rule"), "EV101"), '"EV113"', '"EV101"'),
        (
            Edit(("panels", "EV 1", "bus"), "400 A"),
            '"EV 1"]\nmain = "400 A"\n',
            '"EV 1"]\nmain = "400 A"\nbus = "400 A"\n',
        ),
        (
            Edit(("panels", "EV 1", "conductor", "size"), "1 AWG"),
            '1"]\nmain = "400 A"\n',
            '1"]\nmain = "400 A"\nconductor.size = "1 AWG"\n',
        ),
        (Edit(("circuits", "C"), REMOVE), TEXT[TEXT.index("[circuits") : TEXT.index("[[ignore")], ""),
    ],
)
def test_nothing_but_the_edit_changes(edit, before, after):
    assert TEXT.count(before) == 1
    assert apply_edits(TEXT, [edit]) == TEXT.replace(before, after)


@pytest.mark.parametrize(
    ("edit", "added"),
    [
        (
            Edit(("groups", "EV 1"), {"on": "EV 1", "limit": "320 A"}),
            '\n[groups."EV 1"]\non = "EV 1"\nlimit = "320 A"\n',
        ),
        (Edit(("loads", "Hall", "on"), "EV 1"), '\n[loads.Hall]\non = "EV 1"\n'),
    ],
)
def test_a_table_that_is_not_there_goes_to_the_end(edit, added):
    assert apply_edits(TEXT, [edit]) == TEXT + added


def test_edits_are_made_one_after_the_other():
    edits = [Edit(("circuits", "C", "conductor"), REMOVE), Edit(("circuits", "C", "conductor", "size"), "1 AWG")]
    assert tomli.loads(apply_edits(TEXT, edits))["circuits"]["C"]["conductor"] == {"size": "1 AWG"}


def test_the_last_of_the_ignores_takes_the_list_along():
    edits = [Edit(("ignore", 0), REMOVE), Edit(("ignore", 0), REMOVE)]
    assert "ignore" not in apply_edits(TEXT, edits)


def test_lines_end_as_the_others_do():
    text = TEXT.replace("\n", "\r\n")
    edits = [Edit(("circuits", "C", "count"), 3), Edit(("groups", "G"), {"on": "C", "limit": "32 A"})]
    assert "\n" not in apply_edits(text, edits).replace("\r\n", "")


@pytest.mark.parametrize(
    "text",
    [
        'circuits.C.breaker = "40 A"',
        'circuits = { C = { breaker = "40 A" } }',
        '[circuits]\nC = { breaker = "40 A" }',
        '[circuits]\nC.breaker = "40 A"',
        '[circuits.C.conductor]\nsize = "3 AWG"\n[circuits.C]\nbreaker = "40 A"',
        '[circuits.C]\nbreaker = """\n40 A"""',
        "[circuits.C]\nbreaker = '40 A' #",
        "[circuits.C]",
        "",
    ],
)
@pytest.mark.parametrize(
    "edit",
    [
        Edit(("circuits", "C", "breaker"), "50 A"),
        Edit(("circuits", "C", "count"), 2),
        Edit(("circuits", "C", "conductor", "egc"), "8 AWG"),
        Edit(("groups", "C"), {"on": "C", "limit": "40 A"}),
    ],
)
def test_however_a_table_is_written_the_file_says_what_the_edit_says(text, edit):
    assert tomli.loads(apply_edits(text, [edit])) == changed(tomli.loads(text), edit)


@pytest.mark.parametrize(
    ("text", "edit"),
    [
        ('[panels]\nP.main = "400 A"\n', Edit(("panels", "P"), REMOVE)),
        ("[a]\nb.c = 1\n[a.d]\ne = 2\n", Edit(("a", "b"), REMOVE)),
        ("[site]\nnec = 2023\n", Edit(("name",), "x")),
        ('[panels]\nP.main = "400 A"\n', Edit(("panels",), 9)),
    ],
)
def test_an_edit_that_has_no_place_of_its_own_writes_the_file_anew(text, edit):
    """What would stand at the end, or be left where it is, is TOML as well, and says something else."""
    assert tomli.loads(apply_edits(text, [edit])) == changed(tomli.loads(text), edit) != tomli.loads(text)
    assert replacements(text, [edit]) == []


@pytest.mark.parametrize(
    "edit",
    [
        Edit(("circuits", "C", "breaker", "size"), "3 AWG"),
        Edit(("circuits", "C", "spaces", 2), 5),
        Edit(("circuits", "D", "breaker"), REMOVE),
        Edit(("ignore", 7), REMOVE),
    ],
)
def test_a_route_that_leads_nowhere_is_an_error(edit):
    with pytest.raises(KeyError):
        apply_edits(TEXT, [edit])


NAMES = st.text(min_size=1, max_size=8).filter(lambda name: name.isprintable())
VALUES = st.one_of(NAMES, st.integers(0, 9999), st.booleans(), st.lists(NAMES, max_size=3))


@given(NAMES, NAMES, VALUES)
def test_names_and_values_of_any_letters_are_written_as_they_are(table, key, value):
    edit = Edit(("circuits", table, key), value)
    text = apply_edits(TEXT, [edit])
    assert tomli.loads(text) == changed(tomli.loads(TEXT), edit)
    assert text.startswith("# the yard\n")


def test_edits_that_have_no_place_in_the_text_or_meet_there_are_not_replacements():
    assert replacements("a.b = 1\n", [Edit(("a", "c"), 2), Edit(("a", "b"), REMOVE), Edit(("a", "b", "d"), 3)]) == []
    assert replacements("a = 1\n", [Edit(("a",), 2), Edit(("a",), 3)]) == []
    assert replacements("a = 1\n", [Edit(("a", "b"), 2)]) == []
    assert replacements("[t]\n", [Edit(("t", "a"), 1), Edit(("t", "b"), 2)]) == [(4, 4, "a = 1\n"), (4, 4, "b = 2\n")]
    assert replacements("[t]\n", [Edit(("t", "a"), REMOVE)]) == []
