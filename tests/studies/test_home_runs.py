"""Home runs, and what jumpers and shared circuits save of them."""

from __future__ import annotations

import pytest

import evsite as library
from evsite.analysis.home_runs import HomeRuns, home_runs

HEAD = """
[site]
nec = 2023
[supplies.U]
kind = "service"
rating = "1200 A"
system = "{system}"
[panels.P]
fed_from = "U"
main = "1200 A"
spaces = 84
"""


def circuits(name, count, poles=2):
    return f'[circuits.{name}]\npanel = "P"\nbreaker = "100 A"\npoles = {poles}\ncount = {count}\n'


def stations(name, where, keys='ports = 2\nmax_current = "80 A"'):
    return f"[stations.{name}]\n{keys}\n{where}\n"


@pytest.mark.parametrize(
    ("tables", "expected"),
    [
        (circuits("C", 6) + stations("S", 'count = 3\ncircuits = "C"'), HomeRuns(6, 6, 0, 0, 0)),
        (circuits("C", 6) + stations("S", 'count = 3\ncircuits = "C"\njumper = true'), HomeRuns(3, 6, 3, 0, 3)),
        (circuits("C", 2) + stations("S", 'count = 3\ncircuit = "C1"'), HomeRuns(1, 6, 0, 5, 0)),
        (circuits("C", 2) + stations("S", 'count = 3\ncircuit = "C1"\njumper = true'), HomeRuns(1, 6, 3, 2, 3)),
        (
            circuits("C", 5)
            + stations("S", 'count = 2\ncircuits = ["C1", "C2"]\njumper = true')
            + stations("T", 'count = 4\ncircuit = "C3"', 'ports = 1\nmax_current = "16 A"'),
            HomeRuns(3, 8, 2, 3, 2),
        ),
        (stations("S", 'voltage = "208 V"\ncount = 3'), None),
    ],
)
def test_home_runs_are_counted_by_what_feeds_stations(tables, expected):
    assert home_runs(library.loads(HEAD.format(system="208Y/120") + tables)) == expected


def test_a_cabinet_with_one_feed_has_one_home_run_and_no_jumper():
    text = HEAD.format(system="480Y/277") + circuits("C", 3, poles=3)
    text += stations("D", 'circuits = "C"\ncount = 2', 'type = "dc"\nports = 4\njumper = true\nmax_power = "20 kW"')
    assert home_runs(library.loads(text)) == HomeRuns(2, 2, 0, 0, 0)


def test_a_report_tells_them(evsite, project):
    reported = evsite("report", "examples/office-jumpers.toml").stdout
    assert "home runs: 10; one for each port would be 20: 10 jumpers (a kit each) save 10\n" in reported
    assert "home runs: 20\n" in evsite("report", "examples/office.toml").stdout
