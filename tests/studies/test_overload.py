"""Nothing loads equipment beyond the bound, and whoever is named as overloading it does."""

import itertools

import pytest
from asking import fixed
from hypothesis import given
from hypothesis import strategies as st
from physics import bounds_of
from sites import cases

from evsite import check
from evsite.allocation.allocator import Allocator
from evsite.network.compile import compile_network
from evsite.network.titles import limit_title
from evsite.proofs import equipment
from evsite.proofs.equipment import equipment_loads
from evsite.sitefile.loading import loads

EXACT = 1e-9

FOUR_ON_A_LINE = """
[site]
name = "x"
nec = 2023
[supplies.U]
kind = "service"
rating = "2000 A"
system = "208Y/120"
[panels.P1]
fed_from = "U"
main = "320 A"
[circuits.C]
panel = "P1"
count = 4
breaker = "100 A"
phases = "AB"
[stations.S]
count = 4
max_current = "80 A"
circuits = "C"
"""


def only_groups(site, policy):
    """An allocator that knows groups, jumpers and ports, and no breaker: what acts in a real site."""
    return Allocator(site, policy, compile_network(site, watch_equipment=True))


def by_title(site):
    """The greatest loads by the names of their limits."""
    return {limit_title(site, load.limit): load for load in equipment_loads(site)}


def equipment_bounds(site):
    """The limits of equipment by name, from a second physics."""
    return {bound.name: bound for bound in bounds_of(site) if not bound.name.startswith("group ")}


@pytest.mark.slow
@pytest.mark.parametrize("number", range(4))
def test_no_vehicles_load_a_conductor_beyond_the_bound(number):
    @fixed(number, 40)
    @given(cases(max_ports=9), st.data())
    def holds(case, data):
        site = loads(case.text)
        loads_by_name = by_title(site)
        bounds = equipment_bounds(site)
        for policy in ("equal", "proportional", "fcfs"):
            allocator = only_groups(site, policy)
            there = data.draw(st.lists(st.sampled_from(sorted(site.ports)), min_size=1, unique=True))
            accept = {name: data.draw(st.sampled_from([0.3, 1.0])) * site.ports[name].max_a for name in there}
            amps = allocator.shares(allocator.moment(there, accept, there)).current_a
            drawn = dict(zip(site.ports, amps.tolist(), strict=True))
            for name, found in loads_by_name.items():
                if name in bounds:
                    assert bounds[name].worst(drawn)[0] <= found.greatest * (1 + EXACT) + 1e-9, name

    holds()


@pytest.mark.slow
@pytest.mark.parametrize("number", range(4))
def test_the_vehicles_that_are_named_overload_the_conductor_within_every_group(number):
    @fixed(50 + number, 40)
    @given(cases(max_ports=9))
    def holds(case):
        site = loads(case.text)
        bounds = bounds_of(site)
        by_name = {bound.name: bound for bound in bounds}
        for found in equipment_loads(site):
            assert found.reached <= found.greatest * (1 + EXACT)
            title = limit_title(site, found.limit)
            if not found.overloaded or title not in by_name:
                continue
            drawn = {**dict.fromkeys(site.ports, 0.0), **dict(found.witness)}
            load = by_name[title].worst(drawn)[0]
            assert load == pytest.approx(found.witness_load, rel=1e-6)
            assert load > found.allowed
            for bound in bounds:
                if bound.name.startswith("group ") or bound.name.endswith(" jumper"):
                    assert bound.worst(drawn)[0] <= bound.value * (1 + EXACT) + 1e-9, bound.name

    holds()


def test_a_conductor_without_a_group_is_overloaded_by_the_vehicles_that_are_named():
    found = by_title(loads(FOUR_ON_A_LINE))["panel P1 phase A"]
    assert found.overloaded
    assert found.allowed == pytest.approx(256)
    assert found.reached == pytest.approx(320)
    assert [port for port, _ in found.witness] == ["S1.1", "S2.1", "S3.1", "S4.1"]


def test_a_group_on_the_panel_keeps_it_whole_by_a_proved_margin():
    found = by_title(loads(FOUR_ON_A_LINE + '[groups.G]\non = "P1"\nlimit = "200 A"\n'))["panel P1 phase A"]
    assert found.safe
    assert found.exact
    assert found.greatest == pytest.approx(200)


def test_a_group_that_leaves_a_port_out_does_not_protect_the_panel():
    text = FOUR_ON_A_LINE + '[groups.G]\nmembers = ["S1", "S2", "S3"]\nlimit = "200 A"\n'
    found = by_title(loads(text))["panel P1 phase A"]
    assert found.overloaded
    assert found.greatest == pytest.approx(280)


def test_a_secondary_kept_within_its_rating_can_overload_a_delta_wye_primary():
    text = FOUR_ON_A_LINE.replace(
        'kind = "service"\nrating = "2000 A"', 'kind = "transformer"\nrating = "75 kVA"\nprimary = "480 delta"'
    )
    found = by_title(loads(text + '[groups.G]\non = "U"\nlimit = "208 A"\n'))
    assert found["transformer U secondary A"].safe
    assert found["transformer U primary A"].overloaded
    assert found["transformer U primary A"].reached == pytest.approx(2 * 208 * 208 / 480 / 3**0.5)
    # no more than what two secondary lines at 208 A each let onto it
    assert found["transformer U primary A"].greatest == pytest.approx(2 * 208 * 208 / 480 / 3**0.5)
    assert found["transformer U primary A"].exact


