"""The next step after a check: told on a terminal, and never in what another program reads."""

from __future__ import annotations

import sys
from shlex import split

import pytest

from evsite.output.diagnostics.summary import next_step
from evsite.output.located import CheckedFile
from evsite.rules import check
from evsite.rules.example_site import SINGLE
from evsite.sitefile.document import Document
from evsite.sitefile.loading import loads

CLEAN = str(SINGLE.edited("site", nec=2023))
WRONG = str(SINGLE.edited("circuits.C", breaker="35 A").edited("panels.EV1", main="160 A"))
WARNED = str(SINGLE.edited("circuits.C", breaker="100 A"))


def reported(*sites, name="site.toml"):
    files = [CheckedFile(Document.parse(site, name), check(loads(site), remedies=False).findings) for site in sites]
    return "".join(next_step(files))


def test_the_gravest_finding_is_explained():
    assert reported(WRONG) == "next: evsite explain EV101\n"
    assert reported(WARNED) == "next: evsite explain EV112\n"
    assert reported(WARNED, WRONG) == "next: evsite explain EV101\n"


def test_a_site_that_passes_has_a_report():
    assert reported(CLEAN) == "next: evsite report site.toml\n"
    assert reported() == ""


@pytest.mark.parametrize("name", ["a b.toml", "it's.toml", "$(x).toml", "-x.toml", "<stdin>"])
def test_the_command_can_be_copied(name):
    words = split(reported(CLEAN, name=name).removeprefix("next: "))
    assert words[:2] == ["evsite", "report"]
    assert words[-1] == ("-" if name == "<stdin>" else name)
    assert ("--" in words) == name.startswith("-")


@pytest.mark.parametrize(
    ("terminal", "form", "tells"),
    [(True, "full", True), (True, "concise", True), (True, "json", False), (False, "full", False)],
)
def test_it_is_reported_on_a_terminal_in_formats_for_people(evsite, monkeypatch, tmp_path, terminal, form, tells):
    (tmp_path / "site.toml").write_text(CLEAN)
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr("evsite.cli.checking.on_terminal", lambda stream: terminal and stream is sys.stdout)
    result = evsite("check", "site.toml", "--format", form)
    assert result.stdout.endswith("next: evsite report site.toml\n") == tells
    assert result.stderr == ""
