"""A limit is told in its own unit in every view: what is in kVA is not called kW."""

import re

import pytest

SITE = """
[site]
nec = 2023
[supplies.T]
kind = "transformer"
rating = "150 kVA"
system = "208Y/120"
[panels.P]
fed_from = "T"
main = "400 A"
[circuits.C]
panel = "P"
count = 4
breaker = "40 A"
[stations.S]
count = 4
max_current = "32 A"
circuits = "C"
[loads.Air]
on = "P"
current = "10 A"
profile = [{ from = "08:00", to = "18:00", current = "40 A" }]
[groups.G]
on = "T"
site_meter = true
limit = "LIMIT"
schedule = [{ from = "06:00", to = "09:00", limit = "WINDOW" }]
"""
KVA = SITE.replace("LIMIT", "20 kVA").replace("WINDOW", "15 kVA")
KW = SITE.replace("LIMIT", "20 kW").replace("WINDOW", "15 kW")
TOLD = [
    ("report", r"4 ports share [\d.]+ (\w+), left of 20 "),
    ("report", r"[\d.]+ (\w+) outside of all windows"),
    ("report", r"Mon-Sun 06:00-08:00 +[\d.]+ (\w+)"),
    ("report", r"hours +Mon-Fri least (\w+) "),
    ("report", r"too much: offline stations put up to [\d.]+ of [\d.]+ (\w+) on group G"),
    ("allocate", r"group G +(?:\d+ +)?[\d.]+ (\w+) "),
]


@pytest.mark.parametrize(("command", "pattern"), TOLD)
@pytest.mark.parametrize(("text", "unit"), [(KVA, "kVA"), (KW, "kW")])
def test_a_group_is_reported_in_the_unit_of_its_limit(evsite, command, pattern, text, unit):
    result = evsite(command, "-", stdin=text)
    assert result.exit_code == 0, result.output
    found = re.findall(pattern, result.stdout)
    assert set(found) == {unit}, result.stdout


def test_the_rating_of_a_transformer_is_apparent_power(evsite):
    text = evsite("allocate", "-", stdin=KW).stdout
    assert re.findall(r"^transformer T kVA +1 +\S+ (\S+) +\S+ (\S+) ", text, re.MULTILINE) == [("kVA", "kVA")], text