def three_that_share_in_pairs(main):
    """Three stations on one pair of lines, every two of which have a group of 20 A: 10 A each are the most of all."""
    text = '[site]\nnec = 2023\n[supplies.U]\nkind = "service"\nrating = "2000 A"\nsystem = "240/120"\n'
    text += f'[panels.P]\nfed_from = "U"\nmain = "{main}"\n[circuits.C]\npanel = "P"\ncount = 3\nbreaker = "100 A"\n'
    text += 'phases = "AB"\n[stations.S]\ncount = 3\nmax_current = "32 A"\ncircuits = "C"\n'
    for one, other in (("S1", "S2"), ("S2", "S3"), ("S1", "S3")):
        text += f'[groups.{one}{other}]\nmembers = ["{one}", "{other}"]\nlimit = "20 A"\n'
    return loads(text)


@pytest.mark.parametrize(("main", "allowed"), [("30 A", 24), ("38 A", 30.4)])
def test_what_is_neither_proved_nor_seen_is_called_neither_safe_nor_overloaded(main, allowed):
    site = three_that_share_in_pairs(main)
    found = by_title(site)["panel P leg A"]
    assert found.allowed == pytest.approx(allowed)
    # groups that cut across each other are not put together: the bound is above what there can be, the search below
    assert found.greatest >= 30
    assert found.reached <= 30
    assert found.reached < found.greatest
    assert not found.exact
    assert found.greatest > allowed
    assert not found.safe
    assert not found.overloaded
    codes = {
        finding.code: finding.severity
        for finding in check(site, remedies=False).findings
        if finding.path[:2] == ("panels", "P")
    }
    assert "error" not in codes.values()
    assert any(severity == "warning" for code, severity in codes.items() if code in {"EV403", "EV404", "EV102"})


def test_a_bound_that_is_reached_is_exact_and_judged_by_itself():
    site = three_that_share_in_pairs("100 A")
    for name in ("circuit C1", "circuit C2"):
        found = by_title(site)[name]
        assert (found.greatest, found.reached, found.exact, found.safe, found.overloaded) == (20, 20, True, True, False)


UNLIKE_PHASES = """
[site]
nec = 2023
[supplies.U]
kind = "service"
rating = "400 A"
system = "480Y/277"
[supplies.T]
kind = "transformer"
rating = "45 kVA"
system = "208Y/120"
fed_from = "U"
[panels.P]
fed_from = "T"
main = "150 A"
"""


def behind_a_transformer(*banks):
    """Stations behind a delta-wye transformer, by the phases of each and its largest current [A]; a group of all."""
    text = UNLIKE_PHASES
    for number, (phases, most_a) in enumerate(banks):
        text += f'[circuits.C{number}]\npanel = "P"\nbreaker = "100 A"\nphases = "{phases}"\n'
        text += f'[stations.S{number}]\ncircuit = "C{number}"\nmax_current = "{most_a} A"\n'
    return text + '[groups.G]\non = "P"\nlimit = "1000 A"\n'


BEHIND = [
    [("AB", 40), ("BC", 32), ("CA", 24), ("BN", 48)],
    [("BC", 40), ("CA", 24), ("AN", 32), ("CN", 20), ("AB", 10)],
    [("CA", 40), ("AB", 12), ("CN", 40), ("BN", 12)],
    [("AB", 40)],
]


@pytest.mark.parametrize("banks", BEHIND)
def test_the_greatest_load_is_that_of_the_worst_of_all_subsets_of_ports(banks):
    """No group holds anything here, so that each port draws all or nothing where a conductor carries most."""
    site = loads(behind_a_transformer(*banks))
    network = compile_network(site, watch_equipment=True)
    most = [0.0] * len(network.limits)
    for there in itertools.product((0, 1), repeat=len(network.ports)):
        sums = [0j] * len(network.limits)
        for chosen, terms, cap_a in zip(there, network.terms, network.cap_a, strict=True):
            for index, coefficient in terms:
                sums[index] += chosen * coefficient * cap_a
        most = [max(pair) for pair in zip(most, map(abs, sums), strict=True)]
    by_id = {limit.id: most[index] for index, limit in enumerate(network.limits)}
    found = equipment_loads(site)
    assert sum(load.limit.side == "primary" for load in found) == 3
    for load in found:
        assert load.exact
        assert load.greatest == pytest.approx(by_id[load.limit], rel=EXACT)


def test_a_poor_search_for_what_can_be_drawn_makes_no_proof(monkeypatch):
    text = behind_a_transformer(*BEHIND[0])
    reached = {load.limit: load.reached for load in equipment_loads(loads(text))}
    monkeypatch.setattr(equipment, "_serve", lambda _rows, _order: (0.0, {}))
    for load in equipment_loads(loads(text)):
        assert load.reached == 0
        assert load.greatest >= reached[load.limit] * (1 - EXACT)
        assert not load.exact


def test_the_lines_of_a_transformer_hold_its_power_only_while_no_port_may_be_offline():
    site = loads(behind_a_transformer(*BEHIND[0]))
    implied = [limit.id.kind for limit in compile_network(site).limits if limit.implied]
    assert implied == ["transformer"]
    assert not any(limit.implied for limit in compile_network(site, offline=True).limits)
