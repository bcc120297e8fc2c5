"""Sites whose tree is a long chain, or whose groups are many at one place: a hundred are read and checked."""

import pytest

import evsite
from evsite.analysis.site_loads import SiteLoads
from evsite.analysis.site_tree import SiteTree
from evsite.model.finding import SiteFileError
from evsite.sitefile.value_types import MAX_NESTED

HEAD = '[site]\nnec = 2023\n[supplies.U]\nkind = "service"\nrating = "2000 A"\nsystem = "208Y/120"\n'
ENDS = (
    '[circuits.C{0}x]\npanel = "P{1}"\ncount = 2\nbreaker = "40 A"\nphases = "AB"\n'
    '[stations.S{0}x]\ncount = 2\nmax_current = "32 A"\ncircuits = "C{0}x"\n'
)


def chain(panels: int, groups: str = "") -> str:
    """Panels one below the other, with two stations at the top, in the middle, and at the end."""
    feeders = ["U", *(f"P{number}" for number in range(panels))]
    tables = [
        f'[panels.P{number}]\nfed_from = "{feeder}"\nmain = "400 A"\nbus = "400 A"\navailable_fault = "10 kA"\n'
        'interrupting = "22 kA"\n'
        for number, feeder in enumerate(feeders[:-1])
    ]
    return (
        HEAD
        + "".join(tables)
        + "".join(ENDS.format(*each) for each in ((0, 0), (1, panels // 2), (2, panels - 1)))
        + groups
    )


GROUPS = {
    "no group": ("", 192.0),
    "a group at the end": ('[groups.G]\non = "P{end}"\nlimit = "40 A"\n', 128.0 + 40.0),
    "free members": ('[groups.G]\nmembers = ["S0x1", "S2x1", "S2x2"]\nlimit = "40 A"\n', 96.0 + 40.0),
}


@pytest.mark.parametrize("groups", GROUPS)
@pytest.mark.parametrize("panels", [10, 99])
def test_a_chain_of_panels_carries_what_hangs_below_it(panels, groups):
    text, pairs_a = GROUPS[groups]
    site = evsite.loads(chain(panels, text.format(end=panels - 1)))
    loads = SiteLoads(site)
    assert loads.managed("P0").line_a("A") == pytest.approx(pairs_a)
    assert loads.connected("P0").line_a("A") == pytest.approx(192.0)
    assert loads.managed_of("P0", frozenset({"S2x1.1", "S2x2.1"})).line_a("A") <= 64.0
    assert not [finding for finding in evsite.check(site).findings if finding.code == "EV116"]


@pytest.mark.parametrize("panels", [100, 300, 5000])
def test_a_chain_that_is_longer_is_refused_at_its_place(panels):
    with pytest.raises(SiteFileError) as refused:
        evsite.loads(chain(panels))
    (finding,) = refused.value.findings
    assert (finding.code, finding.path) == ("EV017", ("panels", "P99", "fed_from"))
    assert "more than 100" in finding.message


def test_as_many_groups_as_there_can_be_at_one_place_hold_together():
    groups = "".join(f'[groups.G{number}]\non = "P0"\nlimit = "{60 + number} A"\n' for number in range(MAX_NESTED))
    loads = SiteLoads(evsite.loads(chain(3, groups)))
    assert loads.managed("P0").line_a("A") == pytest.approx(60.0)


def test_what_hangs_far_below_is_found_at_every_node_above_it() -> None:
    site = evsite.loads("""
        [supplies.U]
        kind = "service"
        rating = "400 A"
        system = "240/120"
        [panels.P]
        fed_from = "U"
        main = "200 A"
        [panels.Q]
        fed_from = "P"
        main = "200 A"
        [panels.R]
        fed_from = "U"
        main = "200 A"
        [circuits.C]
        panel = "Q"
        breaker = "40 A"
        [stations.S]
        circuit = "C"
        max_current = "32 A"
        [groups.G]
        on = "Q"
        [loads.L]
        on = "Q"
        current = "10 A"
    """)
    tree = SiteTree(site)
    for node, names in {"U": ["L"], "P": ["L"], "Q": ["L"], "R": [], "C": []}.items():
        assert [load.name for load in site.loads_below(node)] == names
    assert {node: [group.name for group in found] for node, found in tree.groups_within.items()} == {
        "Q": ["G"],
        "P": ["G"],
        "U": ["G"],
    }
