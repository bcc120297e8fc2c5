"""Which designs are proposed, and that nothing but the proof decides that they pass."""

from __future__ import annotations

from dataclasses import replace

import pytest

import evsite
from evsite.studies.sizing import search
from evsite.studies.sizing.capacity import capacity_of
from evsite.studies.sizing.engine import size
from evsite.studies.sizing.request import Allowed, ExistingLoad, Need, SizingRequest, Source

OWN = Allowed(station_a=32, circuits=frozenset({"own"}), groups=frozenset({"none"}))
DUAL = Allowed(models=("CP6021B-80A",))


def severities(text: str) -> set[str]:
    return {str(one.severity) for one in evsite.check(evsite.loads(text)).findings}


@pytest.mark.parametrize(
    "request_",
    [
        SizingRequest(Source("service", "480Y/277", rating_a=600), 2023, 100, need=Need(application="multifamily")),
        SizingRequest(Source("service", "208Y/120", rating_a=400), 2023, need=Need(application="office"), allowed=DUAL),
        SizingRequest(Source("service", "208Y/120"), 2017, 20, allowed=Allowed(models=("juicebox-40",))),
        SizingRequest(Source("panel", "208Y/120", rating_a=400, free_spaces=20), 2023, allowed=DUAL),
    ],
    ids=["transformers", "most ports", "least service", "panel"],
)
def test_the_proposed_design_has_no_warning_and_a_title_of_its_own(request_: SizingRequest) -> None:
    designs = size(request_).designs
    assert designs[0].warnings == ()
    assert severities(designs[0].text) <= {"info"}
    assert len({design.title for design in designs}) == len(designs)


def test_the_least_equipment_is_less_than_what_the_source_would_feed() -> None:
    source, need = Source("service", "480Y/277", rating_a=3000), Need(application="multifamily")
    least, greatest, *_ = size(SizingRequest(source, 2023, 200, need=need)).designs
    assert sum(least.transformers_kva) <= 450 < sum(greatest.transformers_kva)
    assert least.home_runs <= 100
    assert least.guaranteed_current_a < greatest.guaranteed_current_a


def test_with_a_model_stations_of_the_proposed_design_are_at_their_full_rating() -> None:
    for ports in (None, 20):
        (design, *_) = size(
            SizingRequest(Source("service", "208Y/120", rating_a=400), 2023, ports, allowed=DUAL)
        ).designs
        assert (design.most_current_a, design.circuit_breaker_a) == (80, 100)


def test_both_circuits_of_a_station_start_in_one_panel() -> None:
    allowed = replace(DUAL, circuits=frozenset({"own"}))
    source = Source("panel", "208Y/120", rating_a=400, free_spaces=20)
    for design in size(SizingRequest(source, 2023, 60, need=Need(min_current_a=6), allowed=allowed)).designs:
        assert len(design.panels) >= 2
        panels: dict[str, set[str]] = {}
        for port in design.site.ports.values():
            circuit = design.site.circuits[str(port.circuit)]
            panels.setdefault(port.station, set()).add(str(circuit.fed_from))
        assert all(len(found) == 1 for found in panels.values())


@pytest.mark.parametrize(
    ("load", "ports"),
    [((380, 100, 100), 7), ((100, 380, 100), 7), ((100, 100, 380), 7), ((150, 100, 50), 12), ((50, 150, 100), 12)],
)
def test_circuits_are_on_the_lines_that_have_room(load: tuple[float, ...], ports: int) -> None:
    # worked by hand: seven on the light pair at 224 A; twelve as 3, 4 and 5 on the pairs
    source = Source("panel", "208Y/120", rating_a=400, free_spaces=42)
    (design, *_) = size(SizingRequest(source, 2023, existing=ExistingLoad(load), allowed=OWN)).designs
    assert design.ports == ports
    assert "error" not in severities(design.text)


@pytest.mark.parametrize(("spaces", "ports"), [(2, 1), (6, 3), (20, 10)])
def test_a_two_pole_breaker_takes_two_free_spaces(spaces: int, ports: int) -> None:
    source = Source("panel", "240/120", rating_a=400, free_spaces=spaces)
    (design, *_) = size(SizingRequest(source, 2023, allowed=replace(OWN, station_a=16))).designs
    direct = [each for each in size(SizingRequest(source, 2023, ports, allowed=OWN)).designs if len(each.panels) == 1]
    assert direct[0].ports == ports
    assert design.panels[0].spaces == spaces


def test_a_design_that_closed_forms_have_wrong_is_not_shown(monkeypatch: pytest.MonkeyPatch) -> None:
    def too_much(*given: object) -> object:
        found = capacity_of(*given)  # type: ignore[arg-type]
        more = {"usable_a": 1.4 * found.usable_a, "counted_a": 1.4 * found.counted_a}
        return replace(found, **more, most_main_a=1.4 * found.most_main_a)

    monkeypatch.setattr(search, "capacity_of", too_much)
    for ports in (None, 15):
        for design in size(
            SizingRequest(Source("service", "208Y/120", rating_a=100), 2023, ports, allowed=OWN)
        ).designs:
            assert "error" not in severities(design.text)


@pytest.mark.parametrize("stalls", [2000, 900])
def test_fewer_ports_are_offered_where_no_service_is_large_enough(stalls: int) -> None:
    allowed = replace(OWN, groups=frozenset({"none"}))
    refusal = size(SizingRequest(Source("service", "208Y/120"), 2023, stalls, allowed=allowed)).refusal
    assert refusal is not None
    assert ("ports",) in [way.path for way in refusal.ways]


def test_existing_load_is_in_the_file_line_by_line_and_in_the_setpoint() -> None:
    load = ExistingLoad((20, 40, 30))
    source = Source("service", "208Y/120", rating_a=200)
    allowed = Allowed(station_a=32, circuits=frozenset({"own"}), groups=frozenset({"panel"}))
    (design, *_) = size(SizingRequest(source, 2023, existing=load, allowed=allowed)).designs
    lines = {each.connection: sum(each.line_a.values()) for each in design.site.loads.values()}
    assert lines == {"AN": 20, "BN": 40, "CN": 30}
    # 80 % of what the fullest line leaves of 200 A
    assert [group.limit_a for group in design.site.groups.values()] == [128]
