"""What differs of a thing in two designs, in words that people use."""

import re

import pytest

from evsite.output.text.design_fact_lines import FactLines
from evsite.output.text.design_names import DesignNames
from evsite.output.text.design_words import key_words
from evsite.sitefile.loading import loads
from evsite.studies.comparison.design_facts import FactReader
from evsite.studies.comparison.design_matching import KINDS, things_of
from evsite.studies.comparison.design_results import FactChange

SITE = """
[supplies.U]
kind = "service"
rating = "600 A"
system = "208Y/120"
[panels.P]
fed_from = "U"
main = "400 A"
[circuits.C]
panel = "P"
breaker = "100 A"
[stations.S]
model = "CP6021B-80A"
jumper = true
circuit = "C"
[groups.G]
on = "P"
"""


class Found:
    """A comparison with facts alone."""

    runs = ()

    def __init__(self, *facts):
        self.facts = facts


def lines(*facts, every=False):
    site = loads(SITE)
    reported = FactLines(Found(*facts), DesignNames(site, site), every=every)
    return [*reported.counted("site", *KINDS), *reported.described("site", *KINDS)]


@pytest.mark.parametrize(
    ("kind", "name", "key", "before", "after", "said"),
    [
        ("group", "G", "limit_given", True, False, "group G: no longer given: limit"),
        ("panel", "P", "spaces_given", False, True, "panel P: now given: spaces"),
        ("panel", "P", "main_a", 400.0, 200.0, "panel P: main 400 to 200 A"),
        ("panel", "P", "gfpe", None, True, "panel P: now given: ground-fault protection of equipment yes"),
        ("circuit", "C", "conductor.egc", "1/0", "250", "circuit C: grounding conductor 1/0 AWG to 250 kcmil"),
        ("station", "S", "jumper_total_a", None, 80.0, "station S: now given: both ports together 80 A"),
        ("load", "L", "line_a.A", 10.0, 20.0, "load L: current on line A 10 to 20 A"),
        ("site", None, "settings.lowest_temperature_c", -5.0, -6.0, "lowest temperature -5 to -6 °C"),
        ("panel", "P", "conductor.length_ft", 60.0, 50.0, "panel P: conductor length 60 to 50 ft"),
    ],
)
def test_a_fact_is_reported_in_words(kind, name, key, before, after, said):
    assert lines(FactChange(kind, () if name is None else (name,), key, before, after)) == [said]


def test_no_key_of_a_site_is_reported_as_programs_call_it():
    site = loads(SITE)
    reader = FactReader(lambda _, name: name)
    things = [thing for kind in KINDS for thing in things_of(site, kind).values()]
    keys = {key for thing in things for key in reader.facts(thing, frozenset({"ports", "model"}))}
    assert len(keys) > 20
    for key in keys:
        assert not re.search(r"_|\bgiven\b", key_words(key)[0]), key


def test_many_keys_of_one_thing_are_counted_and_all_of_them_told_where_somebody_asks():
    facts = [FactChange("panel", ("P",), f"description.{key}", None, key) for key in ("location", "mounting", "meter")]
    assert lines(*facts) == ["panel P: now given: location, mounting and 1 more"]
    assert lines(*facts, every=True) == ["panel P: now given: location location, mounting mounting and meter meter"]


def test_that_a_new_limit_is_in_kw_says_nothing():
    facts = [
        FactChange("group", ("G",), "schedule.1.limit_kw", None, 40.0),
        FactChange("group", ("G",), "schedule.1.limit_apparent", None, False),
    ]
    assert lines(*facts) == ["group G: now given: window 1 limit 40 kW"]
