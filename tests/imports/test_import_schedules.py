"""Panel schedules as electricians write them, and as evsite does."""

import pytest
from import_files_of import ROOT, imported, messages, tables

from evsite.sitefile.imports.cells import CellError, read_breaker, read_numbers, read_poles, read_wire
from evsite.sitefile.imports.served import names_in, read_served

SCHEDULE = (ROOT / "examples" / "imports" / "panel-schedule.csv").read_text(encoding="utf-8")


def test_both_sides_of_a_panel_with_its_head(tmp_path):
    data = tables(imported(tmp_path, SCHEDULE))
    assert data["supplies"] == {"MDP": {"system": "208Y/120"}}
    assert data["panels"]["EV1"] == {
        "fed_from": "MDP",
        "main": "225 A",
        "bus": "225A",
        "interrupting": "22 kA",
        "location": "Level P1",
        "mounting": "surface",
        "enclosure": "NEMA 3R",
    }
    circuits = {name: (each["breaker"], each["poles"], each["spaces"]) for name, each in data["circuits"].items()}
    assert circuits == {
        "EV1-1": ("40 A", 2, [1, 3]),
        "EV1-5": ("40 A", 2, [5, 7]),
        "EV1-9": ("30 A", 3, [9, 11, 13]),
        "EV1-2": ("20 A", 1, [2]),
        "EV1-4": ("20 A", 1, [4]),
        "EV1-6": ("20 A", 1, [6]),
        "EV1-10": ("40 A", 2, [10, 12]),
    }
    assert data["stations"] == {name: {"circuit": name} for name in ("EV1-1", "EV1-5", "EV1-10")}
    assert {name: each["power"] for name, each in data["loads"].items()} == {
        "EV1-9": "4.5 kVA",
        "EV1-2": "1.2 kVA",
        "EV1-4": "0.6 kVA",
    }


def test_cells_may_be_broken_over_lines(tmp_path):
    """As spreadsheets write them, in the head, in titles and in rows."""
    text = (
        "Panel{0}EV1,208Y/120V,225 A{0}MLO\nCKT,Description,Breaker{0}(A),Poles\n"
        "1,EV charger{0}stall 1,40,2\n3,,,\n5,EV charger{0}stall 3,{1},2\n"
    )

    def broken(more, breaker="40"):
        quoted = (f'"{cell}"' if "{" in cell else cell for line in text.split("\n") for cell in line.split(","))
        lines = iter(quoted)
        rows = [",".join(next(lines) for _ in line.split(",")) for line in text.split("\n")]
        return "\n".join(rows).format(more, breaker)

    alone, apart = broken(" "), broken("\n")
    assert len(apart.splitlines()) == len(alone.splitlines()) + 5
    assert tables(imported(tmp_path, apart)) == tables(imported(tmp_path, alone))
    ((line, column, _),) = messages(imported(tmp_path, broken("\n", "twenty")))
    assert (line, column) == (10, 10)


def test_what_is_not_said_is_asked_for_and_never_made_up(tmp_path):
    result = imported(tmp_path, SCHEDULE)
    missing = {(*each.route, each.key): each.says for each in result.draft.missing()}
    assert set(missing) == {
        ("supplies", "MDP", "kind"),
        ("supplies", "MDP", "rating"),
        *(("stations", name, key) for name in ("EV1-1", "EV1-5", "EV1-10") for key in ("ports", "max_current")),
    }
    # 2 x 3328 VA between two lines of 208 V
    assert missing["stations", "EV1-1", "max_current"].endswith("all of its ports draw 32 A by the schedule")
    assert any(note.endswith("'TOTAL VA'") for note in result.notes)


def test_uneven_legs_count_with_the_greatest(tmp_path):
    text = "ckt,description,breaker,poles,A (VA),B (VA)\n1,Heater,20,2,900,700\n3,,,,,\n"
    result = imported(tmp_path, text)
    assert tables(result)["loads"] == {"C1": {"on": "C1", "power": "1.8 kVA"}}
    assert "A 900 VA, B 700 VA" in result.draft.remarks["loads", "C1"][0]


def test_a_breaker_feeds_a_panel_that_is_known(tmp_path):
    text = (
        'PANEL: MDP\nckt,description,breaker,poles\n"1,3,5",PANEL EV1,100A,3\n\n'
        "PANEL: EV1\nckt,description,breaker,poles\n1,Lights,20,1\n"
    )
    data = tables(imported(tmp_path, text))
    assert data["panels"]["EV1"] == {
        "fed_from": "MDP",
        "feeder": {"breaker": "100 A", "poles": 3, "spaces": [1, 3, 5]},
    }
    assert set(data["circuits"]) == {"EV1-1"}


