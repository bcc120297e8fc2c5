"""What all tests share: skips that fail, the folder of the project, the command line in process, expected texts."""

import gc
import io
import os
import signal
import sys
from pathlib import Path
from typing import NamedTuple

import pytest
from hypothesis import HealthCheck, settings
from hypothesis.internal.conjecture import providers

ROOT = Path(__file__).parent.parent

# no test asserts by the clock, and none fails by luck: a busy machine, or unlucky inputs, are no failure
settings.register_profile(
    "steady", deadline=None, derandomize=True, database=None, suppress_health_check=list(HealthCheck)
)
settings.load_profile("steady")
# Hypothesis also draws constants of the modules that are loaded: the inputs that a test sees would depend on the tests
# that ran before it in the same process, and on unrelated changes of the program
providers.is_local_module_file = lambda _path: False
if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
    # a shell that starts the tests in the background has it ignored, and so would the processes that they start
    signal.signal(signal.SIGINT, signal.default_int_handler)


@pytest.fixture
def project(monkeypatch):
    """The folder of the project, which is the working folder during the test."""
    monkeypatch.chdir(ROOT)
    return ROOT


@pytest.hookimpl(wrapper=True)
def pytest_collection():
    """What is made while tests are collected stays to the end: no garbage is looked for in it, then or later.

    Beyond that garbage is looked for as seldom as the program itself does.
    """
    gc.disable()
    try:
        return (yield)
    finally:
        gc.freeze()
        gc.set_threshold(20_000, 50, 100)
        gc.enable()


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items):
    """Properties, and tests that start the program as a process, are slow; others say so by the marker."""
    for item in items:
        if getattr(getattr(item, "obj", None), "is_hypothesis_test", False) or "process" in item.fixturenames:
            item.add_marker("slow")


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item, call):
    """With EVSITE_FAIL_ON_SKIP=1 a test that skips fails, so that nothing is left out where everything is there."""
    return _no_skip((yield))


@pytest.hookimpl(wrapper=True)
def pytest_make_collect_report(collector):
    """The same for modules that skip as a whole."""
    return _no_skip((yield))


def _no_skip(report):
    if os.environ.get("EVSITE_FAIL_ON_SKIP") == "1" and report.skipped and not hasattr(report, "wasxfail"):
        *_, reason = report.longrepr
        report.outcome, report.longrepr = "failed", f"EVSITE_FAIL_ON_SKIP=1: {reason}"
    return report


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
