"""What is called guaranteed or proved rests on a controller, on a bound and on the last digit, and on nothing less."""

import itertools
import json
import operator
import re

import pytest

import evsite
from evsite.allocation.allocator import Allocator
from evsite.allocation.fallback import fallbacks_a
from evsite.proofs import witness
from evsite.proofs.equipment import equipment_loads
from evsite.proofs.guarantee import guarantees
from evsite.proofs.offline import MixedSearch

NOBODY_LIMITS = """
[site]
name = "No group"
nec = 2023
[supplies.U]
kind = "service"
rating = "400 A"
system = "208Y/120"
[panels.P]
fed_from = "U"
main = "100 A"
bus = "100 A"
[circuits.C]
panel = "P"
count = 6
breaker = "40 A"
[stations.S]
ports = 1
max_current = "32 A"
count = 6
circuits = "C"
"""
"""Six ports of 32 A on 80 usable amperes a phase, and no group."""

PROMISES = re.compile(r"guarante|proved|proof", re.IGNORECASE)
ROOT3 = 3**0.5


@pytest.mark.parametrize("command", ["report", "allocate", "table", "check", "compare-policies"])
def test_no_text_promises_anything_where_no_group_covers_a_port(reported, command):
    text = reported(command, NOBODY_LIMITS)
    assert len(text.splitlines()) > 5
    assert not PROMISES.search(text)


def test_a_service_that_every_port_can_load_at_once_is_no_promise_either(reported):
    text = reported("report", NOBODY_LIMITS.replace('"100 A"', '"200 A"'))
    assert "with every port in no group at its rating the fullest conductor is circuit C1" in text
    assert not PROMISES.search(text)


def test_no_json_promises_anything_where_no_group_covers_a_port(reported):
    document = json.loads(reported("report", NOBODY_LIMITS, "--format", "json"))
    assert document["premise"] is None
    assert document["notes"] == ["6 of 6 ports are in no power-sharing group: nothing enforces what is shown for them"]
    for port in document["ports"]:
        assert port["managed"] is False
        assert port["guaranteed"].pop("proof") == "none"
        assert len(port["guaranteed"]) == 6
        assert len(port["with_offline"]) == 4
        assert {*port["guaranteed"].values(), *port["with_offline"].values()} == {None}
    assert document["fallbacks"] == []
    # two on AB and two on CA at 32 A: sqrt(3) * 64 A
    panel = next(each for each in document["equipment"] if each["limit"]["title"] == "panel P phase A")
    assert panel["can_be_overloaded"] is True
    assert panel["greatest_load_a"] == pytest.approx(64 * ROOT3)


def test_offline_ports_in_no_group_draw_their_rating(reported):
    document = json.loads(reported("allocate", NOBODY_LIMITS, "--offline", "all", "--format", "json"))
    assert [port["current_a"] for port in document["ports"]] == [32] * 6
    panel = next(each for each in document["limits"] if each["limit"]["title"] == "panel P phase A")
    assert panel["load_a"] == pytest.approx(64 * ROOT3)


def test_the_premise_is_reported_where_groups_cover_the_ports(reported):
    text = NOBODY_LIMITS + '[groups.P]\non = "P"\n'
    premise = (
        "a controller holds every power-sharing group to its limit, and lowers vehicles to their new ceilings before "
        "it raises others"
    )
    assert f"the proofs assume that {premise}" in " ".join(reported("report", text).split())
    document = json.loads(reported("report", text, "--format", "json"))
    assert document["premise"] == premise
    assert all(port["managed"] for port in document["ports"])
    assert not any("power-sharing group:" in note for note in document["notes"])


def test_ports_in_a_group_are_guaranteed_what_ports_in_none_leave_at_their_rating(reported):
    text = NOBODY_LIMITS.replace("208Y/120", "240/120") + '[groups.G]\nmembers = ["S1", "S2"]\nlimit = "60 A"\n'
    found = guarantees(evsite.loads(text))
    # 4 x 32 A of the others are more than the 80 A that the main carries
    assert {name: (one.current_a, one.exact) for name, one in found.items()} == {"S1.1": (0, True), "S2.1": (0, True)}
    text = text.replace("count = 6", "count = 4")
    found = guarantees(evsite.loads(text))
    assert {name: (one.current_a, one.exact) for name, one in found.items()} == {"S1.1": (8, True), "S2.1": (8, True)}
    document = json.loads(reported("report", text, "--format", "json"))
    assert [port["guaranteed"]["current_a"] for port in document["ports"]] == [8, 8, None, None]
    assert [port["guaranteed"]["proof"] for port in document["ports"]] == ["exact", "exact", "none", "none"]
    (note,) = (note for note in document["notes"] if "power-sharing group:" in note)
    assert note.startswith("2 of 4 ports are in no power-sharing group: nothing enforces what is shown for them, ")
    assert note.endswith("what the others are guaranteed counts them at their rating")


