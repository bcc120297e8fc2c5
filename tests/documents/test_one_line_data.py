"""The one-line as data: what is alike is drawn once, everything is in it once, and counts go by no name."""

import random

import pytest
from hypothesis import given
from odd_sites import odd_site
from sites import cases

from evsite.analysis.site_analysis import SiteAnalysis
from evsite.documents.one_line.collapse import MOST_LEGS, drawn, one_line
from evsite.documents.one_line.shapes import Shapes
from evsite.model.finding import SiteFileError
from evsite.sitefile.loading import load, loads

EXAMPLES = ("office", "campus", "caltech-garage", "paired-express", "designs/hotel", "designs/depot")
HEAD = """
[site]
nec = 2023
[supplies.U]
kind = "service"
rating = "4000 A"
system = "208Y/120"
[panels.P]
fed_from = "U"
main = "400 A"
"""


def lines(text, detail):
    return drawn(Shapes(SiteAnalysis(loads(HEAD + text))), detail)


def reported(text, detail="least"):
    """What is drawn on each panel: circuits and stations of a leg, and how many of it."""
    return [
        (node.first, len(leg.first.circuits), len(leg.first.stations), leg.count, len(leg.members))
        for node in lines(text, detail).nodes()
        for leg in node.legs
    ]


def judge(site):
    """What holds for the one-line of any site, however much of it is drawn one by one."""
    shapes = Shapes(SiteAnalysis(site))
    for detail in ("all", "some", "least"):
        result = drawn(shapes, detail)
        above = {id(leg): node for node in result.nodes() for leg in node.legs}
        listed = list(result.legs())
        # everything that is in the file is in the drawing, once
        assert sorted(name for node in result.nodes() for name in node.members) == sorted(
            {**site.supplies, **site.panels}
        )
        for kind, whole in (("circuits", site.circuits), ("stations", site.stations), ("loads", site.loads)):
            found = [name for leg in listed for member in leg.members for name in getattr(member, kind)]
            assert sorted(found) == sorted(whole)
        # what stands for several has the same number of ports in each, at each of what it hangs on
        for leg in listed:
            assert len({sum(len(site.stations[name].ports) for name in each.stations) for each in leg.members}) == 1
            parents = len(above[id(leg)].members) if id(leg) in above else 1
            assert leg.count * parents == len(leg.members)
        if detail == "all":
            assert all(leg.count == 1 for leg in listed)
        tags = [each.tag for each in (*result.nodes(), *listed) if each.tag]
        assert len(tags) == len(set(tags))


@pytest.mark.parametrize("name", EXAMPLES)
def test_everything_of_an_example_is_drawn_once(project, name):
    judge(load(f"examples/{name}.toml"))


@given(cases())
def test_everything_of_a_site_is_drawn_once(case):
    judge(loads(case.text))


@pytest.mark.slow
def test_everything_of_odd_sites_is_drawn_once():
    judged = 0
    for seed in range(100):
        try:
            site = loads(odd_site(random.Random(seed), max_ports=12))
        except SiteFileError:
            continue
        judge(site)
        judged += 1
    assert judged > 60


def test_ten_stations_of_two_circuits_are_ten_stations():
    text = """
[circuits.C]
panel = "P"
count = 20
breaker = "100 A"
[stations.S]
model = "CP6021B-80A"
count = 10
circuits = "C"
"""
    assert reported(text) == [("P", 2, 1, 10, 10)]
    assert reported(text.replace("[stations.S]", "[stations.S]\njumper = true")) == [
        ("P", 1, 1, 10, 10),
        ("P", 1, 0, 10, 10),
    ]


def test_stations_that_share_a_circuit_are_one_leg():
    text = """
[circuits.C]
panel = "P"
count = 2
breaker = "100 A"
[stations.S]
max_current = "32 A"
ports = 1
count = 4
circuit = "C1"
[stations.T]
max_current = "32 A"
ports = 1
count = 4
circuit = "C2"
"""
    assert reported(text) == [("P", 1, 4, 2, 2)]
    assert reported(text.replace('count = 4\ncircuit = "C2"', 'count = 3\ncircuit = "C2"')) == [
        ("P", 1, 4, 1, 1),
        ("P", 1, 3, 1, 1),
    ]


