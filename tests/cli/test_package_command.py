"""`evsite package`: what it writes, and when it refuses to."""

import io

import pytest
from pypdf import PdfReader

OFFICE, BROKEN = "examples/office.toml", "examples/broken/overloaded-panel.toml"


@pytest.mark.slow
@pytest.mark.parametrize("ending", ["pdf", "html", "xlsx", "json", "txt"])
def test_the_set_is_written_as_its_name_ends_and_the_same_again(evsite, project, tmp_path, ending):
    out = tmp_path / f"permit.{ending}"
    found = []
    for _ in range(2):
        ended = evsite("package", OFFICE, "-o", out)
        assert (ended.exit_code, ended.stdout, ended.stderr) == (0, "", "")
        assert [path.name for path in tmp_path.iterdir()] == [out.name]
        found.append(out.read_bytes())
    assert found[0] == found[1]


@pytest.mark.parametrize("ending", ["pdf", "csv"])
def test_with_errors_nothing_is_written_but_a_draft(evsite, project, tmp_path, ending):
    out = tmp_path / f"permit.{ending}"
    ended = evsite("package", BROKEN, "-o", out)
    assert (ended.exit_code, ended.stdout, list(tmp_path.iterdir())) == (1, "", [])
    assert "2 errors in examples/broken/overloaded-panel.toml, and nothing is written" in ended.stderr
    assert evsite("package", BROKEN, "-o", out, "--draft").exit_code == 0
    assert list(tmp_path.iterdir())


def test_with_errors_the_screen_gets_nothing_either(evsite, project):
    ended = evsite("package", BROKEN)
    assert (ended.exit_code, ended.stdout) == (1, "")
    assert "DRAFT" in evsite("package", BROKEN, "--draft").stdout


def test_a_draft_without_errors_is_marked_too(evsite, project, tmp_path):
    evsite("package", OFFICE, "-o", tmp_path / "draft.pdf", "--draft", "--sheet", "letter")
    pages = PdfReader(io.BytesIO((tmp_path / "draft.pdf").read_bytes())).pages
    assert all("DRAFT" in page.extract_text() for page in pages)
    assert {round(page.mediabox.width) for page in pages} <= {792, 1224}


def test_what_cannot_be_done_is_refused(evsite, project):
    assert evsite("package", OFFICE, "-o", "x.svg").exit_code == 2
    assert "no table 'x'" in evsite("package", OFFICE, "--table", "x").stderr
    assert evsite("package", "examples/broken/wrong-words.toml").exit_code == 1
    assert evsite("package", OFFICE, "--sheet", "A4").exit_code == 2
