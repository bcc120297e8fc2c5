"""Every remedy that carries a number is applied to the example that it is for, and the finding goes away.

A remedy is one way out, or several joined by ", or ". What can be applied to a file is: an edit of a key, a breaker,
main, bus or transformer of a size, fewer ports, a group or its limit. Each that is there is applied on its own.
"""

from __future__ import annotations

import re
from copy import deepcopy

import pytest
import tomli
import tomli_w

from evsite.rules import all_rules, check
from evsite.sitefile.loading import loads

WITHOUT = {
    "EV121": "a sum to plan for",
    "EV507": "so many ports on circuits of their own, outside of all groups",
    "EV601": "a data sheet to read; the number is that of a model",
}
"""Rules whose remedy has a number in it and yet is no edit, and what it is instead."""


def ways(remedy: str) -> list[str]:
    return re.split(r"(?:,|;)? or ", remedy)


HOMES = {
    "fallback": "stations",
    "setting": "stations",
    "max_current": "stations",
    "model": "stations",
    "breaker": "circuits",
    "plan": "site",
    "profile": "site",
}
"""Sections of keys that a remedy may name from elsewhere."""


def applied(data: dict, finding, way: str) -> dict | None:
    """The site with one way out applied; None where it is not an edit."""
    data = deepcopy(data)
    table = table_of(data, finding.path)
    key = finding.path[-1]
    edits = re.findall(r'(\w+) = ("[^"]*"|\[[^\]]*\]|true|false|[0-9.]+)', way)
    for name, written in edits:
        for target in targets(data, table, name, way):
            target[name] = tomli.loads(f"x = {written}")["x"]
    if edits:
        return data
    for pattern, change in (
        (r"at most (\d+) ports?(?: there)?", lambda number: ports(data, int(number))),
        (r"a group on (\w+) of at most ([\d.,]+ \w+)", lambda node, limit: grouped(data, node, limit)),
        (r"a group of at most ([\d.,]+ \w+) on (\w+)", lambda limit, node: grouped(data, node, limit)),
        (r"an? ([\d.]+ A) (breaker|main|service)", lambda size, noun: device(data, finding.path, noun, size)),
        (
            r"a (breaker|main|bus) of (?:at least |at most )?([\d.]+ A)",
            lambda n, size: device(data, finding.path, n, size),
        ),
        (r"a ([\d.,]+ kVA) transformer", lambda size: table.update(rating=size)),
        (r"a service of at least ([\d.,]+ kVA)", lambda size: data["supplies"]["U"].update(rating=size)),
        (r"one of ([\d.]+ A).*", lambda size: table.update({key: size})),
        (r"standard: ([\d.]+ A)", lambda size: table.update({key: size})),
        (r"(?:a circuit for each: )?(\d+) circuits", lambda _: own_circuits(data)),
        (r"(?:ports|stations and limits) of at least ([\d.]+ A)", lambda size: larger(data, size)),
    ):
        match = re.fullmatch(pattern, way)
        if match:
            change(*match.groups())
            return data
    return None


def table_of(data, path):
    """The innermost table on the way to a place."""
    table = data
    for part in path:
        inner = table[part] if isinstance(table, list) else table.get(part)
        if not isinstance(inner, dict | list):
            break
        table = inner
    return table


def targets(data, table, name, way):
    if " for both" in way:
        return list(data["stations"].values())
    if "on group" in way:
        return [data["groups"][re.search(r"on group (\w+)", way)[1]]]
    if name in {"size", "sets", "egc"}:
        return [table.get("conductor", table)]
    if name in table or name not in HOMES:
        return [table]
    home = data[HOMES[name]]
    return [home] if name in {"plan", "profile"} else [next(iter(home.values()))]


def ports(data, number):
    station = next(iter(data["stations"].values()))
    station["ports" if station.get("ports", 1) > 1 else "count"] = number


def grouped(data, node, limit):
    data.setdefault("groups", {})["Fix"] = {"on": node, "limit": limit}


def device(data, path, noun, size):
    section, key = {
        "breaker": ("circuits", "breaker"),
        "main": ("panels", "main"),
        "bus": ("panels", "bus"),
        "service": ("supplies", "rating"),
    }[noun]
    tables = data[section]
    table = tables[path[1]] if path[0] == section else next(iter(tables.values()))
    table[key] = size
    if noun == "main":
        table["bus"] = max(size, table.get("bus", size), key=lambda text: float(text[:-2]))


def own_circuits(data):
    ((_, station),) = data["stations"].items()
    del station["circuit"]
    station["circuits"] = "C"
    data["circuits"]["C"]["count"] = station["count"]
    data.pop("groups", None)


def larger(data, size):
    for circuit in data["circuits"].values():
        circuit["breaker"] = f"{float(size[:-2]) * 1.25 + 5:g} A"
    for station in data["stations"].values():
        station["max_current"] = size
    for group in data.get("groups", {}).values():
        group["limit"] = size


CASES = [
    pytest.param(rule, example, id=f"{rule.code}-{number}")
    for rule in all_rules()
    for number, example in enumerate(rule.failing)
]


@pytest.mark.parametrize(("rule", "example"), CASES)
def test_a_remedy_with_a_number_makes_the_finding_go_away(rule, example):
    findings = [finding for finding in check(loads(example)).findings if finding.code == rule.code]
    tried = False
    for finding in findings:
        for way in ways(finding.remedy):
            mended = applied(tomli.loads(example), finding, way)
            if mended is not None:
                tried = True
                assert not still_there(mended, finding), way
    numbered = [finding.remedy for finding in findings if any(letter.isdigit() for letter in finding.remedy)]
    assert tried or not numbered or rule.code in WITHOUT, numbered


def still_there(data: dict, finding) -> list[str]:
    """Whether a site has a finding like this one, at the same place and as grave."""
    unchecked = finding.status == "not checked"
    return [
        again.message
        for again in check(loads(tomli_w.dumps(data))).findings
        if (again.code, again.path, again.severity) == (finding.code, finding.path, finding.severity)
        and (again.message == finding.message or not (unchecked or again.status == "not checked"))
    ]


def test_the_list_of_rules_without_an_edit_is_true():
    assert set(WITHOUT) <= {rule.code for rule in all_rules()}
    for rule in all_rules():
        if rule.code in WITHOUT:
            for example in rule.failing:
                for finding in check(loads(example), select=[rule.code]).findings:
                    assert all(applied(tomli.loads(example), finding, way) is None for way in ways(finding.remedy))
