"""What holds for every sized design: it passes its check, nothing smaller does, and one port more is refused."""

from __future__ import annotations

import re
from dataclasses import replace
from itertools import pairwise

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import evsite
from effort import examples
from evsite.codebook.equipment_sizes import usual_panel_mains_a, usual_service_a, usual_switchboard_a
from evsite.codebook.ocpd import standard_ratings_a
from evsite.model.finding import Severity
from evsite.proofs.guarantee import guarantees
from evsite.rules import check
from evsite.studies.sizing.engine import size
from evsite.studies.sizing.request import (
    Allowed,
    CircuitForm,
    Distances,
    ExistingLoad,
    GroupForm,
    Need,
    SizingRequest,
    Source,
)
from evsite.studies.sizing.search import usual_ratings

SYSTEMS = ["208Y/120", "240/120", "480Y/277", "240/120 high-leg delta", "600Y/347", "240 delta"]
EVERY_GROUP: list[frozenset[GroupForm]] = [
    frozenset({"none", "circuit", "panel", "site"}),
    frozenset({"none"}),
    frozenset({"panel"}),
    frozenset({"circuit", "site"}),
]
EVERY_CIRCUIT: list[frozenset[CircuitForm]] = [
    frozenset({"own", "jumper", "shared"}),
    frozenset({"own"}),
    frozenset({"jumper", "shared"}),
]
lean = settings(
    max_examples=examples(12), deadline=None, suppress_health_check=[HealthCheck.too_slow], derandomize=True
)


@st.composite
def requests(draw: st.DrawFn) -> SizingRequest:
    system = draw(st.sampled_from(SYSTEMS))
    kind = draw(st.sampled_from(["service", "transformer", "panel"]))
    rating = draw(st.sampled_from([None, 100, 225, 400, 800]))
    ports = draw(st.sampled_from([None, 1, 5, 12, 30])) if rating else draw(st.sampled_from([1, 5, 12, 30]))
    lines = 2 if system == "240/120" else 3
    existing = ExistingLoad(tuple(10.3703 * each for each in range(1, lines + 1)))
    key = "rating_kva" if kind == "transformer" else "rating_a"
    return SizingRequest(
        source=replace(Source(kind, system), **({key: rating} if rating else {})),  # type: ignore[arg-type]
        nec=draw(st.sampled_from([2017, 2020, 2023, 2026])),
        ports=ports,
        existing=existing if rating and draw(st.booleans()) else None,
        need=Need(
            application=draw(st.sampled_from([None, "all-day-parking", "long-term-parking"])),
            min_current_a=draw(st.sampled_from([None, 6, 12])),
        ),
        allowed=Allowed(
            models=draw(st.sampled_from([(), ("CP6021B-80A",), ("CT4021",), ("tesla-gen3",)])),
            circuits=draw(st.sampled_from(EVERY_CIRCUIT)),
            groups=draw(st.sampled_from(EVERY_GROUP)),
            material=draw(st.sampled_from(["Cu", "Al"])),  # type: ignore[arg-type]
            spare_percent=draw(st.sampled_from([0, 20])),
        ),
        distances=draw(st.sampled_from([Distances(), Distances(50, 9, 2)])),
    )


def errors(text: str) -> list[str]:
    try:
        found = check(evsite.loads(text), remedies=False).findings
    except evsite.SiteFileError as error:
        found = tuple(error.findings)
    return [f"{one.code}: {one.message}" for one in found if one.severity is Severity.ERROR]


def overloaded(text: str) -> bool:
    """Whether a transformer carries more than its rating: a warning where no setpoint says so."""
    return any(one.code == "EV105" for one in check(evsite.loads(text), remedies=False).findings)


def least_a(text: str) -> float:
    return min(one.current_a for one in guarantees(evsite.loads(text)).values())


@pytest.mark.slow
@lean
@given(requests())
def test_every_design_passes_its_own_check(request: SizingRequest) -> None:
    result = size(request)
    assert (result.refusal is None) == bool(result.designs)
    for design in result.designs:
        assert errors(design.text) == []
        assert request.ports is None or design.ports >= request.ports
        assert design.guaranteed_power_kw >= result.floor.power_kw * (1 - 1e-6)
        assert len(evsite.loads(design.text).ports) == design.ports
    assert [design.text for design in size(request).designs] == [design.text for design in result.designs]


