"""`evsite import`: what is shown, what is written, and what is refused."""

import tomllib
from pathlib import Path

import openpyxl
import pytest

ROOT = Path(__file__).parents[2]
SAMPLES = ROOT / "examples" / "imports"


@pytest.fixture
def desk(tmp_path, monkeypatch):
    for path in SAMPLES.iterdir():
        (tmp_path / path.name).write_bytes(path.read_bytes())
    monkeypatch.chdir(tmp_path)
    return tmp_path


def test_without_a_file_the_site_goes_to_the_screen_and_what_is_missing_beside_it(evsite, desk):
    done = evsite("import", "panel-schedule.csv")
    assert done.exit_code == 0
    assert set(tomllib.loads(done.stdout)) == {"site", "supplies", "panels", "circuits", "stations", "loads"}
    assert done.stdout.startswith("#:schema ")
    assert "# rating: not in what was imported: rated current or apparent power [A or kVA]\n" in done.stdout
    assert "evsite: supplies.MDP.rating: rated current or apparent power [A or kVA]\n" in done.stderr


def test_check_asks_for_the_same_keys(evsite, desk):
    assert evsite("import", "panel-schedule.csv", "--out", "site.toml").exit_code == 0
    done = evsite("check", "site.toml", "--format", "concise")
    assert done.exit_code == 1
    for key in ("kind", "rating"):
        assert f"[supplies.MDP] has no '{key}'" in done.stdout


def test_a_completed_site_is_checked(evsite, desk):
    evsite("import", "panel-schedule.csv", "--out", "site.toml")
    text = Path("site.toml").read_text(encoding="utf-8")
    text = text.replace('system = "208Y/120"', 'system = "208Y/120"\nkind = "service"\nrating = "225 A"')
    text = text.replace('circuit = "', 'ports = 1\nmax_current = "32 A"\ncircuit = "')
    Path("done.toml").write_text(text, encoding="utf-8")
    done = evsite("check", "done.toml", "--fail-on", "never")
    assert done.exit_code == 0
    assert "EV01" not in done.stdout


def test_several_files_are_put_together_as_a_workbook_is(evsite, desk):
    book = openpyxl.Workbook()
    for name in ("panel-schedule", "stations"):
        sheet = book.create_sheet(name)
        for line in (desk / f"{name}.csv").read_text().splitlines():
            sheet.append([int(cell) if cell.isdigit() else cell or None for cell in line.split(",")])
    book.save("both.xlsx")
    two = evsite("import", "panel-schedule.csv", "stations.csv")
    one = evsite("import", "both.xlsx")
    assert (one.exit_code, two.exit_code) == (0, 0)
    assert tomllib.loads(one.stdout) == tomllib.loads(two.stdout)
    assert "both.xlsx[Sheet]: not read" in one.stdout


def test_rows_of_a_workbook_are_told_by_their_numbers_and_limited(evsite, desk):
    book = openpyxl.Workbook()
    sheet = book.active
    for cell, value in (("B4", "ckt"), ("C4", "trip"), ("B6", 1), ("C6", "twenty"), ("B7", "2,4"), ("C7", "=20*2")):
        sheet[cell] = value
    book.save("in.xlsx")
    done = evsite("import", "in.xlsx")
    assert done.exit_code == 1
    assert "in.xlsx[Sheet]:6:4" in done.stderr
    sheet["C6"] = 20
    sheet["ZZ8"] = "far away"
    book.save("in.xlsx")
    assert "row 8 has more than 200 columns" in evsite("import", "in.xlsx").stderr
    sheet["ZZ8"], sheet["A60000"] = None, "far below"
    book.save("in.xlsx")
    assert "expected at most 50,000" in evsite("import", "in.xlsx").stderr


def test_preview_tells_and_writes_nothing(evsite, desk):
    before = sorted(desk.iterdir())
    done = evsite("import", "stations.csv", "network.json", "--preview")
    assert done.exit_code == 0
    for line in (
        "stations.csv: 3 listed stations",
        "network.json: 4 EVSEs and 5 constraints",
        "stations.csv:1: columns",
    ):
        assert line in done.stdout
    assert sorted(desk.iterdir()) == before
    assert evsite("import", "stations.csv", "--preview", "--out", "x.toml").exit_code == 2


