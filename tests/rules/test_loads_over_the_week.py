"""Other load counts at its highest of the week in every rule: a window of all hours is as good as a fixed value."""

import tomllib

import pytest
import tomli_w

from evsite.rules import all_rules, check
from evsite.sitefile.loading import loads

CODES = ("EV101", "EV102", "EV103", "EV104", "EV105", "EV121", "EV127", "EV202", "EV403")
"""Rules that compare what vehicles and other load put on equipment together."""
SITES = [
    (rule.code, str(example), amps)
    for rule in all_rules()
    if rule.code in CODES
    for example in (*rule.failing, *rule.passing)
    for amps in (30, 90)
]


def with_load(text, amps, *, by_window):
    """The site with another load on each of its panels, fixed or in a window that never ends."""
    tables = tomllib.loads(text)
    loads_of = tables.setdefault("loads", {})
    for number, panel in enumerate(tables.get("panels", {})):
        load = {"on": panel, "phases": "AB", "continuous": False, "current": f"{amps} A"}
        if by_window:
            window = {"days": "Mon-Sun", "from": "00:00", "to": "24:00", "current": f"{amps} A"}
            load |= {"current": "1 A", "profile": [window]}
        loads_of[f"Beside{number}"] = load
    return tomli_w.dumps(tables)


def found(text):
    result = check(loads(text), select=set(CODES), remedies=False).findings
    # EV102 and EV403 say the same of one place; which of them does hangs on what is left for a group
    same = {"EV102": "overload", "EV103": "overload", "EV403": "overload"}
    reported = {
        (same.get(each.code, each.code), each.severity, each.path) for each in result if each.status == "violation"
    }
    return sorted(reported)


@pytest.mark.parametrize(("code", "text", "amps"), SITES, ids=[f"{code}-{n}" for n, (code, *_) in enumerate(SITES)])
def test_a_load_in_a_window_of_all_hours_counts_as_the_same_load_without_one(code, text, amps):
    assert found(with_load(text, amps, by_window=True)) == found(with_load(text, amps, by_window=False)), code


WEEK = """
[site]
nec = 2023
[supplies.T]
kind = "transformer"
rating = "75 kVA"
system = "208Y/120"
[panels.P]
fed_from = "T"
bus = "200 A"
main = "300 A"
[circuits.C]
panel = "P"
breaker = "60 A"
phases = "AB"
[stations.S]
ports = 1
max_current = "48 A"
circuits = "C"
[loads.Shop]
on = "P"
phases = "ABC"
current = "10 A"
continuous = false
[[loads.Shop.profile]]
days = "Mon-Sun"
from = "08:00"
to = "20:00"
current = "{amps} A"
"""


def test_a_bus_and_a_transformer_carry_the_load_of_the_busiest_hours():
    """48 + 180 = 228 A by day, on a bus of 200 A and a transformer of 208.2 A."""
    messages = {each.code: each.message for each in check(loads(WEEK.format(amps=180)), remedies=False).findings}
    assert "228 A on line A" in messages["EV104"]
    assert "228 A on secondary line A" in messages["EV105"]
    codes = {each.code for each in check(loads(WEEK.format(amps=100)), remedies=False).findings}
    assert not {"EV104", "EV105"} & codes