@pytest.mark.slow
@pytest.mark.parametrize("kind", ["service", "panel"])
def test_more_capacity_never_gives_fewer_ports(kind: str) -> None:
    def ports(rating_a: float) -> int:
        source = Source(kind, "208Y/120", rating_a=rating_a)  # type: ignore[arg-type]
        need = Need(application="all-day-parking")
        result = size(SizingRequest(source, 2023, existing=ExistingLoad((20, 30, 40)), need=need))
        return result.designs[0].ports if result.designs else 0

    found = [ports(rating_a) for rating_a in range(60, 300, 40)]
    assert all(less <= more for less, more in pairwise(found)), found
    assert found[0] < found[-1]


USUAL_KVA = [kva for kva, _ in usual_ratings(SizingRequest(Source("transformer", "208Y/120"), 2023))]
USUAL_A = sorted({*usual_panel_mains_a(), *usual_switchboard_a()})


def smaller_ones(text: str) -> list[str]:
    """The file with each of its ratings a usual size smaller, and setpoints cut to what that carries."""
    found = []
    for old in sorted(set(re.findall(r'^(?:rating|main) = "[0-9.]+ k?V?A"$', text, re.MULTILINE))):
        key, value, unit = old.replace('"', "").replace("=", "").split()
        usual = USUAL_KVA if unit == "kVA" else usual_service_a() if key == "rating" else USUAL_A
        if key == "main" and float(value) not in USUAL_A:
            usual = standard_ratings_a(2023)
        less = max((each for each in usual if each < float(value)), default=None)
        if less is not None:
            carries_a = less * 1000 / 208 / 3**0.5 if unit == "kVA" else 0.8 * less
            smaller = text.replace(old, f'{key} = "{less:g} {unit}"')
            for limit in set(re.findall(r'^limit = "([0-9.]+) A"$', text, re.MULTILINE)):
                smaller = smaller.replace(f'limit = "{limit} A"', f'limit = "{min(float(limit), carries_a):.4f} A"')
            found.append(smaller)
    return found


@pytest.mark.slow
@pytest.mark.parametrize(
    ("source", "ports"),
    [
        (Source("service", "208Y/120"), 40),
        (Source("transformer", "208Y/120"), 23),
        (Source("service", "480Y/277"), 50),
    ],
)
def test_nothing_smaller_gives_as_much(source: Source, ports: int) -> None:
    allowed = Allowed(station_a=32, circuits=frozenset({"own", "jumper"}))
    request = SizingRequest(source, 2023, ports=ports, need=Need(min_current_a=12), allowed=allowed)
    tried = 0
    for design in size(request).designs:
        for smaller in smaller_ones(design.text):
            tried += 1
            assert errors(smaller) or overloaded(smaller) or least_a(smaller) < design.guaranteed_current_a * (1 - 1e-6)
    assert tried >= 4


def test_one_port_more_is_refused_with_the_limit_by_name() -> None:
    source = Source("service", "208Y/120", rating_a=200)
    allowed = Allowed(station_a=32, circuits=frozenset({"own"}), groups=frozenset({"panel"}))
    request = SizingRequest(source, 2023, need=Need(min_power_kw=3.3), allowed=allowed)
    (design,) = size(request).designs
    assert (design.stop.kind, design.stop.name, design.stop.unit) == ("supply", "Service", "A")
    assert design.stop.would_be > design.stop.limit == 160
    assert "EV407" in design.stop.rules
    more = size(replace(request, ports=design.ports + 1))
    assert not more.designs
    assert more.refusal is not None
    assert (more.refusal.stop.kind, more.refusal.stop.name) == ("supply", "Service")


