"""The work of rules grows in proportion to what is wrong: branches of a site on which every rule has something to say.

Counted are lines of evsite that are executed, function by function.
"""

import pytest
import tomli
import tomli_w

from evsite.model.finding import SiteFileError
from evsite.rules import RULES, check
from evsite.rules.remedies import proving
from evsite.sitefile.loading import loads
from executed_lines import Lines

SECTIONS = ("supplies", "panels", "circuits", "stations", "groups", "loads")
MOST_PORTS = 12
"""Branches with more ports are left out: one of each rule is enough work already."""
TIMES, GROWN, COUNTED = 3, 1.35, 4_000


def renamed(data, tag):
    """The tables of a site with a tag at every name of theirs."""
    names = {name for section in SECTIONS for name in data.get(section, {})}

    def copied(value, key=None):
        if isinstance(value, str):
            return f"{value}{tag}" if value in names and key != "name" else value
        if isinstance(value, list):
            return [copied(each) for each in value]
        return {own: copied(each, own) for own, each in value.items()} if isinstance(value, dict) else value

    return {
        section: {f"{name}{tag}": copied(table) for name, table in data[section].items()}
        for section in SECTIONS
        if section in data
    }


def site_of(branches):
    data = {"site": {"nec": 2023}}
    for number, branch in enumerate(branches):
        for section, tables in renamed(branch, f"x{number}y").items():
            data.setdefault(section, {}).update(tables)
    return loads(tomli_w.dumps(data))


def wrong_branches():
    """What rules show as failing, as far as it can stand beside others on one site."""
    found = []
    for rule in RULES:
        data = tomli.loads(str(rule.failing[0])) if rule.failing else {}
        try:
            if data and not data.keys() - {*SECTIONS, "site"} and len(site_of([data]).ports) <= MOST_PORTS:
                found.append(data)
        except SiteFileError:
            continue
    return found


@pytest.mark.slow
def test_work_of_rules_grows_in_proportion_to_what_is_wrong(monkeypatch):
    # trials of remedies are bounded by their number
    monkeypatch.setattr(proving, "MOST_TRIALS", 0)
    branches = wrong_branches()
    assert len(branches) > len(RULES) / 2
    lines = []
    for times in (1, TIMES):
        site = site_of(branches * times)
        with Lines() as by_function:
            check(site)
        lines.append(by_function)
    few, many = lines
    steep = {
        function: f"{few[function]} -> {count}"
        for function, count in many.items()
        if count > COUNTED and count > few[function] * TIMES * GROWN
    }
    assert steep == {}
