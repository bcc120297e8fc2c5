"""What is guaranteed beside offline stations holds in every mix of offline, online and absent ports."""

import cmath
import itertools
import json
import math

import pytest
import tomli
import tomli_w
from asking import fixed
from hypothesis import given
from hypothesis import strategies as st
from physics import bounds_of
from sites import cases
from stepped_sites import panel

import evsite
from evsite.allocation.allocator import Allocator
from evsite.allocation.fallback import fallbacks_a
from evsite.model.limit_id import LimitId
from evsite.network.compile import compile_network
from evsite.network.fallback import within_jumpers
from evsite.network.titles import limit_title
from evsite.proofs.equipment import equipment_loads
from evsite.proofs.guarantee import guarantees
from evsite.proofs.offline import fallback_loads

EXACT = 1e-9
ABSENT, ONLINE, OFFLINE = range(3)


def circuit(fallbacks, limit="32 A", breaker="60 A", station='max_current = "32 A"'):
    """Ports on one circuit, each a station with its fallback (None: not given)."""
    text = '[site]\nname = "x"\nnec = 2023\n[supplies.U]\nkind = "service"\nrating = "400 A"\nsystem = "208Y/120"\n'
    text += (
        f'[circuits.C]\npanel = "U"\nbreaker = "{breaker}"\nphases = "AB"\n[groups.C]\non = "C"\nlimit = "{limit}"\n'
    )
    for number, amps in enumerate(fallbacks):
        text += f'[stations.S{number}]\ncircuit = "C"\n{station}\n'
        text += "" if amps is None else f'fallback = "{amps} A"\n'
    return evsite.loads(text)


def with_fallbacks(draw, text):
    """A site of the tests of sharing, with a fallback for some of its stations."""
    file = tomli.loads(text)
    for table in file["stations"].values():
        if draw(st.booleans()):
            table["fallback"] = f"{draw(st.sampled_from([0, 6, 8, 12, 20]))} A"
    return tomli_w.dumps(file)


def average(allocator, moment):
    """What each port gets, on average over a cycle where ports take turns [A]."""
    return allocator.delivered(moment).current_a


def least_of_every_mix(site, policy):
    """The least that each port gets while it is online, whatever the others are."""
    allocator = Allocator(site, policy, offline=True)
    fallback = fallbacks_a(site)
    names = list(site.ports)
    managed = site.managed_ports()
    least = dict.fromkeys(names, math.inf)
    states_of = [(ABSENT, ONLINE, OFFLINE) if name in managed else (ABSENT, OFFLINE) for name in names]
    for states in itertools.product(*states_of) if managed else ():
        there = [name for name, state in zip(names, states, strict=True) if state == ONLINE]
        if not there:
            continue
        offline = {name: fallback[name] for name, state in zip(names, states, strict=True) if state == OFFLINE}
        amps = average(allocator, allocator.moment(there, offline_a=offline))
        for name in there:
            least[name] = min(least[name], float(amps[allocator.number[name]]))
    return least


@pytest.mark.slow
@pytest.mark.parametrize("policy", ["equal", "proportional"])
@pytest.mark.parametrize("number", range(2))
def test_no_mix_gives_less_and_what_is_called_exact_is_reached(number, policy):
    lower = []

    @fixed(number, 16)
    @given(cases(max_ports=6), st.data())
    def holds(case, data):
        site = evsite.loads(with_fallbacks(data.draw, case.text))
        least = least_of_every_mix(site, policy)
        allocator = Allocator(site, policy, offline=True)
        fallback = fallbacks_a(site)
        for name, found in guarantees(site, policy).items():
            mixed = found.with_offline
            assert found.with_offline_current_a <= min(found.current_a, least[name] * (1 + EXACT)), name
            lower.append(found.with_offline_current_a < found.current_a * (1 - EXACT))
            moment = allocator.moment(
                [*mixed.online, name], offline_a={each: fallback[each] for each in mixed.offline if each != name}
            )
            seen = average(allocator, moment)[allocator.number[name]]
            assert seen == pytest.approx(mixed.least_found_a, rel=1e-7, abs=1e-9), name
            if mixed.exact:
                assert mixed.current_a == pytest.approx(least[name], rel=1e-7, abs=1e-9), name

    holds()
    assert any(lower)


