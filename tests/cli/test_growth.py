"""The work of a command grows in proportion to the site.

Counted are the lines of evsite that a command executes, function by function: no clock, so no machine is too slow, and
work that grows with the square of the ports stands out while it is still small.
"""

import pytest

from evsite.rules import check
from evsite.rules.remedies import proving
from evsite.rules.remedies.trial import try_edits
from evsite.sitefile.loading import loads
from executed_lines import Lines

pytestmark = pytest.mark.slow

FEW, TIMES = 100, 4
FEW_IN_TURNS = 160
"""On fewer ports turns are searched for with less work than in proportion to those of larger sites."""
GROWN = 1.35
"""Beyond proportion: room for what grows with the logarithm besides."""
COUNTED = 4_000
"""Functions with fewer lines than this on the larger site are left out: whole numbers of few things grow in steps."""
OUTPUT = 1.1
HEAD = """
[site]
name = "Site"
nec = 2023
[supplies.U]
kind = "service"
rating = "400000 A"
system = "208Y/120"
[panels.M]
fed_from = "U"
main = "400000 A"
"""
PANEL = """
[panels.P{n}]
fed_from = "M"
main = "400 A"
[circuits.C{n}_]
panel = "P{n}"
count = 20
breaker = "40 A"
[stations.S{n}_]
ports = 1
max_current = "32 A"
count = 20
circuits = "C{n}_"
"""
SHAPES = {"one group": (8, None), "a group a panel": (8, "200 A"), "turns": (4, None), "overloaded": (None, None)}
"""Amperes of the whole site for each port, and the limit of a group on each panel."""


def site(shape, ports):
    per_port_a, own = SHAPES[shape]
    text = HEAD
    if per_port_a:
        text += f'[groups.M]\non = "M"\nlimit = "{per_port_a * ports} A"\n'
    for n in range(ports // 20):
        text += PANEL.format(n=n)
        if own:
            text += f'[groups.G{n}]\non = "P{n}"\nlimit = "{own}"\n'
    return text


def _in_turn():
    """Every shape with a report, which has a check in it, in its two ways in turn, and with one other command."""
    for number, shape in enumerate(SHAPES):
        report = ("report", "report --format json")[number % 2]
        yield from ((command, shape) for command in (report, ("check", "table", "allocate", "check")[number]))


def steep(few, many):
    """The functions that execute more lines than in proportion."""
    return {
        function: f"{few[function]} -> {count}"
        for function, count in many.items()
        if count > COUNTED and count > few[function] * TIMES * GROWN
    }


@pytest.mark.parametrize(("command", "shape"), list(_in_turn()))
def test_work_and_output_grow_in_proportion_to_the_site(evsite, tmp_path, monkeypatch, shape, command):
    # trials of remedies are bounded by their number: how much work they are is looked at below
    monkeypatch.setattr(proving, "MOST_TRIALS", 0)
    name, *options = command.split()
    lines, lengths = [], []
    least = FEW_IN_TURNS if shape == "turns" else FEW
    for ports in (20, least, least * TIMES):  # the first one for what is made once
        file = tmp_path / "site.toml"
        file.write_text(site(shape, ports))
        with Lines() as by_function:
            ended = evsite(name, file, *options)
        lines.append(by_function)
        lengths.append(len(ended.output))
    _, few, many = lines
    assert many.total() < few.total() * TIMES * GROWN
    assert steep(few, many) == {}
    assert lengths[2] < lengths[1] * TIMES * OUTPUT


def test_so_does_what_ports_in_no_group_leave_to_starved_ones(evsite, tmp_path, monkeypatch):
    monkeypatch.setattr(proving, "MOST_TRIALS", 0)
    lines = []
    for ports in (20, FEW, FEW * TIMES):
        text = HEAD
        for n in range(ports // 20):
            members = ", ".join(f'"S{n}_{k}"' for k in range(1, 6))
            text += (
                PANEL.format(n=n).replace("400 A", "300 A") + f'[groups.G{n}]\nmembers = [{members}]\nlimit = "5 A"\n'
            )
        file = tmp_path / "site.toml"
        file.write_text(text)
        with Lines() as by_function:
            evsite("check", file)
        lines.append(by_function)
    assert steep(*lines[1:]) == {}


BAD = """
[panels.P{n}]
fed_from = "M"
main = "400 A"
bus = "400 A"
[circuits.C{n}_]
panel = "P{n}"
count = 20
breaker = "50 A"
[stations.S{n}_]
ports = 1
max_current = "{current} A"
count = 20
circuits = "C{n}_"
"""


def bad_panels(panels, different):
    """Panels that each carry too much: alike ones, or with stations of a current of their own."""
    currents = [40 - 0.01 * n if different else 40 for n in range(panels)]
    return HEAD + "".join(BAD.format(n=n, current=current) for n, current in enumerate(currents))


@pytest.mark.parametrize("different", [False, True])
def test_remedies_take_less_work_than_twice_the_check(different, monkeypatch):
    ports = 600
    monkeypatch.setattr(proving, "LEAST_PORTS", 0)
    parsed = loads(bad_panels(ports // 20, different))
    check(loads(bad_panels(3, different)))  # for what is made once
    work = []
    for remedies in (False, True):
        with Lines() as by_function:
            result = check(parsed, remedies=remedies)
        work.append(by_function.total())
    assert work[1] < 3 * work[0]
    proved = [finding for finding in result.findings if finding.code == "EV403" and finding.fix.edits]
    assert len(proved) + result.untried >= ports // 20
    assert len(proved) > 1 if different else len(proved) == ports // 20


@pytest.mark.parametrize("different", [False, True])
def test_edited_sites_that_are_looked_at_are_bounded(different, monkeypatch):
    tried = []
    monkeypatch.setattr(proving, "LEAST_PORTS", 100_000)
    monkeypatch.setattr(proving, "MOST_TRIALS", 40)
    monkeypatch.setattr(proving, "try_edits", lambda *arguments: tried.append(arguments[1]) or try_edits(*arguments))
    result = check(loads(bad_panels(60, different)))
    assert len(tried) <= proving.MOST_TRIALS if different else len(tried) < 20
    assert bool(result.untried) == different
