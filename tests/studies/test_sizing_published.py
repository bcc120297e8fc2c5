"""Worked examples that were published: what sizing makes of the same givens."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

import evsite
from evsite.studies.sizing.engine import size
from evsite.studies.sizing.request import Allowed, CircuitForm, GroupForm, Need, SizingRequest, Source

if TYPE_CHECKING:
    from evsite.studies.sizing.results import SizedDesign, SizingResult

OWN: frozenset[CircuitForm] = frozenset({"own"})
JUMPER: frozenset[CircuitForm] = frozenset({"jumper"})
SHARED: frozenset[CircuitForm] = frozenset({"shared"})
COMMUTERS = Need(miles=40, hours_h=8)


def first(result: SizingResult) -> SizedDesign:
    assert result.refusal is None, result.refusal
    return result.designs[0]


def test_27_stations_of_30_a_on_a_600_a_panel() -> None:
    # autodocbox.com 66350775, EVSE load balancing: 225 kVA, 208Y/120, 600 A panel, 30 A stations on 40 A: 27 stations
    allowed = Allowed(station_a=30, circuits=OWN, groups=frozenset({"none"}))
    design = first(size(SizingRequest(Source("panel", "208Y/120", rating_a=600), 2023, allowed=allowed)))
    pairs = [circuit.connection for circuit in design.site.circuits.values()]
    assert (design.ports, design.circuit_breaker_a) == (27, 40)
    assert {pair: pairs.count(pair) for pair in ("AB", "BC", "CA")} == {"AB": 9, "BC": 9, "CA": 9}
    assert (design.stop.kind, design.stop.rules) == ("supply", ("EV403",))
    assert design.stop.would_be > design.stop.limit == 480


def test_189_stations_on_seven_transformers() -> None:
    # the same page: seven such panels behind transformers of 225 kVA on a 1,600 A feeder of 600 V: 189 stations
    allowed = Allowed(station_a=30, circuits=OWN, groups=frozenset({"none"}))
    source = Source("service", "600Y/347", rating_a=1600)
    design = first(size(SizingRequest(source, 2023, ports=189, allowed=allowed)))
    assert design.ports == 189
    assert design.guaranteed_current_a == 30
    assert sum(design.transformers_kva) <= 7 * 225


@pytest.mark.parametrize("spare", [0.0, 20.0])
def test_75_kva_for_six_stations_of_32_a(spare: float) -> None:
    # entogo.ca, EV charging service capacity calculator: six stations of 32 A at a design loading of 0.8: about 75 kVA
    allowed = Allowed(station_a=32, circuits=OWN, groups=frozenset({"none"}), spare_percent=spare)
    design = first(size(SizingRequest(Source("transformer", "208Y/120"), 2023, ports=6, allowed=allowed)))
    assert design.service_kva == (75 if spare else 45)


def test_1000_kva_for_four_dc_stations_of_150_kw() -> None:
    # the same calculator: four DC stations of 150 kW at a design loading of 0.8: 750 to 1000 kVA
    allowed = Allowed(station_kw=150, groups=frozenset({"none"}), spare_percent=20)
    design = first(size(SizingRequest(Source("transformer", "480Y/277"), 2023, ports=4, allowed=allowed)))
    assert design.service_kva == 1000
    assert design.guaranteed_power_kw == pytest.approx(150)


@pytest.mark.parametrize(
    ("breaker_model", "need", "ports"),
    [
        ("CP6011B-80A", Need(), 10),  # vendor guide, Power Sharing at the Circuit Level: ten ports on 100 A at 8 A
        ("CP6011B-80A", Need(min_power_kw=3.3), 5),  # the same: five where 3.3 kW is asked for
        ("juicebox-40", Need(), 5),  # the same, multifamily: five ports on 50 A at 8 A
    ],
)
def test_ports_on_a_shared_circuit(breaker_model: str, need: Need, ports: int) -> None:
    allowed = Allowed(models=(breaker_model,), circuits=SHARED)
    source = Source("service", "208Y/120", rating_a=400)
    result = size(SizingRequest(source, 2023, ports=ports, need=need, allowed=allowed))
    fewest = min(result.designs, key=lambda design: design.home_runs)
    assert (fewest.home_runs, fewest.ports_per_circuit) == (1, ports)
    more = size(SizingRequest(source, 2023, ports=ports + 1, need=need, allowed=allowed))
    assert min(design.home_runs for design in more.designs) == 2


@pytest.mark.parametrize(("circuits", "runs"), [(OWN, 20), (JUMPER, 10)])
def test_the_panel_of_the_guide(circuits: frozenset[CircuitForm], runs: int) -> None:
    # vendor guide, Power Sharing Through the Panel, and Combining Power Sharing Strategies: 20 home runs become 10;
    # its 27 A a port are more than any arrangement on phase pairs gives
    allowed = Allowed(models=("CP6021B-80A",), circuits=circuits, groups=frozenset({"panel"}))
    source = Source("panel", "208Y/120", rating_a=400)
    design = first(size(SizingRequest(source, 2023, ports=20, need=COMMUTERS, allowed=allowed)))
    assert design.home_runs == runs
    assert design.guaranteed_current_a == pytest.approx(26.39 if circuits == OWN else 26.30, abs=0.005)


def test_figures_are_those_of_the_report() -> None:
    result = size(SizingRequest(Source("service", "208Y/120", rating_kva=225), 2023, ports=60, need=COMMUTERS))
    assert len(result.designs) == 3
    for design in result.designs:
        site = evsite.loads(design.text)
        reported = evsite.report(site)
        least = min(reported.guarantees.values(), key=lambda one: one.current_a)
        assert design.guaranteed_current_a == least.current_a
        assert reported.home_runs is not None
        assert design.home_runs == reported.home_runs.runs
        assert len(site.ports) == design.ports == 60
        assert not [one for one in evsite.check(site).findings if one.severity == "error"]


@pytest.mark.parametrize("model", ["CT4021", "CPF50", "CP6021B-80A", "CP6011B-80A"])
@pytest.mark.parametrize("application", ["all-day-parking", "multifamily", "short-term-parking"])
def test_the_proposed_design_keeps_to_the_chart(model: str, application: str) -> None:
    source = Source("service", "208Y/120", rating_a=200)
    need, allowed = Need(application=application), Allowed(models=(model,))
    design = first(size(SizingRequest(source, 2023, need=need, allowed=allowed)))
    reported = {one.code for one in evsite.check(evsite.loads(design.text)).findings if one.severity == "warning"}
    assert not reported & {"EV410", "EV411"}


def test_five_stations_of_40_a_need_250_a() -> None:
    # reuven.tools, EV charging load: five stations of 40 A at 240 V, single-phase: 250 A, 60 kVA
    allowed = Allowed(station_a=40, circuits=OWN, groups=frozenset({"none"}))

    def sized(rating_a: float) -> SizingResult:
        source = Source("service", "240/120", rating_a=rating_a)
        return size(SizingRequest(source, 2023, ports=5, allowed=allowed))

    design = first(sized(250))
    assert design.ports == 5
    assert design.service_kva == pytest.approx(60)
    refusal = sized(225).refusal
    assert refusal is not None
    assert (refusal.stop.limit, refusal.stop.would_be) == (180, 200)


@pytest.mark.parametrize(("breaker_a", "output_a"), [(60, 48), (50, 40), (40, 32), (30, 24), (20, 16)])
def test_a_station_set_to_what_is_there(breaker_a: float, output_a: float) -> None:
    # Tesla, Gen 3 Wall Connector manual, table of circuit breakers and most output
    allowed = Allowed(models=("tesla-gen3",), circuits=OWN, groups=frozenset({"none"}))
    source = Source("service", "240/120", rating_a=breaker_a)
    design = first(size(SizingRequest(source, 2020, ports=1, allowed=allowed)))
    assert (design.circuit_breaker_a, design.guaranteed_current_a) == (breaker_a, output_a)


def test_two_stations_of_48_a_on_a_panel_of_100_a() -> None:
    # diy.stackexchange.com, Can two 60 amp EV chargers be installed on a 100 amp subpanel: one without load management;
    # two share 64 A where 80 A are provided, and so 80 A on 100 A
    def most(groups: frozenset[GroupForm]) -> SizedDesign:
        allowed = Allowed(station_a=48, circuits=OWN, groups=groups)
        return first(size(SizingRequest(Source("panel", "240/120", rating_a=100), 2023, ports=None, allowed=allowed)))

    assert most(frozenset({"none"})).ports == 1
    for rating_a, share_a in ((80, 32), (100, 40)):
        allowed = Allowed(station_a=48, circuits=OWN)
        source = Source("panel", "240/120", rating_a=rating_a)
        design = first(size(SizingRequest(source, 2023, ports=2, allowed=allowed)))
        assert design.ports == 2
        assert design.guaranteed_current_a == pytest.approx(share_a)


def test_two_stations_split_a_circuit_of_50_a() -> None:
    # support-emobility.enelx.com 360002651411, Load Sharing: two Pro 40 on a circuit of 50 A split the available 40 A
    allowed = Allowed(models=("juicebox-40",), circuits=SHARED)
    source = Source("service", "240/120", rating_a=200)
    design = first(size(SizingRequest(source, 2023, ports=2, allowed=allowed)))
    assert (design.home_runs, design.circuit_breaker_a) == (1, 50)
    assert design.guaranteed_current_a == pytest.approx(20)