@pytest.mark.slow
@pytest.mark.parametrize("number", range(2))
def test_a_fallback_that_fits_fits_with_every_subset_by_a_second_physics(number):
    verdicts = []

    @fixed(80 + number, 25)
    @given(cases(max_ports=7), st.data())
    def holds(case, data):
        site = evsite.loads(with_fallbacks(data.draw, case.text))
        fallback = fallbacks_a(site)
        by_name = {limit_title(site, load.limit): load for load in fallback_loads(site)}
        for bound in bounds_of(site):
            if bound.name not in by_name:
                continue
            worst = 0.0
            for there in itertools.product((0, 1), repeat=len(fallback)):
                drawn = {name: amps * one for (name, amps), one in zip(fallback.items(), there, strict=True)}
                drawn = within_jumpers(site, drawn)
                worst = max(worst, bound.worst(drawn)[0])
            found = by_name[bound.name]
            assert found.load == pytest.approx(worst, rel=1e-6, abs=1e-6), bound.name
            assert found.fits == (worst <= bound.value * (1 + 1e-9) + 1e-9) or math.isclose(worst, bound.value)
            verdicts.append(found.fits)

    holds()
    assert set(verdicts) == {True, False}


def panels_under_a_transformer(mains_a):
    """Panels of twenty 80 A ports each, with groups, under a transformer that cannot carry all of them."""
    text = '[site]\nnec = 2023\n[supplies.U]\nkind = "service"\nrating = "4000 A"\nsystem = "480Y/277"\n'
    text += f'[supplies.T]\nkind = "transformer"\nrating = "{130 * len(mains_a)} kVA"\n'
    text += 'system = "208Y/120"\nfed_from = "U"\n'
    for n, main_a in enumerate(mains_a):
        text += f'[panels.P{n}]\nfed_from = "T"\nmain = "{main_a} A"\n'
        text += f'[circuits.C{n}_]\npanel = "P{n}"\ncount = 20\nbreaker = "100 A"\n'
        text += f'[stations.S{n}_]\ncount = 20\nmax_current = "80 A"\ncircuits = "C{n}_"\n[groups.P{n}]\non = "P{n}"\n'
    return evsite.loads(text)


@pytest.mark.parametrize("mains_a", [(300, 500, 300, 500), (325, 400, 325, 500, 400)])
def test_ports_of_panels_that_are_alike_get_what_the_mix_that_is_told_gives_each(mains_a):
    site = panels_under_a_transformer(mains_a)
    fallback_a = fallbacks_a(site)
    allocator = Allocator(site, offline=True)
    found = guarantees(site)
    assert len({one.with_offline.least_found_a for one in found.values()}) > 1
    for name, one in found.items():
        mixed = one.with_offline
        offline_a = {other: fallback_a[other] for other in mixed.offline if other != name}
        moment = allocator.moment([*(other for other in mixed.online if other != name), name], offline_a=offline_a)
        seen = float(allocator.delivered(moment).current_a[site_number(site, name)])
        assert seen == pytest.approx(mixed.least_found_a, rel=1e-9), name


def site_number(site, name):
    return list(site.ports).index(name)


def test_two_offline_stations_at_12_a_leave_8_a_in_turns_to_the_other_two():
    found = guarantees(circuit([12, 12, 0, 0]))
    for name in ("S2.1", "S3.1"):
        assert found[name].current_a == pytest.approx(8)
        assert found[name].with_offline.least_found_a == pytest.approx(4)
        assert found[name].with_offline_current_a == pytest.approx(0.98 * 4)
        assert found[name].with_offline.offline == ("S0.1", "S1.1")
    # one of the two that are set to 12 A is online itself: 20 A for three, two of whom can be served at once
    assert found["S0.1"].with_offline.least_found_a == pytest.approx(20 / 3)
    assert found["S0.1"].with_offline_current_a == pytest.approx(0.98 * 20 / 3)


