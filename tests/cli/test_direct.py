"""The short way to `check` and the long one: the same output, the same errors, the same exit code."""

import io
import sys
from pathlib import Path

import pytest

from evsite.cli import direct
from evsite.cli.direct import CheckCall, plain_check
from evsite.cli.guard import guarded
from evsite.output.diagnostics.formats import FORMATS

ROOT = Path(__file__).parent.parent.parent
OFFICE = str(ROOT / "examples" / "office.toml")
BROKEN = str(ROOT / "examples" / "broken" / "wrong-words.toml")

SHORT = [
    ["check", OFFICE],
    ["check", BROKEN],
    ["check", BROKEN, OFFICE, BROKEN],
    ["check", "nowhere.toml"],
    ["check", str(ROOT / "examples")],
    ["check", "."],
    ["check"],
    ["check", "-"],
    ["check", "-", "-"],
    ["check", OFFICE, "--format", "concise"],
    ["check", "--format", "concise", BROKEN],
    ["check", "--format=concise", BROKEN, "--fail-on=never"],
    ["check", BROKEN, "--fail-on", "info", "--color", "always"],
    ["check", OFFICE, "--fail-on", "info", "--color=never"],
    ["check", OFFICE, "--format", "json", "--format", "concise=out.txt"],
    ["check", OFFICE, "--format", "json", "--format", "concise"],
    ["check", OFFICE, "--format", "json="],
    ["check", OFFICE, "--format", "sarif=no/such/folder.sarif"],
    *(["check", BROKEN, "--format", name] for name in FORMATS),
    ["check", "--", OFFICE],
    ["check", "--", "--format"],
    ["check", "--format", "concise", "--", "--fail-on", "never", "-x", "--", BROKEN],
    ["check", "--fail-on", "never", "--", "-"],
    ["check", "--root", str(ROOT / "examples"), "office.toml", "broken", "--format=concise"],
    ["check", "--root=nowhere", "office.toml"],
]
LONG = [
    [],
    ["--help"],
    ["--version"],
    ["check", "--help"],
    ["check", "-h"],
    ["check", OFFICE, "--help"],
    ["check", OFFICE, "--format", "jsn"],
    ["check", OFFICE, "--format"],
    ["check", OFFICE, "--fail-on", "errors"],
    ["check", OFFICE, "--fail-on="],
    ["check", OFFICE, "--fail-on", "error", "--fail-on", "info"],
    ["check", OFFICE, "--color", "red"],
    ["check", OFFICE, "--colour", "auto"],
    ["check", OFFICE, "--strict"],
    ["check", ""],
    ["check", "--", ""],
    ["check", OFFICE, "--root", ""],
    ["check", OFFICE, "--root", "a", "--root", "b"],
    ["check", OFFICE, "--root"],
    ["check", OFFICE, "-f", "json"],
    ["--color", "never", "check", OFFICE],
    ["chekc", OFFICE],
    ["report", OFFICE],
]


@pytest.fixture
def ways(monkeypatch, tmp_path, capsys):
    """A command line, gone both ways."""
    monkeypatch.chdir(tmp_path)

    def went(arguments):
        monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(b'[site]\nname = "x"\n')))
        code = guarded(arguments)
        return code, *capsys.readouterr()

    def both(arguments):
        first = went(arguments)
        with monkeypatch.context() as patch:
            patch.setattr(direct, "plain_check", lambda _: None)
            return first, went(arguments)

    return both


@pytest.mark.parametrize("arguments", SHORT + LONG, ids=" ".join)
def test_both_ways_say_the_same(ways, arguments):
    short, long = ways(arguments)
    assert short == long
    assert short[1] + short[2]


def test_the_short_way_is_for_plain_checks_and_for_nothing_else():
    assert all(plain_check(arguments) is not None for arguments in SHORT)
    assert all(plain_check(arguments) is None for arguments in LONG)


def test_shell_completion_is_left_to_typer(monkeypatch):
    monkeypatch.setenv("_EVSITE_COMPLETE", "complete_bash")
    assert plain_check(["check", OFFICE]) is None


def test_options_may_stand_anywhere_and_have_their_values_with_or_without_an_equals_sign():
    wanted = CheckCall(("a", "-", "b"), ("json", "full=x=y"), "info", "never")
    assert (
        plain_check(
            ["check", "a", "--format", "json", "-", "--fail-on=info", "--color", "never", "b", "--format=full=x=y"]
        )
        == wanted
    )
    assert plain_check(["check"]) == CheckCall((), ("full",), "error", "auto")
    assert plain_check(["check", "--root", "r", "--", "--root=s", "--"]) == CheckCall(
        ("--root=s", "--"), ("full",), "error", "auto", "r"
    )
