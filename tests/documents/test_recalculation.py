"""LibreOffice computes what the workbooks say: every formula has its value with it, and every text stays one.

One start of LibreOffice for all workbooks of all commands: that takes seconds, a workbook more takes none.
"""

import shutil
import subprocess

import openpyxl
import pytest
import typer
import xlsxwriter

from evsite.cli.app import app

pytestmark = pytest.mark.slow

WRITERS = {
    "as-built": (),
    "bom": (),
    "chart": ("--chart", "all"),
    "draw": (),
    "labels": (),
    "load-calc": (),
    "package": ("--draft",),
    "schedule": (),
}
"""Every command that writes workbooks, a line each, with the options that it needs."""

WHOLE = "designs/hotel"
"""The example whose workbooks are written by every command."""
SETS = ("dc-and-ac", "load-study", "designs/house")
"""Examples of which the permit set is written, which holds all tables with sums: every kind of row that is one."""
LIKE_FORMULAS = ("=1+1", "+5", "@SUM(1)")
LIKE_VALUES = ("-5", "1e3", "TRUE", "3-4", "0x1F", "12 345")
"""Names of objects have no signs that formulas begin with but the minus."""
AWKWARD = """\
[site]
name = "=1+1"
nec = 2023
[project]
owner = "+5"
contractor = "@SUM(1)"
[supplies."TRUE"]
kind = "transformer"
rating = "45 kVA"
system = "208Y/120"
primary = "480 delta"
[panels."-5"]
fed_from = "TRUE"
main = "125 A"
bus = "225 A"
spaces = 12
location = "=1+1"
enclosure = "3R"
[circuits."1e3"]
panel = "-5"
breaker = "40 A"
[stations."3-4"]
model = "CP6021B-80A"
ports = 1
max_current = "32 A"
circuits = "1e3"
location = "+5"
[groups."0x1F"]
on = "-5"
limit = "30 A"
[loads."12 345"]
on = "-5"
current = "10 A"
"""

RECALCULATE_ALWAYS = """\
<?xml version="1.0" encoding="UTF-8"?>
<oor:items xmlns:oor="http://openoffice.org/2001/registry">
<item oor:path="/org.openoffice.Office.Calc/Formula/Load">
<prop oor:name="OOXMLRecalcMode" oor:op="fuse"><value>0</value></prop>
</item>
</oor:items>
"""
"""Without this LibreOffice keeps the values that stand in a workbook, whatever they are."""


def recalculated(workbooks, folder):
    """The workbooks as LibreOffice writes them anew, with the values that it computes."""
    program = shutil.which("soffice")
    if program is None:
        pytest.skip("LibreOffice is not installed")
    profile, out = folder / "profile", folder / "recalculated"
    (profile / "user").mkdir(parents=True)
    (profile / "user" / "registrymodifications.xcu").write_text(RECALCULATE_ALWAYS, encoding="utf-8")
    arguments = [f"-env:UserInstallation={profile.as_uri()}", "--headless", "--convert-to", "xlsx", "--outdir", out]
    done = subprocess.run(
        [program, *arguments, *workbooks], capture_output=True, text=True, timeout=300, check=False, cwd=folder
    )
    assert sorted(out.glob("*")) == sorted(out / path.name for path in workbooks), done.stdout + done.stderr
    return [out / path.name for path in workbooks]


def cells_of(path, *, values):
    """The cells of a workbook that hold something, by worksheet and place: formulas, or the values beside them."""
    book = openpyxl.load_workbook(path, read_only=True, data_only=values)
    found = (cell for sheet in book for row in sheet for cell in row if cell.value not in {None, ""})
    cells = {(cell.parent.title, cell.coordinate): cell for cell in found}
    book.close()
    return cells


def differences(written, computed):
    """What a workbook says otherwise than LibreOffice, and how many formulas it has."""
    cells, values, anew = (
        cells_of(written, values=False),
        cells_of(written, values=True),
        cells_of(computed, values=True),
    )
    wrong = [f"{written.name} {place}: only one of both has it" for place in cells.keys() ^ anew.keys()]
    for place in cells.keys() & anew.keys():
        found, said = anew[place].value, values[place].value if place in values else None
        same = found == pytest.approx(said, rel=1e-9, abs=1e-9) if isinstance(said, (int, float)) else found == said
        if not same or (cells[place].data_type == "s") != (anew[place].data_type == "s"):
            wrong.append(f"{written.name} {place}: {cells[place].value!r} says {said!r}, LibreOffice {found!r}")
    return wrong, sum(cell.data_type == "f" for cell in cells.values())


def with_wrong_value(path):
    """A workbook whose one formula has a value beside it that it does not have, beside a text like a formula."""
    with xlsxwriter.Workbook(path, {"strings_to_formulas": False}) as book:
        sheet = book.add_worksheet("one")
        sheet.write_string(0, 0, "=1+1")
        sheet.write_number(1, 0, 5)
        sheet.write_formula(2, 0, "=SUM(A2:A2)", None, 7)
    return path


@pytest.fixture(scope="module")
def awkward(tmp_path_factory):
    """A site whose objects have names that a spreadsheet would take for formulas, numbers and truth values."""
    path = tmp_path_factory.mktemp("awkward") / "awkward.toml"
    path.write_text(AWKWARD, encoding="utf-8")
    return path


def test_libreoffice_computes_what_every_workbook_says(project, evsite, awkward, tmp_path):
    whole, *sets = (project / "examples" / f"{name}.toml" for name in (WHOLE, *SETS))
    wrong = with_wrong_value(tmp_path / "wrong.xlsx")
    written = {}
    for command, options in WRITERS.items():
        for site in (awkward, whole, *(sets if command == "package" else ())):
            target = tmp_path / f"{command} {site.parent.name} {site.stem}.xlsx"
            done = evsite(command, site, *options, "-o", target)
            assert done.exit_code == 0, done.output
            written[target] = command
    recalculate, *computed = recalculated([wrong, *written], tmp_path)
    # LibreOffice does compute: otherwise it would find every value as it is written
    assert differences(wrong, recalculate) == (["wrong.xlsx ('one', 'A3'): '=SUM(A2:A2)' says 7, LibreOffice 5"], 1)
    found = [(written[path], *differences(path, anew)) for path, anew in zip(written, computed, strict=True)]
    assert [line for _, lines, _ in found for line in lines] == []
    formulas = {command: sum(count for name, _, count in found if name == command) for command in WRITERS}
    assert formulas["package"] > 3 * (2 + len(sets))
    assert formulas["schedule"] > 3
    assert {"labels", "load-calc", "package", "schedule"} == {command for command, count in formulas.items() if count}


def test_what_looks_like_a_formula_or_a_number_is_a_text_in_every_workbook(evsite, awkward, tmp_path):
    for command, options in WRITERS.items():
        target = tmp_path / f"{command}.xlsx"
        assert evsite(command, awkward, *options, "-o", target).exit_code == 0
        cells = cells_of(target, values=False)
        texts = {cell.value for cell in cells.values() if cell.data_type == "s"}
        others = {str(cell.value) for cell in cells.values() if cell.data_type != "s"}
        assert texts & {*LIKE_FORMULAS, *LIKE_VALUES}, command
        assert not others & {*LIKE_FORMULAS, *LIKE_VALUES}, command


def test_no_command_that_writes_workbooks_is_left_out():
    """Each of them offers the ending in the help of its option."""
    group = typer.main.get_command(app)
    writing = {
        name
        for name in group.list_commands(None)
        for option in group.get_command(None, name).params
        if option.name == "output" and ".xlsx" in (option.help or "")
    }
    assert writing == set(WRITERS)
