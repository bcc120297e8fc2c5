"""What several areas share: the folder of the project, the command line in process, expected texts in files."""

import io
import os
import sys
from pathlib import Path
from typing import NamedTuple

import pytest

ROOT = Path(__file__).parent.parent


@pytest.fixture
def project(monkeypatch):
    """The folder of the project, which is the working folder during the test."""
    monkeypatch.chdir(ROOT)
    return ROOT


class Ended(NamedTuple):
    """How a command ended, and what it wrote."""

    exit_code: int
    stdout: str
    stderr: str

    @property
    def output(self):
        """Results, then what was said beside them."""
        return self.stdout + self.stderr


@pytest.fixture
def evsite(monkeypatch):
    """Run a command in this process: `evsite("check", "site.toml", stdin=...)` has exit_code, stdout and stderr."""
    from evsite.cli.exits import Exit
    from evsite.cli.guard import guarded

    def run(*arguments, stdin="", env=None):
        given, out, err = (io.TextIOWrapper(io.BytesIO(), encoding="utf-8", newline="\n") for _ in range(3))
        given.buffer.write(stdin if isinstance(stdin, bytes) else stdin.encode())
        given.buffer.seek(0)
        with monkeypatch.context() as patch:
            patch.setattr(sys, "stdin", given)
            patch.setattr(sys, "stdout", out)
            patch.setattr(sys, "stderr", err)
            for name in ("NO_COLOR", "FORCE_COLOR", "CLICOLOR_FORCE"):
                patch.delenv(name, raising=False)
            for name, value in {"EVSITE_DEBUG": "1", **(env or {})}.items():
                patch.setenv(name, value)
            code = guarded([str(argument) for argument in arguments])
        stdout, stderr = (stream.buffer.getvalue().decode() for stream in (out, err))
        assert code != Exit.BUG, stderr
        return Ended(code, stdout, stderr)

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