def test_columns_may_be_named(tmp_path):
    text = "Nr,Was,Sicherung\n1,Licht,20\n"
    named = imported(tmp_path, text, columns="circuit=Nr,description=Was,breaker=Sicherung")
    assert tables(named)["circuits"] == {"C1": {"breaker": "20 A", "spaces": [1], "purpose": "Licht"}}
    wrong = imported(tmp_path, text, columns="circuit=Nr,breaker=Sicherungg")
    assert messages(wrong) == [(1, 1, "no column is called 'Sicherungg'")]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("ckt,breaker,breaker\n1,20,20\n", [(1, 13, "two columns say 'breaker'")]),
        ("ckt,breaker,descriptoin\n1,20,x\n", [(1, 13, "unknown title 'descriptoin'")]),
        (
            "ckt,breaker,poles\n1,twenty,2\n5,20,7\n3-9-1,20,1\n",
            [
                (2, 3, "found twenty, expected a breaker like 40, 40 A or 40A/2P"),
                (3, 6, "found 7, expected 1, 2 or 3 poles"),
                (4, 1, "found 3-9-1, expected the numbers of one breaker in order, like 1,3,5"),
            ],
        ),
        ("ckt,breaker,poles,A,B\n1,20,1,100,\n", [(1, 19, "the numbers under 'A' have no unit, like 100")]),
        ("ckt,breaker\n1,20\n1,30\n", []),
        (
            "ckt,breaker,name\n1,20,X\n3,30,X\n",
            [(3, 1, "breaker of X is 30 A, and 20 A in in.csv:2"), (3, 1, "spaces of X is [3], and [1] in in.csv:2")],
        ),
        ("a,b\n1,2\n", [(1, 1, "no line of titles is known")]),
        ("", [(1, 1, "the file is empty")]),
        ("ckt,breaker\n1,2,3\n", [(2, 5, "line 2 has 3 values, and there are 2 titles")]),
        ('ckt,breaker\n1,"20\n', [(2, 3, "a quotation mark in the wrong place: quote a whole value")]),
    ],
)
def test_what_is_wrong_is_told_with_its_place(tmp_path, monkeypatch, text, found):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "in.csv").write_text(text, encoding="utf-8")
    from evsite.sitefile.imports.loading import import_files

    assert messages(import_files(["in.csv"])) == found


def test_a_misspelt_title_is_told_with_the_one_that_was_meant(tmp_path):
    result = imported(tmp_path, "ckt,braker\n1,20\n")
    assert "did you mean 'breaker' for 'braker'?" in result.errors[0].findings[0].remedy


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("S1", ["S1"]),
        ("S1 to S3, T9", ["S1", "S2", "S3", "T9"]),
        ("S08 to S10", ["S08", "S09", "S10"]),
        ("S1 to T3", []),
        ("S9 to S1", []),
        ("S1 to S999999", []),
    ],
)
def test_names_of_a_list(text, names):
    assert names_in(text) == names


def test_what_a_breaker_serves():
    served = read_served("Row A; EVSE S1.1, S2 (cp6021b-80a); load Fans")
    assert (served.purpose, [(each.names, each.model) for each in served.units], served.loads) == (
        "Row A",
        [(["S1.1", "S2"], "cp6021b-80a")],
        ["Fans"],
    )
    assert read_served("EVSE for visitors").charging
    assert not read_served("EVSE for visitors").units
    assert read_served("Spare").spare
    assert read_served("EV1", frozenset({"EV1"})).panels == ["EV1"]


def test_cells():
    assert read_numbers("1/3/5") == (1, 3, 5)
    assert read_breaker("40A 2P") == ("40 A", 2)
    assert read_breaker("1,200") == ("1200 A", None)
    assert read_poles("2P") == 2
    assert read_wire("2 sets of 3 x 500 kcmil Al + N 3/0 AWG") == {
        "size": "500 kcmil Al",
        "sets": 2,
        "neutral": "3/0 AWG",
    }
    for read, text in ((read_breaker, "99999"), (read_numbers, "0"), (read_poles, "4"), (read_wire, "2#8,1#10G")):
        with pytest.raises(CellError):
            read(text)
