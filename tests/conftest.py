"""What several areas share: the folder of the project, the command line in process, expected texts in files."""

import os
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent


@pytest.fixture
def project(monkeypatch):
    """The folder of the project, which is the working folder during the test."""
    monkeypatch.chdir(ROOT)
    return ROOT


@pytest.fixture
def evsite():
    """Run a command in this process: `evsite("check", "site.toml", stdin=...)` has exit_code, stdout and stderr."""
    from typer.testing import CliRunner

    from evsite.cli.app import app

    def run(*arguments, stdin=None, env=None):
        plain = {"NO_COLOR": None, "FORCE_COLOR": None, "CLICOLOR_FORCE": None, **(env or {})}
        result = CliRunner().invoke(
            app, [str(argument) for argument in arguments], input=stdin, env=plain, prog_name="evsite"
        )
        if result.exception is not None and not isinstance(result.exception, SystemExit):
            raise result.exception
        return result

    return run


@pytest.fixture
def golden():
    """Compare a text with a file in tests/golden; `EVSITE_GOLDEN=write` writes the files anew."""

    def compare(name, text):
        path = ROOT / "tests" / "golden" / name
        if os.environ.get("EVSITE_GOLDEN") == "write":
            path.write_text(text, encoding="utf-8")
        assert text == path.read_text(encoding="utf-8")

    return compare