def test_a_fallback_at_the_equal_share_costs_nobody_anything():
    found = guarantees(circuit([8, 8, 8, 8]))
    assert all(each.with_offline_current_a == pytest.approx(each.current_a) for each in found.values())


def test_fallbacks_beyond_the_limit_leave_nothing():
    site = circuit([12, 12, 12, 0])
    found = guarantees(site)
    assert found["S3.1"].with_offline_current_a == 0
    assert found["S3.1"].with_offline.offline == ("S0.1", "S1.1", "S2.1")
    group = {load.limit: load for load in fallback_loads(site)}[LimitId("group", "C")]
    assert (group.load, group.allowed, group.fits) == (36, 32, False)


def test_fallbacks_count_against_the_lowest_limit_of_any_window():
    site = evsite.loads(
        circuit([8, 8, 8, 8]).source.text + '[[groups.C.schedule]]\nfrom = "20:00"\nto = "22:00"\nlimit = "31 A"\n'
    )
    group = {load.limit: load for load in fallback_loads(site)}[LimitId("group", "C")]
    assert (group.load, group.allowed, group.fits) == (32, 31, False)


DELTA_WYE = """
[site]
name = "x"
nec = 2023
[supplies.T]
kind = "transformer"
rating = "30 kVA"
primary = "480 delta"
vector_group = "Dyn11"
system = "208Y/120"
"""


def test_on_a_delta_wye_primary_some_offline_stations_load_a_line_more_than_all_of_them():
    text = DELTA_WYE
    set_to = {"AB": 40, "BC": 20, "CA": 0}
    for pair, amps in set_to.items():
        text += f'[circuits.{pair}]\npanel = "T"\nbreaker = "100 A"\nphases = "{pair}"\n'
        text += f'[stations.S{pair}]\nmax_current = "80 A"\nfallback = "{amps} A"\ncircuit = "{pair}"\n'
    text += '[groups.G]\non = "T"\nlimit = "200 A"\n'
    found = {load.limit: load for load in fallback_loads(evsite.loads(text))}[
        LimitId("transformer", "T", "primary", "A")
    ]
    assert found.load == pytest.approx(on_primary_a(40, 0, 0))
    assert on_primary_a(40, 20, 0) == pytest.approx(found.load * 3**0.5 / 2)


def on_primary_a(ab, bc, ca):
    """Line A of the primary: the windings between A and N and between C and N of the secondary, back to back."""
    angles = zip((ab, bc, ca), (30, -90, 150), strict=True)
    ab, bc, ca = (amps * cmath.rect(1, math.radians(degrees)) for amps, degrees in angles)
    return abs((ab - ca) - (ca - bc)) / (480 / (208 / math.sqrt(3)))


@pytest.mark.slow
@pytest.mark.parametrize("number", range(2))
def test_no_mix_loads_a_conductor_beyond_the_bound_over_every_mix(number):
    adds = []

    @fixed(120 + number, 40)
    @given(cases(max_ports=7), st.data())
    def holds(case, data):
        site = evsite.loads(with_fallbacks(data.draw, case.text))
        fallback = fallbacks_a(site)
        loads = {limit_title(site, load.limit): load for load in equipment_loads(site, fallback)}
        bounds = {bound.name: bound for bound in bounds_of(site) if bound.name in loads}
        adds.extend(load.offline_adds for load in loads.values())
        # groups act, breakers only trip
        allocator = Allocator(site, None, compile_network(site, watch_equipment=True, offline=True))
        for states in data.draw(
            st.lists(
                st.tuples(*[st.sampled_from((ABSENT, ONLINE, OFFLINE))] * len(site.ports)), min_size=12, max_size=12
            )
        ):
            by_state = [
                [name for name, state in zip(site.ports, states, strict=True) if state == wanted] for wanted in range(3)
            ]
            moment = allocator.moment(by_state[ONLINE], offline_a={name: fallback[name] for name in by_state[OFFLINE]})
            drawn = dict(zip(site.ports, allocator.shares(moment).current_a.tolist(), strict=True))
            for name, bound in bounds.items():
                assert bound.worst(drawn)[0] <= loads[name].with_offline * (1 + EXACT) + 1e-9, name

    holds()
    assert set(adds) == {True, False}


