"""What a refusal of meter data says to do is done, on the command line and in a site file, and the data is read."""

from __future__ import annotations

import json
import shlex
from datetime import datetime, timedelta

import pytest

from evsite.model.remedy import Edit
from evsite.sitefile.edits import apply_edits

START = datetime.fromisoformat("2025-01-01T00:00")
SITE = """\
[site]
name = "Clinic"
nec = 2023

[supplies.Main]
kind = "service"
rating = "800 A"
system = "208Y/120"

[loads.Building]
on = "Main"
data = "meter.csv"
"""


def rows(header, cells, count=96 * 2):
    moments = [START + timedelta(minutes=15 * index) for index in range(count)]
    return "\n".join([header, *(cells(at, index) for index, at in enumerate(moments))]) + "\n"


REFUSED = {
    "no zone": rows("timestamp,kW", lambda at, i: f"{at:%Y-%m-%d %H:%M},{50 + i % 37}"),
    "no unit": rows("timestamp,Reading", lambda at, i: f"{at:%Y-%m-%d %H:%M}-08:00,{50 + i % 37}"),
    "no zone and no unit": rows("timestamp,Reading", lambda at, i: f"{at:%Y-%m-%d %H:%M},{50 + i % 37}"),
    "a unit that is none": rows("timestamp,kWm", lambda at, i: f"{at:%Y-%m-%d %H:%M}-08:00,{50 + i % 37}"),
    "two loads": rows(
        "timestamp,Chiller (kW),Elevator's (kW)", lambda at, i: f"{at:%Y-%m-%d %H:%M}-08:00,{50 + i % 37},{3 + i % 5}"
    ),
    "kinds of rows": rows(
        "timestamp,kW,Direction",
        lambda _, i: f"{START + timedelta(minutes=15 * (i // 2)):%Y-%m-%d %H:%M}-08:00,{50 + i % 37},{'ab'[i % 2]}b",
    ),
}


def ways_of(stderr):
    """The ways out that a refusal of the command line names, as words of a command line each."""
    _, said, ways = stderr.strip().partition("; say ")
    assert said, stderr
    found = [shlex.split(way) for way in ways.split(", or ")]
    return [way for way in found if way[0].startswith("--")]


def followed(ask, first=()):
    """Every end that following the advice leads to, with the ways taken to it, at most one refusal after another."""
    waiting, ends = [(first, ())], []
    while waiting:
        state, taken = waiting.pop(0)
        answer, further = ask(state)
        if answer is not None:
            ends.append((taken, answer))
            continue
        assert len(taken) < 4
        assert further, "a refusal without a way out"
        waiting += [(way, (*taken, number)) for number, way in enumerate(further)]
    return dict(ends)


@pytest.mark.parametrize("name", REFUSED)
def test_each_way_that_is_named_reads_the_data_and_both_manners_read_alike(evsite, tmp_path, monkeypatch, name):
    (tmp_path / "meter.csv").write_text(REFUSED[name])
    (tmp_path / "bare.toml").write_text(SITE[: SITE.index("[loads")])
    (tmp_path / "site.toml").write_text(SITE)
    monkeypatch.chdir(tmp_path)

    def demand(result):
        return json.loads(result.stdout)["profile"]["sliding"]

    def by_option(words):
        command = ("load-study", "bare.toml", "--on", "Main", "--data", "meter.csv", "--format", "json", *words)
        result = evsite(*command)
        if result.exit_code == 2:
            return None, [[*words, *way] for way in ways_of(result.stderr)]
        return demand(result), []

    def by_key(text):
        (tmp_path / "site.toml").write_text(text)
        found = json.loads(evsite("check", "site.toml", "--format", "json").stdout)["findings"]
        refusals = [each for each in found if each["code"] == "EV060"]
        if refusals:
            (refusal,) = refusals
            edits = [[(tuple(edit["path"]), edit["value"]) for edit in way] for way in refusal["edits"]]
            return None, [apply_edits(text, [Edit(*edit) for edit in way]) for way in edits]
        return demand(evsite("load-study", "site.toml", "--on", "Main", "--format", "json")), []

    options, keys = followed(by_option), followed(by_key, SITE)
    assert options == keys
    assert len(options) > 1 or name in {"no zone", "a unit that is none"}
