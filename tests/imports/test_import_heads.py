"""Heads of panels, sums and titles as contractors write them: read, or noted, and never lost."""

import pytest
from import_files_of import imported, messages, tables

from evsite.model.finding import Span
from evsite.sitefile.imports.heads import Head, HeadField
from evsite.sitefile.imports.served import read_served

_ROWS = "CKT,DESCRIPTION,BKR,P\n1,EV CHARGER,40,2\n"


@pytest.mark.parametrize(
    ("head", "panel"),
    [
        ("PANEL LP1,MAIN BREAKER 400A,BUS 400A", {"main": "400 A", "bus": "400A"}),
        ("PANEL: LP1\n400A MCB,,BUS: 400 A", {"main": "400 A", "bus": "400 A"}),
        ("PANEL: LP1\n225A MLO\n22 kA", {}),
        ("PANELBOARD SCHEDULE\nNAME,LP1\nMAINS,MAIN BREAKER 225A\nAIC 22kA", {"main": "225 A", "interrupting": "22kA"}),
    ],
)
def test_ratings_of_a_head_are_read_where_a_label_has_no_colon(tmp_path, head, panel):
    data = tables(imported(tmp_path, f"{head}\n{_ROWS}"))
    assert data["panels"] == {"LP1": panel}
    assert data["circuits"]["LP1-1"]["panel"] == "LP1"


def test_the_voltage_alone_in_a_cell_is_that_of_the_supply(tmp_path):
    data = tables(imported(tmp_path, f"PANEL: LP1,208Y/120V 3PH 4W\nFED FROM: MSB\n{_ROWS}"))
    assert data["supplies"] == {"MSB": {"system": "208Y/120"}}


def test_a_voltage_is_kept_beside_a_panel_that_nothing_feeds(tmp_path):
    result = imported(tmp_path, f"PANEL: LP1,VOLTAGE: 208Y/120V 3PH 4W\n{_ROWS}")
    assert any("208Y/120V 3PH 4W" in text for text in result.draft.remarks["panels", "LP1"])


def test_what_a_head_says_and_nothing_takes_is_noted(tmp_path):
    result = imported(tmp_path, f"PANEL: LP1,IN THE ATTIC\n{_ROWS}")
    assert [note.rpartition(":1: ")[2] for note in result.notes] == ["not read: 'IN THE ATTIC'"]
    without_panel = imported(tmp_path, f"SYSTEM,480Y/277V\nFED FROM,MSB\nNAME,LP1\n{_ROWS}")
    assert "supplies" not in tables(without_panel)
    said = " ".join(without_panel.notes)
    assert "480Y/277V" in said
    assert "MSB" in said
    assert "NAME LP1" in said


@pytest.mark.parametrize("text", ["MAIN BREAKER 400A", "400 A MAIN CB", "M.C.B. 400", "400A MCB", "400"])
def test_words_around_the_rating_of_a_main(text):
    assert Head(None, {"main": HeadField(text, Span(1, 1, 1, 2))}).main() == "400 A"


def test_sums_below_both_sides_of_a_panel_are_no_loads(tmp_path):
    titles = "CKT,DESCRIPTION,BKR,A (VA),B (VA),A (VA),B (VA),BKR,DESCRIPTION,CKT"
    rows = "1,PUMP,20/1,500,,1200,,20/1,LIGHTS,2\nTOTALS,,,500,0,1200,0,,,\n,,,500,0,1200,0,,TOTAL,\n"
    data = tables(imported(tmp_path, f"PANEL: LP1\n{titles}\n{rows}"))
    assert {load["power"] for load in data["loads"].values()} == {"0.5 kVA", "1.2 kVA"}


def test_volt_amperes_that_nothing_draws_are_still_told(tmp_path):
    titles = "CKT,DESCRIPTION,BKR,A (VA),B (VA),A (VA),B (VA),BKR,DESCRIPTION,CKT"
    result = imported(tmp_path, f"PANEL: LP1\n{titles}\n1,PUMP,20/1,500,,1200,,,,2\n")
    assert [message for _, _, message in messages(result)] == ["volt-amperes without a breaker and a description"]


def test_both_sides_of_a_panel_by_named_columns(tmp_path):
    text = (
        "PANEL: LP1\nCKT,Zweck,CB size,Notes,CB size,Zweck,CKT\n1,EV CHARGER,40A/2P,x,20/1,LIGHTS,2\n3,,,,20/1,PUMP,4\n"
    )
    result = imported(tmp_path, text, columns="breaker=CB size,description=Zweck")
    circuits = tables(result)["circuits"]
    assert {name: keys["purpose"] for name, keys in circuits.items()} == {
        "LP1-1": "EV CHARGER",
        "LP1-2": "LIGHTS",
        "LP1-4": "PUMP",
    }
    assert circuits["LP1-1"]["spaces"] == [1, 3]
    assert [note.rpartition(":2: ")[2] for note in result.notes] == ["columns that are not read: Notes"]


def test_a_load_whose_title_says_its_unit(tmp_path):
    data = tables(imported(tmp_path, "PANEL: LP1\nCKT,DESCRIPTION,BKR,P,Load (kVA)\n1,PUMP,20,1,1.5\n"))
    assert data["loads"]["LP1-1"]["power"] == "1.5 kVA"


@pytest.mark.parametrize("titles", ["KVA A,KVA B", "kVA Phase A,kVA Phase B", "A (kVA),B (kVA)"])
def test_a_unit_may_stand_before_the_line(tmp_path, titles):
    data = tables(imported(tmp_path, f"PANEL SCHEDULE: LP1\nCKT,DESCRIPTION,BKR,P,{titles}\n1,PUMP,20,2,1.5,1.5\n"))
    assert data["loads"]["LP1-1"]["power"] == "3 kVA"


@pytest.mark.parametrize("text", ["EV CHGR 1", "DC FAST CHARGER #1", "Level 2 charger", "Tesla Wall Connector"])
def test_words_for_charging(text):
    assert read_served(text).charging


@pytest.mark.parametrize("text", ["FORKLIFT CHARGER", "BATTERY CHARGER", "LEVEL 2 LIGHTS"])
def test_words_for_other_load(text):
    assert not read_served(text).charging


def test_a_supply_in_the_head_of_a_panel_makes_no_supply_of_it(tmp_path):
    result = imported(tmp_path, f"PANEL: LP1,SUPPLY: NORMAL\n{_ROWS}")
    data = tables(result)
    assert list(data["panels"]) == ["LP1"]
    assert "supplies" not in data
    assert "SUPPLY: NORMAL" in result.notes[0]


def test_a_source_of_which_nothing_is_known_is_told(tmp_path):
    result = imported(tmp_path, f"SUPPLY: T1,FED FROM: MSB,BUS: 200A\n{_ROWS}")
    assert "MSB" in "".join(result.draft.remarks["supplies", "T1"])


def test_spaces_that_are_not_as_many_as_poles_are_told(tmp_path):
    found = messages(imported(tmp_path, 'PANEL: LP1\nCKT,DESCRIPTION,BKR,P\n"1,3,5",PUMP,20,1\n'))
    assert found == [(3, 1, "found 3 spaces, and 1 pole")]
