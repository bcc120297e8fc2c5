"""Lists of stations and ports."""

import pytest
from import_files_of import ROOT, imported, messages, tables

from evsite.sitefile.imports.loading import import_files
from evsite.sitefile.sessions.named_columns import SessionOptionError

STATIONS = (ROOT / "examples" / "imports" / "stations.csv").read_text(encoding="utf-8")


def test_a_row_a_station(tmp_path):
    data = tables(imported(tmp_path, STATIONS))
    assert data["stations"]["CH-02"] == {"ports": 1, "max_current": "32 A", "circuit": "CH-02"}
    assert data["circuits"]["CH-02"] == {
        "panel": "EV1",
        "breaker": "40 A",
        "poles": 2,
        "conductor": {"size": "8 AWG Cu", "length": "95 ft"},
    }
    assert data["groups"] == {"Row A": {"members": ["CH-01", "CH-02", "CH-03"], "limit": "64 A"}}


def test_a_row_a_port(tmp_path):
    text = "station,port,circuit,breaker,max current\nS1,1,C1,40,32\nS1,2,C2,40,32\nS2,S2.1,C3,40,32\n"
    data = tables(imported(tmp_path, text))
    assert data["stations"] == {
        "S1": {"max_current": "32 A", "circuits": ["C1", "C2"], "ports": 2},
        "S2": {"max_current": "32 A", "circuit": "C3", "ports": 1},
    }


def test_stations_on_one_circuit(tmp_path):
    data = tables(imported(tmp_path, "station,model,circuit\nS1,CP6021B-80A,C\nS2,CP6021B-80A,C\n"))
    assert data["stations"] == {name: {"model": "CP6021B-80A", "circuit": "C"} for name in ("S1", "S2")}
    assert data["circuits"] == {"C": {}}


def test_numbers_whose_unit_nothing_says_are_refused(tmp_path):
    result = imported(tmp_path, "station,ports,cable,power\nS1,1,18,7\n")
    assert [line for line, _, _ in messages(result)] == [2, 2]
    assert all("needs a unit" in message for _, _, message in messages(result))


def test_sources_that_contradict_each_other_are_told(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "a.csv").write_text("station,model,circuit,breaker\nS1,,C1,40\n")
    (tmp_path / "b.csv").write_text("ckt,name,breaker\n1,C1,50\n")
    assert messages(import_files(["a.csv", "b.csv"])) == [(2, 8, "breaker of C1 is 40 A, and 50 A in b.csv:2")]
    (tmp_path / "b.csv").write_text("ckt,name,breaker\n1,C1,40\n")
    data = tables(import_files(["a.csv", "b.csv"]))
    assert data["circuits"] == {"C1": {"breaker": "40 A", "spaces": [1]}}


def test_a_model_that_the_catalogue_does_not_have_is_a_comment(tmp_path):
    result = imported(tmp_path, "station,model,circuit\nS1,Wallbox 9,C1\nS2,CP6021B-80A,C2\n")
    assert [(each.route[1], each.key) for each in result.draft.missing() if each.route[0] == "stations"] == [
        ("S1", "ports"),
        ("S1", "max_current"),
    ]
    assert "model" not in tables(result)["stations"]["S1"]
    assert "Wallbox 9" in result.draft.remarks["stations", "S1"][0]


def test_a_circuit_that_is_called_by_its_spaces(tmp_path):
    data = tables(imported(tmp_path, 'charger id,panel,ckt,breaker\nA,EV1,"1,3",40A/2P\nB,EV1,2/4,40A/2P\n'))
    assert {name: keys["spaces"] for name, keys in data["circuits"].items()} == {"EV1-1": [1, 3], "EV1-2": [2, 4]}
    assert data["stations"]["B"]["circuit"] == "EV1-2"


def test_a_stall_that_a_site_file_does_not_take_is_a_comment(tmp_path):
    result = imported(tmp_path, f"station,circuit,stall\nA,C1,{'x' * 50}\n")
    assert "stalls" not in tables(result)["stations"]["A"]
    assert "xxx" in result.draft.remarks["stations", "A"][0]


def test_ports_that_are_not_numbered_from_1_are_told(tmp_path):
    result = imported(tmp_path, "station,ports,circuit\nA.3,1,C1\nA.7,1,C2\nB.1,,C3\nB.2,,C4\n")
    assert [text.partition(":")[0] for text in result.draft.remarks["stations", "A"]] == [
        "ports",
        "listed are A.3 and A.7; the ports of a station are numbered 1, 2 and so on",
    ]
    assert ("stations", "B") not in result.draft.remarks


def test_the_limit_of_a_second_group_is_asked_for(tmp_path):
    result = imported(tmp_path, "station,circuit,group,group limit\nA,C1,G;H,80 A\nB,C2,G,80 A\n")
    groups = [(each.route[1], each.key) for each in result.draft.missing() if each.route[0] == "groups"]
    assert groups == [("H", "limit")]


@pytest.mark.parametrize("columns", ["breaker=X", "nothing=station", "breaker"])
def test_columns_that_cannot_be_used(tmp_path, columns):
    with pytest.raises(SessionOptionError):
        imported(tmp_path, STATIONS, columns=columns)
