"""docs/fleet.md is run: its commands show what the page says, with the trips that it writes down."""

import shlex
import shutil
from pathlib import Path

import pytest

import test_pages_run as pages

ROOT = Path(__file__).parent.parent
PAGE = pages.PAGES["fleet.md"]


def blocks(language):
    return [match[3] for match in pages.BLOCK.finditer(PAGE) if match[2] == language]


@pytest.fixture
def desk(tmp_path, monkeypatch):
    shutil.copytree(ROOT / "examples", tmp_path / "examples")
    for name, text in zip(("short.csv", "evening.csv"), blocks("csv"), strict=True):
        (tmp_path / name).write_text(text, encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.mark.slow
@pytest.mark.parametrize(("number", "code"), [(0, 0), (1, 1), (2, 1)])
def test_a_command_shows_what_the_page_says(evsite, desk, number, code):
    (first, *shown) = blocks("console")[number].splitlines()
    result = evsite(*shlex.split(first.removeprefix("$ evsite ")))
    assert result.exit_code == code, result.stderr
    assert pages.shows(result.stdout.splitlines(), shown), result.stdout


def test_the_fleets_of_the_page_are_those_of_the_example():
    (fleets,) = blocks("toml")
    example = (ROOT / "examples" / "fleet-depot.toml").read_text(encoding="utf-8")
    assert fleets.splitlines()[0] in example
    for line in fleets.splitlines():
        assert line in example