def test_what_cannot_be_read_is_told_row_by_row_and_left_out_on_demand(evsite, desk):
    Path("bad.csv").write_text("station,ports,max current,circuit,breaker\nS1,1,32,C1,forty\nS2,many,32,C2,40\n")
    refused = evsite("import", "bad.csv", "--out", "site.toml")
    assert refused.exit_code == 1
    assert "bad.csv:2:12" in refused.stderr
    assert "bad.csv:3:4" in refused.stderr
    assert not Path("site.toml").exists()
    shown = evsite("import", "bad.csv", "--preview")
    assert (shown.exit_code, "bad.csv:2:12" in shown.stderr) == (1, True)
    skipped = evsite("import", "bad.csv", "--out", "site.toml", "--bad-rows", "skip")
    assert skipped.exit_code == 0
    assert "left out: 2 cells that cannot be read" in skipped.stderr
    assert tomllib.loads(Path("site.toml").read_text())["circuits"] == {"C1": {}, "C2": {"breaker": "40 A"}}


def test_no_file_is_written_over(evsite, desk):
    Path("site.toml").write_text("mine")
    assert evsite("import", "stations.csv", "--out", "site.toml").exit_code == 2
    assert Path("site.toml").read_text() == "mine"
    before = Path("stations.csv").read_bytes()
    assert evsite("import", "stations.csv", "--out", "stations.csv").exit_code == 2
    assert Path("stations.csv").read_bytes() == before


@pytest.mark.parametrize(
    ("content", "code", "message"),
    [
        (b"PK\x03\x04 and no workbook", 3, "the file is no workbook that can be read, or a damaged one"),
        (b"\xd0\xcf\x11\xe0", 3, "the file is a workbook of Excel 97-2003"),
        (b"\x89PNG\r\n\x1a\n\x00\x00", 3, "this is no text, and no workbook"),
        (b"", 1, "the file is empty"),
        (b"a,b\n", 1, "no line of titles is known"),
        (b"[1, 2]", 1, "no network of acnportal"),
        (b"ckt,breaker\n" + b"1,20\n" * 50_001, 1, "the file has 50,003 lines, expected at most 50,000"),
    ],
)
def test_wrong_files(evsite, desk, content, code, message):
    Path("in").write_bytes(content)
    done = evsite("import", "in")
    assert done.exit_code == code
    assert message in done.stderr
    assert not done.stdout


def test_all_files_are_looked_at_before_any_is_refused(evsite, desk):
    Path("one.csv").write_text("ckt,breaker\n1,x\n")
    done = evsite("import", "nowhere.csv", "one.csv", "neither.csv")
    assert done.exit_code == 3
    for name in ("nowhere.csv", "one.csv:2:3", "neither.csv"):
        assert name in done.stderr


def test_names_of_a_stranger_are_plain_text(evsite, desk):
    Path("in.csv").write_text(
        'station,ports,circuit\n"\x1b[31m=1+1 ::error::x\u202e",1,"##[error]\x07"\n', encoding="utf-8"
    )
    for arguments in (["in.csv"], ["in.csv", "--preview"]):
        done = evsite("import", *arguments)
        assert done.exit_code == 0
        for text in (done.stdout, done.stderr):
            assert not set(text) & set("\x1b\x07\u202e")
            assert "##[error]" not in text


def test_a_missing_library_is_named(evsite, desk, monkeypatch):
    import sys

    openpyxl.Workbook().save("a.xlsx")
    monkeypatch.setitem(sys.modules, "openpyxl", None)
    done = evsite("import", "a.xlsx")
    assert done.exit_code == 2
    assert "pip install 'evsite[xlsx]', or save its sheets as CSV" in done.stderr


@pytest.mark.parametrize("again", ["stations.csv", "./stations.csv"])
def test_a_file_is_named_once(evsite, desk, again):
    done = evsite("import", "stations.csv", again)
    assert done.exit_code == 2
    assert "stations.csv is named twice" in done.stderr


def test_columns_that_cannot_be_read_are_shown_as_imports_have_them(evsite, desk):
    done = evsite("import", "stations.csv", "--columns", "breaker")
    assert done.exit_code == 2
    assert "expected like circuit=TITLE,breaker=TITLE" in done.stderr
