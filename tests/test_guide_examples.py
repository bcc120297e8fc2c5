"""Examples of the vendor guide's text that are no published case, each through the public interface."""

import pytest

import evsite

HEAD = '[site]\nnec = 2023\n[supplies.U]\nkind = "service"\nrating = "2000 A"\nsystem = "208Y/120"\n'


def amps(site, **moment):
    """What each port gets [A]."""
    return {share.port: share.current_a for share in evsite.allocate(site, **moment).shares}


def chargers(limit):
    """Ten AC stations of 6 kW under a limit."""
    return evsite.loads(
        f'{HEAD}[circuits.C]\npanel = "U"\ncount = 10\nbreaker = "40 A"\nphases = "AB"\n'
        f'[stations.S]\ncount = 10\nmax_power = "6 kW"\ntype = "ac"\ncircuits = "C"\n'
        f'[groups.G]\non = "U"\nlimit = "{limit}"\n'
    )


@pytest.mark.parametrize(("limit", "each_kw", "ratio"), [("50 kW", 5.0, 1.2), ("15 kW", 1.5, 4.0)])
def test_guide_oversubscription_ten_chargers_of_6_kw(limit, each_kw, ratio):
    # the guide asks for 50 kW so that each gets 1.5 kW; 15 kW is enough for that, and exactly its 4:1
    group = evsite.report(chargers(limit)).groups[0]
    assert group.oversubscription.power == pytest.approx(ratio)
    assert group.worst_case.power_kw == pytest.approx(each_kw)


def test_guide_power_select_a_ct4000_on_a_20_a_breaker_gives_16_a():
    site = evsite.loads(
        f'{HEAD}[circuits.C]\npanel = "U"\ncount = 2\nbreaker = "20 A"\nphases = "AB"\n'
        '[stations.S]\nmodel = "CT4021"\ncircuits = "C"\n'
    )
    assert amps(site) == {"S.1": 16.0, "S.2": 16.0}


def test_guide_cable_sharing_a_jumpered_ct4000_on_40_a():
    site = evsite.loads(
        f'{HEAD}[circuits.C]\npanel = "U"\nbreaker = "40 A"\nphases = "AB"\n'
        '[stations.S]\nmodel = "CT4021"\ncircuits = "C"\njumper = true\n'
    )
    assert amps(site, occupied=["S.1"])["S.1"] == 30.0
    assert amps(site) == {"S.1": 16.0, "S.2": 16.0}


def test_guide_site_sharing_a_panel_and_a_circuit_hold_at_once():
    # the drawing: 80 A and 160 A mains with 40 A branches
    site = evsite.loads(
        f'{HEAD}[panels.Left]\nfed_from = "U"\nmain = "80 A"\n[panels.Right]\nfed_from = "U"\nmain = "160 A"\n'
        '[circuits.L]\npanel = "Left"\ncount = 4\nbreaker = "40 A"\nphases = "AB"\n'
        '[circuits.R]\npanel = "Right"\nbreaker = "40 A"\nphases = "AB"\n'
        '[stations.SL]\ncount = 4\nmax_current = "30 A"\ncircuits = "L"\n'
        '[stations.SR]\ncount = 4\nmax_current = "30 A"\ncircuit = "R"\n'
        '[groups.Left]\non = "Left"\n[groups.R]\non = "R"\n[groups.Site]\non = "U"\nlimit = "90 A"\n'
    )
    found = amps(site)
    assert [found[f"SL{number}.1"] for number in range(1, 5)] == pytest.approx([14.5] * 4)
    assert [found[f"SR{number}.1"] for number in range(1, 5)] == pytest.approx([8.0] * 4)


def test_guide_first_six_vehicles_only_if_they_are_spread_over_the_pairs():
    # "any six vehicles get 80 A" holds for two on each pair; four are the most that always do
    text = (
        f'{HEAD}[panels.P]\nfed_from = "U"\nmain = "400 A"\n[circuits.C]\npanel = "P"\ncount = 20\nbreaker = "100 A"\n'
        '[stations.S]\ncount = 20\nmax_current = "80 A"\ncircuits = "C"\n[groups.P]\non = "P"\n'
    )
    rows = evsite.occupancy_table(evsite.loads(text))
    assert rows[5].best.current_a == 80
    assert rows[6].best.current_a < 80
    assert rows[3].worst.current_a == 80
    assert rows[4].worst.current_a == pytest.approx(64)
