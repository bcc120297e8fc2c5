"""A bar is for people who wait at a terminal."""

import sys
import threading

from evsite.cli import progress as module
from evsite.cli.progress import progress


class Terminal:
    """Standard error that says whether it is a terminal, and keeps what is written."""

    def __init__(self, real, *, is_terminal):
        self.real, self.is_terminal, self.text = real, is_terminal, ""

    def isatty(self):
        return self.is_terminal

    def write(self, text):
        self.text += text
        return len(text)

    def __getattr__(self, name):
        return getattr(self.real, name)


def shown(monkeypatch, *, is_terminal, patience_s):
    terminal = Terminal(sys.stderr, is_terminal=is_terminal)
    monkeypatch.setattr(sys, "stderr", terminal)
    monkeypatch.setattr(module, "_PATIENCE_S", patience_s)
    monkeypatch.setenv("TERM", "xterm")
    with progress("working out the report") as on_progress:
        for step in range(1, 5):
            on_progress(step / 4)
    return terminal.text


def test_work_that_takes_long_shows_a_bar_on_a_terminal(monkeypatch):
    assert "working out the report" in shown(monkeypatch, is_terminal=True, patience_s=0.0)


def test_processes_can_begin_beside_a_bar(monkeypatch):
    """They begin only where no other thread runs, and a bar may draw itself in a thread."""
    monkeypatch.setattr(sys, "stderr", Terminal(sys.stderr, is_terminal=True))
    monkeypatch.setattr(module, "_PATIENCE_S", 0.0)
    monkeypatch.setenv("TERM", "xterm")
    before = threading.active_count()
    with progress("playing the sessions") as on_progress:
        on_progress(0.5)
        assert threading.active_count() == before


def test_nothing_is_shown_on_a_pipe(monkeypatch):
    assert shown(monkeypatch, is_terminal=False, patience_s=0.0) == ""


def test_nothing_is_shown_before_a_second_has_passed(monkeypatch):
    assert shown(monkeypatch, is_terminal=True, patience_s=60.0) == ""