def test_fallbacks_that_fit_add_nothing_to_any_conductor():
    for load in equipment_loads(site := circuit([8, 8, 8, 8]), fallbacks_a(site)):
        assert not load.offline_adds
        assert load.with_offline == load.greatest


def test_a_circuit_kept_whole_by_its_group_is_overloaded_by_stations_that_fall_back_to_too_much():
    site = circuit([12, 12, 12, 30], limit="40 A", breaker="50 A")
    load = {each.limit: each for each in equipment_loads(site, fallbacks_a(site))}[LimitId("circuit", "C")]
    assert (load.greatest, load.safe) == (40, True)
    assert load.with_offline == pytest.approx(66)


def test_the_report_tells_what_offline_stations_take_from_whom(evsite, tmp_path):
    text = circuit([12, 12, 0, 0]).source.text
    (tmp_path / "site.toml").write_text(text)
    reported = evsite("report", str(tmp_path / "site.toml")).stdout
    assert "3.92  0.82   208  bound; 4.00 seen  S0.1, S1.1" in reported
    assert "proved: all of them together, and every set of them, fit every limit" in reported
    document = json.loads(evsite("report", str(tmp_path / "site.toml"), "--format", "json").stdout)
    port = next(port for port in document["ports"] if port["port"] == "S2.1")
    assert (port["guaranteed"]["current_a"], port["with_offline"]["current_a"]) == (8, pytest.approx(3.92))
    witness, lists = port["with_offline"]["witness"], document["port_lists"]
    assert witness["current_a"] == 4
    assert lists[witness["online"]] == ["S2.1", "S3.1"]
    assert lists[witness["offline"]] == ["S0.1", "S1.1"]
    fallback = next(each for each in document["fallbacks"] if each["limit"]["title"] == "group C")
    assert (fallback["load_a"], fallback["limit_a"], fallback["fits"]) == (24, 32, True)
    assert all(each["greatest_load_with_offline_a"] == each["greatest_load_a"] for each in document["equipment"])


def test_limits_over_ports_that_are_alike_or_not_are_full_at_levels_of_their_own():
    """What 60 A of one that is offline leave: 40 of 100 A, 30 of 90 A, and 24 of 100 A beside one that takes 16 A."""
    far, near = (f'max_current = "80 A"\nfallback = "{amps} A"' for amps in (60, 8))
    banks = [("F", 3, "AB", far), ("N", 3, "AB", near), ("V", 1, "AB", 'max_current = "16 A"')]
    text = panel("900 A", *banks)
    for members, limit_a in (('"F1", "N1"', 100), ('"F2", "N2"', 90), ('"F3", "N3", "V1"', 100)):
        text += f'[groups.{members[1:3]}]\nmembers = [{members}]\nlimit = "{limit_a} A"\n'
    found = {name: one.with_offline for name, one in guarantees(evsite.loads(text)).items()}
    amps = {"N1.1": 40, "N2.1": 30, "N3.1": 24, "V1.1": 16}
    assert {name: (found[name].current_a, found[name].exact) for name in amps} == {
        name: (pytest.approx(each_a), True) for name, each_a in amps.items()
    }


def test_one_online_beside_fallbacks_has_what_its_own_phases_leave_it():
    """X and Y are alike; beside X the 20 A of Y stand 30 degrees apart on line A, and beside Y those of X do not."""
    high, low = (f'max_current = "32 A"\nfallback = "{amps} A"' for amps in (20, 6))
    banks = ("X", 1, "AN", high), ("Y", 1, "AB", high), ("Z", 1, "AN", low)
    site = evsite.loads(panel("48 A", *banks, system="208Y/120", policy="proportional"))
    least, found = least_of_every_mix(site, "proportional"), guarantees(site)
    assert least["X1.1"] > least["Y1.1"] + 0.1
    for name in ("X1.1", "Y1.1"):
        assert found[name].with_offline.current_a == pytest.approx(least[name])
        assert found[name].with_offline.exact