# --- a bound is proved, whatever the search for a witness finds ---

NESTED = """
[site]
name = "x"
nec = 2023
[supplies.U]
kind = "service"
rating = "1000 A"
system = "208Y/120"
[panels.P]
fed_from = "U"
main = "250 A"
[panels.Q]
fed_from = "P"
main = "100 A"
[circuits.AB]
panel = "P"
count = 2
breaker = "100 A"
phases = "AB"
[circuits.CA]
panel = "P"
count = 2
breaker = "100 A"
phases = "CA"
[circuits.QB]
panel = "Q"
count = 3
breaker = "100 A"
phases = "AB"
[stations.A]
max_current = "80 A"
count = 2
circuits = "AB"
[stations.C]
max_current = "80 A"
count = 2
circuits = "CA"
[stations.Q]
max_current = "80 A"
count = 3
circuits = "QB"
[groups.P]
on = "P"
[groups.Q]
on = "Q"
"""
"""A sub-panel that keeps its own vehicles lower than the panel above would: floors are not reached there."""


def least_over_occupancies(site):
    """The least that each port gets over every occupancy."""
    allocator = Allocator(site)
    names = list(site.ports)
    least = {}
    for there in itertools.product((False, True), repeat=len(names)):
        chosen = list(itertools.compress(names, there))
        amps = allocator.shares(allocator.moment(chosen)).current_a
        for name in chosen:
            least[name] = min(least.get(name, float("inf")), float(amps[allocator.number[name]]))
    return least


@pytest.mark.parametrize("seen_level", [80.0, 60.0, 45.0])
def test_a_poor_witness_makes_no_proof(monkeypatch, seen_level):
    """A search that finds nothing worse than `seen_level` leaves the bound where it is, and does not call it exact."""
    site = evsite.loads(NESTED)
    least = least_over_occupancies(site)
    searched = guarantees(site)
    monkeypatch.setattr(
        witness.Witnesses, "least", lambda self, position: (seen_level, (self._network.ports[position],))
    )
    poor = guarantees(site)
    beyond = 0
    for name, found in poor.items():
        assert found.current_a <= least[name] * (1 + 1e-9), name
        if searched[name].least_found_a < found.least_found_a * (1 - 1e-9):
            beyond += 1
            assert not found.exact, name
    assert beyond, "no port depends on the search: the site does not test what it is for"


@pytest.mark.parametrize("beyond", [1e-8, 1e-3, 9e-3])
def test_a_witness_just_above_the_bound_makes_no_proof(monkeypatch, beyond):
    """Not even one that misses the bound by a hundred-millionth."""
    site = evsite.loads(NESTED)
    found = witness.Witnesses.least

    def missed(self, position):
        level, occupied = found(self, position)
        asked.add(self._network.ports[position])
        return level * (1 + beyond), occupied

    asked = set()
    monkeypatch.setattr(witness.Witnesses, "least", missed)
    for name, one in guarantees(site).items():
        assert one.exact == (name not in asked), name
        assert one.least_found_a == pytest.approx(one.current_a * (1 + (beyond if name in asked else 0)), rel=2e-9)
    assert asked, "no port depends on the search: the site does not test what it is for"


def test_what_is_exact_is_the_least_over_every_occupancy():
    site = evsite.loads(NESTED)
    least = least_over_occupancies(site)
    for name, found in guarantees(site).items():
        assert found.exact
        assert found.current_a == pytest.approx(least[name], rel=1e-9)


# --- a conductor is full at its rating, not a little later ---


@pytest.mark.parametrize(("limit_a", "safe"), [(80.0, True), (80.0000001, False), (80.04, False), (80.08, False)])
def test_a_load_half_a_thousandth_above_the_rating_is_an_overload(limit_a, safe):
    text = NOBODY_LIMITS.replace("208Y/120", "240/120") + f'[groups.P]\non = "P"\nlimit = "{limit_a} A"\n'
    for load in equipment_loads(evsite.loads(text)):
        if load.limit.owner == "P":
            assert load.greatest == pytest.approx(limit_a, rel=1e-12)
            assert (load.safe, load.overloaded) == (safe, not safe)


