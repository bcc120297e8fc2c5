"""What a report says beside the guide's figures: an even split, and how many vehicles get all that their ports give."""

from pathlib import Path

import pytest

import evsite

ROOT = Path(__file__).parent.parent.parent
PANEL = (
    '[site]\nnec = 2023\n[supplies.U]\nkind = "service"\nrating = "2000 A"\nsystem = "{system}"\n'
    '[panels.P]\nfed_from = "U"\nmain = "400 A"\n[circuits.C]\npanel = "P"\ncount = {ports}\nbreaker = "100 A"\n'
    '[stations.S]\ncount = {ports}\nmax_current = "{current}"\ncircuits = "C"\n'
    '[groups.P]\non = "P"\nlimit = "{limit}"\n'
)


def panel(ports, *, current="80 A", limit="320 A", system="208Y/120", more=""):
    values = {"ports": ports, "current": current, "limit": limit, "system": system}
    return evsite.loads(PANEL.format(**values) + more)


def even(site):
    return evsite.report(site).groups[0].even_split_current_a


def test_the_guide_s_27_a_is_the_even_split_of_twenty_ports():
    group = evsite.report(panel(20)).groups[0]
    assert group.even_split_current_a == pytest.approx(3**0.5 * 320 / 20)
    assert group.worst_case.current_a == pytest.approx(26.30, abs=0.01)


@pytest.mark.parametrize(
    "site",
    [
        panel(6, limit="200 A"),  # two on each pair
        panel(4),  # nobody is held back
        panel(20, limit="80 kW"),  # a sum has no phases
        panel(20, system="240/120"),
        panel(20, more='[groups.Low]\nmembers = "S"\nlimit = "60 kW"\n'),  # another group holds them
        panel(20, more='policy = "fcfs"\n'),
        evsite.load(ROOT / "examples" / "multifamily.toml"),  # one circuit, on one pair
    ],
    ids=["even", "unheld", "kW", "single-phase", "held elsewhere", "queue", "one circuit"],
)
def test_no_even_split_is_reported_where_it_is_no_question(site):
    assert even(site) is None


@pytest.mark.parametrize(
    ("ports", "sentence"),
    [
        (20, "any 4 vehicles get all that their ports give, wherever they stand; 6 do in the best places, 7 nowhere"),
        (4, ""),
    ],
)
def test_a_table_says_how_many_vehicles_get_all(evsite, ports, sentence):
    reported = " ".join(evsite("table", "-", stdin=panel(ports).source.text).stdout.split())
    assert (sentence in reported) if sentence else ("get all that" not in reported)


def test_one_vehicle_alone_may_have_all(evsite):
    text = panel(3, limit="80 A").source.text
    assert "one vehicle gets all that its port gives" in evsite("table", "-", stdin=text).stdout
    assert "get all" not in evsite("table", "-", stdin=panel(3, limit="60 A").source.text).stdout
