"""`evsite all-documents`: every document in every format, as the other commands write them."""

import sys
from pathlib import Path

import pytest

from evsite.documents.package import every

METERED, OFFICE, BROKEN = "examples/load-study.toml", "examples/office.toml", "examples/broken/overloaded-panel.toml"
EXAMPLES = Path(__file__).parents[2] / "examples"
COMMANDS = {
    "one-line": "draw",
    "panel-schedules": "schedule",
    "load-calculation": "load-calc",
    "as-built": "as-built",
    "labels": "labels",
    "bill-of-materials": "bom",
    "permit-set": "package",
}


@pytest.mark.slow
def test_every_document_is_written_as_its_own_command_writes_it(evsite, project, tmp_path):
    folder = tmp_path / "out"
    ended = evsite("all-documents", METERED, "-o", folder)
    names = {path.name for path in folder.iterdir()}
    assert (ended.exit_code, ended.stdout) == (0, "")
    assert ended.stderr == f"evsite: wrote {len(names)} files to {folder}\n"
    assert {"one-line.svg", "one-line.png", "permit-set-index.csv", "panel-schedules-totals.csv"} <= names
    endings = ("txt", "json", "xlsx", "pdf", "html")
    for number, (name, command) in enumerate(COMMANDS.items()):
        assert {f"{name}.{ending}" for ending in endings} <= names
        for ending in {"json", endings[number % 5], endings[(number + 2) % 5]}:
            alone = tmp_path / f"alone.{ending}"
            assert evsite(command, METERED, "-o", alone).exit_code == 0
            assert (folder / f"{name}.{ending}").read_bytes() == alone.read_bytes()
    alone = tmp_path / "alone.html"
    assert evsite("html", METERED, "-o", alone).exit_code == 0
    assert (folder / "site.html").read_bytes() == alone.read_bytes()


def test_with_errors_nothing_is_written(evsite, project, tmp_path):
    ended = evsite("all-documents", BROKEN, "-o", tmp_path / "out")
    assert (ended.exit_code, ended.stdout, list(tmp_path.iterdir())) == (1, "", [])
    assert "nothing is written" in ended.stderr


def test_a_folder_that_cannot_be_made_ends_the_command(evsite, project, tmp_path, monkeypatch):
    monkeypatch.setattr(every, "every_document", lambda *_arguments, **_options: {})
    (tmp_path / "file").write_text("x")
    ended = evsite("all-documents", OFFICE, "-o", tmp_path / "file")
    assert ended.exit_code == 3
    assert "cannot write" in ended.stderr
    assert evsite("all-documents", OFFICE, "-o", tmp_path / "no" / "where").exit_code == 3
    assert [path.name for path in tmp_path.iterdir()] == ["file"]


@pytest.mark.slow
def test_a_site_of_dc_and_ac_makes_all_of_its_documents(evsite, project, tmp_path):
    """An example unlike the one above; each document is made of many examples in its own tests."""
    ended = evsite("all-documents", "examples/dc-and-ac.toml", "-o", tmp_path)
    assert ended.exit_code == 0, ended.stderr
    assert all(path.stat().st_size for path in tmp_path.iterdir())
    stems = {path.name.partition(".")[0] for path in tmp_path.iterdir()}
    assert stems >= {*COMMANDS, "site"}


LIBRARIES = {"pdf": "typst", "png": "resvg_py", "xlsx": "xlsxwriter"}


@pytest.mark.parametrize("missing", [["xlsx"], ["pdf", "xlsx"], ["pdf", "png", "xlsx"]])
def test_libraries_that_are_missing_are_named_together_before_anything_is_done(
    evsite, project, tmp_path, monkeypatch, missing
):
    monkeypatch.setattr("evsite.cli.files.read_loaded", None)
    for extra in missing:
        monkeypatch.setitem(sys.modules, LIBRARIES[extra], None)
    ended = evsite("all-documents", OFFICE, "-o", tmp_path / "out")
    assert (ended.exit_code, ended.stdout, list(tmp_path.iterdir())) == (2, "", [])
    assert f"pip install 'evsite[{','.join(missing)}]'" in ended.stderr
    assert ended.stderr.endswith(f"out: {' '.join(f'--without {extra}' for extra in missing)}\n")
    for extra in missing:
        assert extra.upper() in ended.stderr


def test_a_format_that_is_left_out_needs_no_library_and_is_not_written(evsite, project, tmp_path, monkeypatch):
    for library in LIBRARIES.values():
        monkeypatch.setitem(sys.modules, library, None)
    left_out = [*LIBRARIES, "HTML", "txt", "json"]
    ended = evsite("all-documents", OFFICE, "-o", tmp_path, *(f"--without={each}" for each in left_out))
    names = {path.name for path in tmp_path.iterdir()}
    assert (ended.exit_code, ended.stderr) == (0, f"evsite: wrote {len(names)} files to {tmp_path}\n")
    assert {name.rpartition(".")[2] for name in names} == {"csv", "svg"}
    assert {name.partition(".")[0] for name in names if name.endswith(".svg")} >= {"one-line"}


def test_formats_that_are_not_known_or_all_of_them_cannot_be_left_out(evsite, project, tmp_path):
    ended = evsite("all-documents", OFFICE, "-o", tmp_path / "out", "--without", "docx")
    assert ended.exit_code == 2
    assert "--without: no format 'docx'" in ended.stderr
    every = [f"--without={each}" for each in ("txt", "csv", "json", "xlsx", "pdf", "html", "svg", "png")]
    ended = evsite("all-documents", OFFICE, "-o", tmp_path / "out", *every)
    assert (ended.exit_code, ended.stderr) == (2, "evsite: --without leaves no format to write\n")
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("extra", LIBRARIES)
def test_a_document_that_needs_a_missing_library_is_refused_before_the_site_is_read(
    evsite, project, tmp_path, monkeypatch, extra
):
    monkeypatch.setitem(sys.modules, LIBRARIES[extra], None)
    command = "draw" if extra == "png" else "package"
    ended = evsite(command, "no-such-site.toml", "-o", tmp_path / f"x.{extra}")
    assert ended.exit_code == 2
    library = f"{extra.upper()} is written by a library that is not installed: pip install 'evsite[{extra}]'"
    assert ended.stderr == f"evsite: --output: {library}\n"