@pytest.mark.parametrize(("fallback_a", "fits"), [(20.0, True), (20.01, False), (20.02, False)])
def test_fallbacks_half_a_thousandth_above_a_limit_do_not_fit(reported, fallback_a, fits):
    text = NOBODY_LIMITS.replace("208Y/120", "240/120").replace("count = 6", "count = 4")
    text = text.replace("max_current", f'fallback = "{fallback_a} A"\nmax_current') + '[groups.P]\non = "P"\n'
    document = json.loads(reported("report", text, "--format", "json"))
    panel = next(each for each in document["fallbacks"] if each["limit"]["title"] == "panel P leg A")
    assert panel["load_a"] == pytest.approx(4 * fallback_a)
    assert panel["fits"] is fits
    with_offline = next(each for each in document["equipment"] if each["limit"]["title"] == "panel P leg A")
    assert with_offline["greatest_load_with_offline_a"] == pytest.approx(4 * fallback_a)


def test_an_offline_station_loads_its_circuit_beyond_what_its_group_allows():
    text = NOBODY_LIMITS.replace("208Y/120", "240/120").replace("max_current", 'fallback = "24 A"\nmax_current')
    text += '[groups.P]\non = "P"\n' + '[groups.One]\nmembers = ["S1"]\nlimit = "16 A"\n'
    site = evsite.loads(text)
    loads = {load.limit.owner: load for load in equipment_loads(site, fallbacks_a(site))}
    assert (loads["C1"].greatest, loads["C1"].with_offline) == (16, 24)
    assert (loads["C2"].greatest, loads["C2"].with_offline) == (32, 32)
    # all six at 24 A are more than the 80 A that the group allows
    assert (loads["P"].greatest, loads["P"].with_offline) == (80, 144)


@pytest.mark.parametrize("offline", [False, True])
def test_a_poor_witness_in_a_mix_makes_no_proof(monkeypatch, offline):
    """The same beside offline stations, and beside a port in no group."""
    if offline:
        text = NESTED.replace("max_current", 'fallback = "10 A"\nmax_current')
    else:
        text = NESTED.replace('[groups.P]\non = "P"', '[groups.P]\nmembers = ["A", "C", "Q"]\nlimit = "200 A"')
        text += '[circuits.L]\npanel = "P"\nbreaker = "20 A"\nphases = "BC"\n'
        text += '[stations.L]\nmax_current = "10 A"\ncircuit = "L"\n'
    site = evsite.loads(text)
    read = operator.attrgetter("with_offline" if offline else "current_a")
    searched = guarantees(site)
    seen = []

    def poor(self, position, online, offline):
        seen.append(position)
        return 79.0

    monkeypatch.setattr(MixedSearch, "_share_a", poor)
    found = guarantees(site)
    assert seen, "no port depends on the search: the site does not test what it is for"
    for name, one in found.items():
        before, after = read(searched[name]), read(one)
        for reported in (one, one.with_offline):
            assert not reported.exact or reported.least_found_a <= reported.current_a * (1 + 1e-9), name
        if offline:
            assert after.current_a <= before.least_found_a * (1 + 1e-9), name
            assert not (after.exact and after.current_a > before.least_found_a * (1 + 1e-9)), name
        else:
            assert after <= searched[name].least_found_a * (1 + 1e-9), name


def test_a_conductor_that_only_ports_in_no_group_load_is_not_called_proved(reported):
    """S1 has a group; the circuits of the others are full, and nothing but their ratings keeps them so."""
    text = NOBODY_LIMITS.replace('"100 A"', '"200 A"') + '[groups.G]\nmembers = ["S1"]\nlimit = "20 A"\n'
    lines = [line.strip() for line in reported("report", text).splitlines() if "the fullest conductor" in line]
    (proved,) = (line for line in lines if line.startswith("proved"))
    (rated,) = (line for line in lines if not PROMISES.search(line))
    assert "circuit C2" not in proved
    assert rated.startswith("with every port in no group at its rating the fullest conductor is circuit C2")


def test_charging_times_without_a_group_promise_nothing_in_the_week(reported):
    text = NOBODY_LIMITS + '[[stations.S.charging]]\nfrom = "08:00"\nto = "18:00"\n'
    assert not PROMISES.search(reported("report", text))