def test_ways_out_of_a_refusal_work() -> None:
    source = Source("panel", "208Y/120", rating_a=100, free_spaces=12)
    request = SizingRequest(source, 2020, ports=9, need=Need(miles=80, hours_h=8))
    result = size(request)
    assert not result.designs
    assert result.refusal is not None
    assert result.refusal.ways
    for way in result.refusal.ways:
        value: object = float(way.new.split()[0]) if way.new[0].isdigit() else way.new
        if way.path == ("ports",):
            changed = replace(request, ports=int(way.new))
        elif way.path == ("source", "rating_a"):
            changed = replace(request, source=replace(source, rating_a=value))  # type: ignore[arg-type]
        elif way.path == ("need", "min_current_a"):
            changed = replace(request, need=Need(min_current_a=value))  # type: ignore[arg-type]
        else:
            raise AssertionError(way)
        designs = size(changed).designs
        assert designs
        assert (designs[0].ports, designs[0].guaranteed_current_a) == (way.ports, way.guaranteed_current_a)


@pytest.mark.slow
@pytest.mark.parametrize("rating_a", [40, 60])
def test_brute_force_agrees(rating_a: float) -> None:
    # own circuits of 32 A stations under a setpoint on the one panel; the check and the report are the only oracle
    def text(counts: tuple[int, ...]) -> str:
        head = f'[supplies.U]\nkind = "service"\nrating = "{rating_a} A"\nsystem = "208Y/120"\n'
        panel = f'[panels.P]\nfed_from = "U"\nmain = "{rating_a} A"\nbus = "{rating_a} A"\nspaces = 42\n'
        group = f'[groups.P]\non = "P"\nlimit = "{0.8 * rating_a:g} A"\n'
        families = "".join(
            f'[circuits.{pair}]\npanel = "P"\ncount = {count}\nbreaker = "40 A"\nphases = "{pair}"\n'
            f'[stations.{pair}]\nports = 1\ncount = {count}\nmax_current = "32 A"\ncircuits = "{pair}"\n'
            for pair, count in zip(("AB", "BC", "CA"), counts, strict=True)
            if count
        )
        return f'[site]\nnec = 2023\nprofile = "none"\n{head}{panel}{group}{families}'

    def best(ports: int) -> float:
        split = [
            (first, second, ports - first - second)
            for first in range(ports + 1)
            for second in range(first + 1)
            if 0 <= ports - first - second <= second
        ]
        return max(least_a(text(each)) for each in split if not errors(text(each)))

    allowed = Allowed(station_a=32, circuits=frozenset({"own"}), groups=frozenset({"panel"}))
    source = Source("service", "208Y/120", rating_a=rating_a)
    (design,) = size(SizingRequest(source, 2023, allowed=allowed)).designs
    assert best(design.ports + 1) < 8 <= best(design.ports)
    for ports in (design.ports, design.ports - 2):
        same = max(
            size(SizingRequest(source, 2023, ports=ports, allowed=allowed)).designs,
            key=lambda each: each.guaranteed_current_a,
        )
        assert same.guaranteed_current_a == pytest.approx(best(ports), abs=0.002)


def test_what_is_asked_in_vain_is_refused_clearly() -> None:
    with pytest.raises(ValueError, match="250,000 ports"):
        size(SizingRequest(Source("service", "208Y/120", rating_a=400), 2023, ports=250_000))
    with pytest.raises(ValueError, match="unknown voltage system"):
        size(SizingRequest(Source("service", "999 V", rating_a=400), 2023))
    with pytest.raises(ValueError, match="ports that are wanted"):
        size(SizingRequest(Source("service", "208Y/120"), 2023))


@pytest.mark.parametrize(
    ("changed", "words"),
    [
        (Allowed(models=("tesla-gen3",), circuits=frozenset({"jumper"})), "no jumper is known for tesla-gen3"),
        (Allowed(models=("cpe250",)), "DC stations need a three-phase system of 480 V, not 208Y/120"),
        (Allowed(station_a=7), "stations of any make draw up to 7 A a port, and 8 A are needed"),
        (Allowed(circuits=frozenset({"shared"})), "before the edition of 2023"),
    ],
)
def test_a_station_that_cannot_be_wired_is_reported(changed: Allowed, words: str) -> None:
    result = size(SizingRequest(Source("service", "208Y/120", rating_a=400), 2020, ports=4, allowed=changed))
    assert result.refusal is not None
    assert words in result.refusal.stop.name