STATIONS = """
[circuits.C]
panel = "P"
count = 20
breaker = "40 A"
[stations.S]
max_current = "32 A"
ports = 1
count = 20
circuits = "C"
disconnect = true
"""


@pytest.mark.parametrize(
    ("part", "keys"),
    [
        ("circuits.C", 'conductor = { size = "8", length = "60 ft" }'),
        ("circuits.C", 'status = "existing"'),
        ("stations.S", 'setting = "24 A"'),
        ("stations.S", 'disconnect_rating = "60 A"'),
        ("stations.S", 'mounting = "wall"'),
        ("stations.S", 'fallback = "8 A"'),
    ],
)
def test_what_differs_in_anything_that_is_drawn_is_drawn_apart(part, keys):
    other = STATIONS.replace(".C]", ".D]").replace(".S]", ".T]").replace('"C"', '"D"')
    assert reported(STATIONS + other) == [("P", 1, 1, 40, 40)]
    letter = {"circuits.C": "circuits.D", "stations.S": "stations.T"}[part]
    assert reported(STATIONS + other.replace(f"[{letter}]", f"[{letter}]\n{keys}")) == [("P", 1, 1, 20, 20)] * 2


def test_equal_panels_are_one_with_their_groups_and_others_are_not():
    panel = """
[panels.E{0}]
fed_from = "U"
main = "100 A"
[circuits.C{0}_]
panel = "E{0}"
count = 3
breaker = "40 A"
[stations.S{0}_]
max_current = "32 A"
ports = 1
count = 3
circuits = "C{0}_"
[groups.G{0}]
on = "E{0}"
limit = "{1} A"
"""
    same = "".join(panel.format(number, 60) for number in range(1, 6))
    assert reported(same) == [("E1", 1, 1, 3, 15)]
    assert [(node.first, node.count) for node in lines(same, "least").nodes()] == [("U", 1), ("P", 1), ("E1", 5)]
    nodes = [(node.first, node.count) for node in lines(same + panel.format(6, 64), "least").nodes()]
    assert nodes == [("U", 1), ("P", 1), ("E1", 5), ("E6", 1)]
    # one that reaches over two of them tells these from the others
    over = '[groups.Both]\nmembers = ["S1_1", "S1_2", "S1_3", "S2_1", "S2_2", "S2_3"]\nlimit = "90 A"\n'
    nodes = [(node.first, node.count) for node in lines(same + over, "least").nodes()]
    assert nodes == [("U", 1), ("P", 1), ("E1", 2), ("E3", 3)]


def test_a_station_on_two_panels_is_drawn_at_the_first_and_named_at_the_other():
    text = """
[panels.Q]
fed_from = "U"
main = "400 A"
[circuits.C]
panel = "P"
breaker = "40 A"
[circuits.D]
panel = "Q"
breaker = "40 A"
[stations.S]
ports = 2
max_current = "32 A"
circuits = ["D", "C"]
"""
    legs = {node.first: node.legs[0].first for node in lines(text, "all").nodes() if node.legs}
    assert (legs["Q"].stations, legs["Q"].elsewhere) == (("S",), ())
    assert (legs["P"].stations, legs["P"].elsewhere) == ((), ("S",))


def test_few_legs_are_drawn_one_by_one_and_many_are_not(project):
    site = load("examples/office-schedule.toml")
    assert one_line(SiteAnalysis(site)).detail == "all"
    assert one_line(SiteAnalysis(load("examples/office.toml"))).detail != "all"
    assert one_line(SiteAnalysis(load("examples/office.toml")), full=True).detail == "all"
    many = STATIONS.replace("20", str(MOST_LEGS + 1))
    assert reported(many, "some") == [("P", 1, 1, MOST_LEGS + 1, MOST_LEGS + 1)]
    assert reported(many.replace(str(MOST_LEGS + 1), str(MOST_LEGS)), "some") == [("P", 1, 1, 1, 1)] * MOST_LEGS
