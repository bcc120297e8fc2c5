"""Conductors in the site file: what is read, and what is said of what cannot be."""

from __future__ import annotations

import pytest

from evsite.codebook.tables import rows
from evsite.model.finding import SiteFileError
from evsite.sitefile import wires
from evsite.sitefile.loading import loads

SITE = (
    '[site]\nnec = 2023\n\n[supplies.U]\nkind = "service"\nrating = "400 A"\nsystem = "208Y/120"\n\n'
    '[panels.P]\nfed_from = "U"\nmain = "400 A"\n\n[circuits.C]\npanel = "P"\nbreaker = "100 A"\nconductor = {}\n'
)


def conductor(text):
    return loads(SITE.format("{ " + text + " }")).circuits["C"].conductor


def problem(text):
    with pytest.raises(SiteFileError) as caught:
        loads(SITE.format(text))
    (finding,) = caught.value.findings
    return finding


@pytest.mark.parametrize(
    ("written", "size"),
    [
        ("3 AWG", "3"),
        ("3", "3"),
        ("#3", "3"),
        ("No. 3 awg", "3"),
        ("1/0", "1/0"),
        ("4/0 AWG", "4/0"),
        ("500 kcmil", "500"),
        ("500 MCM", "500"),
        ("250", "250"),
    ],
)
def test_sizes(written, size):
    assert conductor(f'size = "{written}"').size == size


@pytest.mark.parametrize(
    "written", ['"37 AWG"', '"3 kcmil"', '"500 AWG"', '"5/0"', '"10 mm2"', '"AWG"', '""', "3", "3.5", "[]"]
)
def test_what_is_no_size(written):
    finding = problem(f"{{ size = {written} }}")
    assert finding.path == ("circuits", "C", "conductor", "size")
    assert 'expected a size such as "3 AWG"' in finding.message


def test_what_is_not_given_is_assumed_as_the_schema_says():
    installed = conductor('size = "3 AWG"')
    assert (installed.material, installed.sets, installed.insulation) == ("Cu", 1, "THWN-2")
    assert installed.terminal_c is installed.length_ft is installed.ambient_c is installed.egc is None


def test_insulation_in_any_case():
    assert conductor('size = "3 AWG", insulation = "xhhw-2"').insulation == "XHHW-2"
    assert 'expected "TW", ' in problem('{ size = "3 AWG", insulation = "THWX" }').message
    assert "found a number" in problem('{ size = "3 AWG", insulation = 2 }').message


def test_terminals_are_for_60_or_75_c():
    assert conductor('size = "3 AWG", terminal = "75 °C"').terminal_c == 75
    assert conductor('size = "3 AWG", terminal = "140 °F"').terminal_c == 60
    assert "derating alone" in problem('{ size = "3 AWG", terminal = "90 °C" }').message
    assert problem('{ size = "3 AWG", terminal = 75 }').remedy == 'terminal = "75 degC"'


def test_problems_name_the_inner_table():
    missing = problem('{ material = "Al" }')
    assert missing.message.startswith("[circuits.C.conductor] has no 'size'")
    unknown = problem('{ size = "3 AWG", lenght = "20 ft" }')
    assert unknown.message == "unknown key 'lenght' in [circuits.C.conductor]"
    assert unknown.remedy == "did you mean 'length'?"
    assert problem("3").message == "conductor: found 3, expected a table: [circuits.C.conductor]"
    assert problem('"3 foo"').message.startswith("conductor: '3 foo' has 'foo' in it, expected a size")


def test_sizes_and_insulations_are_those_of_the_code_book():
    assert set(wires._sizes()) == {row["size_awg_kcmil"] for row in rows("ampacity_310_16")}
    assert set(wires._insulations().values()) == {row["insulation"] for row in rows("insulation_types")}
