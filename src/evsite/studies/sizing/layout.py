"""A number of ports laid out: circuits, panels with their mains and spaces, transformers, setpoints.

Closed forms only. Whatever comes of it is proved afterwards.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from evsite.codebook.equipment_sizes import usual_panel_mains_a, usual_panel_spaces, usual_switchboard_a
from evsite.codebook.formulas import full_load_a
from evsite.codebook.ocpd import next_standard_a, next_usual_kva, transformer_maximum_a
from evsite.rounding import exceeds, fits, floor_to
from evsite.studies.sizing.balance import arrangement, counts_of, least_spaces, line_factor
from evsite.studies.sizing.capacity import Capacity, least_rated, primary_factor
from evsite.studies.sizing.plan import Branch, Plan
from evsite.studies.sizing.results import Stop

if TYPE_CHECKING:
    from collections.abc import Sequence

    from evsite.model.systems import VoltageSystem
    from evsite.studies.sizing.plan import Unit
    from evsite.studies.sizing.request import GroupForm, SizingRequest

MOST_PANELS = 400
"""More panels than this are no one site."""
_DELTA_WYE = math.sqrt(3) / 2
"""What a delta-wye transformer carries of its rating without overloading a primary line, wherever vehicles stand."""


@dataclass(frozen=True, slots=True)
class Job:
    """A source, the ports' voltage, and what every port has to get."""

    request: SizingRequest
    system: VoltageSystem
    port_system: VoltageSystem
    capacity: Capacity
    floor_a: float
    most_ratio: float | None = None
    """Most rated current over a setpoint; None where it does not count."""

    @property
    def spare(self) -> float:
        """The share of mains and spaces that stays free."""
        return self.request.allowed.spare_percent / 100

    @property
    def stepped(self) -> bool:
        """Whether panels have transformers of their own."""
        return self.system.name != self.port_system.name


def lay_out(job: Job, unit: Unit, groups: frozenset[GroupForm], ports: int, *, force: bool = False) -> Plan | Stop:
    """A design of so many ports, or what is too small for it.

    Args:
        job: what there is.
        unit: the station as it is wired.
        groups: where a setpoint may be held; none for a site without any.
        ports: how many, whole stations.
        force: do not mind that ports get less than they need, nor that the source is overloaded.
    """
    circuits = _circuits(unit, ports)
    direct = _direct(job, unit, circuits)
    if direct is not None:
        return _finished(job, unit, groups, [direct], direct=True, force=force)
    per_panel = _most_circuits(job, unit)
    if per_panel == 0:
        return Stop("spaces", "EV1", float(usual_panel_spaces()[-1]), float(unit.poles), "spaces")
    least = math.ceil(len(circuits) / per_panel)
    stop: Stop | None = None
    number = least
    while number <= min(MOST_PANELS, len(circuits)):
        shares = _shares(circuits, number)
        split = _branches(job, unit, shares)
        plan = _finished(job, unit, groups, split, direct=False, force=force)
        if isinstance(plan, Plan) or plan.kind not in {"panel", "transformer"}:
            return plan
        stop = plan
        # so many more as the main is too small by
        number = max(number + 1, math.ceil(number * min(plan.would_be / plan.limit, 4) * 0.99))
    return stop or Stop("spaces", "EV1", float(MOST_PANELS * per_panel), float(len(circuits)), "circuits")


def _circuits(unit: Unit, ports: int) -> list[int]:
    """Ports of each circuit: as few circuits as do, the ports spread evenly over them."""
    stations = ports // unit.ports
    each = max(1, unit.ports_per_circuit // unit.ports)
    if unit.form == "own" and not unit.dc:
        return [1] * ports
    count = math.ceil(stations / each)
    fewer, more = divmod(stations, count)
    return [unit.ports * (fewer + 1)] * more + [unit.ports * fewer] * (count - more)


def _shares(circuits: Sequence[int], number: int) -> list[list[int]]:
    """Circuits dealt out to so many panels, as evenly as can be, the fuller ones first."""
    fewer, more = divmod(len(circuits), number)
    sizes = [fewer + 1] * more + [fewer] * (number - more)
    dealt: list[list[int]] = [[] for _ in sizes]
    place = 0
    for ports in circuits:
        while len(dealt[place % number]) >= sizes[place % number]:
            place += 1
        dealt[place % number].append(ports)
        place += 1
    return dealt


def _most_circuits(job: Job, unit: Unit) -> int:
    spaces = math.floor(usual_panel_spaces()[-1] * (1 - job.spare) + 1e-9)
    most = spaces // unit.poles
    while most and arrangement(most, unit.poles, spaces, job.port_system) is None:
        most -= 1
    return most


def _branches(job: Job, unit: Unit, shares: Sequence[Sequence[int]]) -> list[Branch]:
    branches, first = [], 0
    for number, share in enumerate(shares, 1):
        found = least_spaces(len(share), unit.poles, job.port_system, spare=job.spare, first=first % 3)
        assert found is not None
        spaces, pairs = found
        first += len(share)
        branches.append(_branch(job, unit, f"EV{number}", spaces, pairs, share))
    return branches


def _branch(job: Job, unit: Unit, name: str, spaces: int, pairs: tuple[str, ...], circuits: Sequence[int]) -> Branch:
    counts = counts_of(pairs, circuits, job.port_system, unit.poles)
    return Branch(name, 0.0, spaces, pairs, tuple(circuits), factor=line_factor(counts))


def _direct(job: Job, unit: Unit, circuits: Sequence[int]) -> Branch | None:
    """All circuits in the panel that is there already, if it has the spaces."""
    source = job.request.source
    if source.kind != "panel" or job.stepped:
        return None
    free = source.free_spaces
    if free is None:
        found = least_spaces(len(circuits), unit.poles, job.port_system, spare=job.spare)
        if found is None:
            return None
        spaces, pairs = found
    else:
        arranged = arrangement(len(circuits), unit.poles, math.floor(free * (1 - job.spare) + 1e-9), job.port_system)
        if arranged is None:
            return None
        spaces, pairs = free, arranged
    return _branch(job, unit, "EV1", spaces, pairs, circuits)


def _finished(
    job: Job, unit: Unit, groups: frozenset[GroupForm], branches: list[Branch], *, direct: bool, force: bool
) -> Plan | Stop:
    """Mains, transformers and setpoints for branches, and what each port gets of them."""
    managed = bool(groups & {"panel", "site"})
    factor = _source_factor(job, unit, branches)
    several = len(branches) > 1
    usable_a = job.capacity.usable_a
    most_a = _most_a(unit, branches)
    full_a = _full_a(unit, branches, job)
    overloaded = exceeds(full_a, usable_a) or exceeds(_counted_a(unit, branches, job), job.capacity.counted_a)
    held: set[GroupForm] = {"circuit"} if unit.form == "shared" else set()
    share_a = most_a
    if overloaded:
        if not managed:
            if not force:
                needed = max(full_a, _counted_a(unit, branches, job) * usable_a / (job.capacity.counted_a or 1))
                return Stop("supply", "source", usable_a, needed, "A")
        else:
            together = (
                factor
                if "site" in groups or not several
                else sum(b.factor for b in branches) * factor / (_total_factor(job, unit, branches) or 1)
            )
            share_a = min(most_a, usable_a / together) if together else most_a
    if exceeds(job.floor_a, share_a) and not force:
        if share_a == most_a:
            return Stop("circuit", "EV1-1", most_a, job.floor_a, "A")
        return Stop("supply", "source", usable_a, job.floor_a * factor, "A")
    if job.most_ratio is not None and overloaded and not force:
        connected_a = _connected_a(job, unit, branches)
        if exceeds(connected_a, job.most_ratio * usable_a):
            return Stop("asked", "ratio", job.most_ratio, connected_a / usable_a, ":1")
    finished: list[Branch] = []
    for branch in branches:
        done = _with_main(job, unit, groups, branch, share_a, direct=direct, overloaded=overloaded)
        if isinstance(done, Stop):
            return done
        finished.append(done)
    return _with_board(job, unit, groups, finished, share_a, held, direct=direct, factor=factor)


def _most_a(unit: Unit, branches: Sequence[Branch]) -> float:
    """What a port gets of its own circuit with all ports of it in use [A]."""
    fullest = max(max(branch.circuits) for branch in branches)
    if unit.form == "shared":
        return min(unit.port_a, 0.8 * unit.breaker_a / fullest)
    return min(unit.port_a, unit.feed_a / (unit.ports if unit.form == "jumper" else 1))


def _circuit_a(unit: Unit, ports: int) -> float:
    """What a circuit draws at most [A]."""
    return min(0.8 * unit.breaker_a, ports * unit.port_a) if unit.form == "shared" else unit.feed_a


def _branch_a(unit: Unit, branch: Branch, *, counted: bool = False) -> float:
    """What a branch draws on its fullest line with no setpoint but those of its circuits [A]."""
    each = [unit.counted_a if counted and unit.form != "shared" else _circuit_a(unit, n) for n in branch.circuits]
    if not branch.pairs:
        return sum(each)
    weighed = dict.fromkeys(("AB", "BC", "CA"), 0.0)
    for pair, amps in zip(branch.pairs, each, strict=True):
        weighed[pair] += amps
    return line_factor(weighed)


def _counts(job: Job, unit: Unit, branches: Sequence[Branch]) -> dict[str, int]:
    total: dict[str, int] = {}
    for branch in branches:
        for pair, number in counts_of(branch.pairs, branch.circuits, job.port_system, unit.poles).items():
            total[pair] = total.get(pair, 0) + number
    return total


def _total_factor(job: Job, unit: Unit, branches: Sequence[Branch]) -> float:
    return line_factor(_counts(job, unit, branches))


def _source_factor(job: Job, unit: Unit, branches: Sequence[Branch]) -> float:
    """Current of the fullest line of the source per ampere of every port."""
    counts = _counts(job, unit, branches)
    return primary_factor(counts, job.system.line_v / job.port_system.line_v) if job.stepped else line_factor(counts)


def _ratio(job: Job) -> float:
    return job.system.line_v / job.port_system.line_v if job.stepped else 1.0


def _full_a(unit: Unit, branches: Sequence[Branch], job: Job) -> float:
    """What the source carries with no setpoint but those of circuits [A]."""
    return _weighed(job, unit, branches, counted=False)


def _connected_a(job: Job, unit: Unit, branches: Sequence[Branch]) -> float:
    """What the source would carry with all ports at their rating [A]."""
    full_a = _full_a(unit, branches, job)
    if unit.form != "shared":
        return full_a
    ports, circuits = sum(b.ports for b in branches), sum(_circuit_a(unit, n) for b in branches for n in b.circuits)
    return full_a * ports * unit.port_a / circuits if circuits else full_a


def ratio_of(job: Job, plan: Plan) -> float | None:
    """The greatest ratio of rated current to a setpoint in a design; None where there is no setpoint."""
    unit, found = plan.unit, []
    if "circuit" in plan.groups:
        found.append(max(max(b.circuits) for b in plan.branches) * unit.port_a / (0.8 * unit.breaker_a))
    for branch in plan.branches:
        if branch.limit_a is not None:
            full_a = _branch_a(unit, branch)
            if unit.form == "shared":
                full_a *= branch.ports * unit.port_a / sum(_circuit_a(unit, n) for n in branch.circuits)
            found.append(full_a / branch.limit_a)
    if plan.site_limit_a is not None:
        found.append(_connected_a(job, unit, plan.branches) / plan.site_limit_a)
    return max(found, default=None)


def _counted_a(unit: Unit, branches: Sequence[Branch], job: Job) -> float:
    return _weighed(job, unit, branches, counted=True)


def _weighed(job: Job, unit: Unit, branches: Sequence[Branch], *, counted: bool) -> float:
    weighed = dict.fromkeys(("AB", "BC", "CA"), 0.0)
    plain = 0.0
    for branch in branches:
        if not branch.pairs:
            plain += _branch_a(unit, branch, counted=counted)
            continue
        for pair, n in zip(branch.pairs, branch.circuits, strict=True):
            weighed[pair] += unit.counted_a if counted and unit.form != "shared" else _circuit_a(unit, n)
    return plain + (primary_factor(weighed, _ratio(job)) if job.stepped else line_factor(weighed))


def _with_main(
    job: Job,
    unit: Unit,
    groups: frozenset[GroupForm],
    branch: Branch,
    share_a: float,
    *,
    direct: bool,
    overloaded: bool,
) -> Branch | Stop:
    """The smallest main, and transformer, that give every port of a branch its share."""
    full_a = _branch_a(unit, branch)
    counted_a = _branch_a(unit, branch, counted=True)
    line_a = min(full_a, share_a * branch.factor)
    whole = 1 - job.spare
    if direct:
        held_a = floor_to(job.capacity.usable_a, 0.1) if overloaded else None
        return replace(branch, main_a=job.capacity.rated_a, limit_a=held_a)
    wanted_a = line_a
    if "panel" not in groups:
        # only a setpoint further up holds the panel
        wanted_a = min(full_a, job.capacity.usable_a * _ratio(job)) if "site" in groups and overloaded else full_a
    needed_a = 1.25 * wanted_a / whole
    if "panel" not in groups and not overloaded:
        needed_a = max(needed_a, counted_a / whole)
    main_a = least_rated(usual_panel_mains_a(), needed_a)
    if main_a is None:
        return Stop("panel", branch.name, usual_panel_mains_a()[-1] * whole / 1.25, wanted_a, "A")
    limit_a: float | None = None
    if "panel" in groups and (
        exceeds(1.25 * full_a, main_a) or exceeds(counted_a, main_a) or (overloaded and "site" not in groups)
    ):
        limit_a = 0.8 * main_a * whole
        if overloaded and "site" not in groups:
            limit_a = min(limit_a, share_a * branch.factor)
    transformer_kva: float | None = None
    feeder_a: float | None = None
    if job.stepped:
        counted = counted_a if limit_a is None else 0.0
        found = _transformer(job, main_a, max(wanted_a, counted), limit_a)
        if found is None:
            return Stop("transformer", f"T-{branch.name}", 0.8 * main_a, wanted_a, "A")
        transformer_kva, rated_a, feeder_a = found
        if limit_a is not None:
            limit_a = min(limit_a, rated_a * whole, max(wanted_a, _DELTA_WYE * rated_a))
    return replace(
        branch,
        main_a=main_a,
        limit_a=None if limit_a is None else floor_to(limit_a + 1e-9, 0.1),
        transformer_kva=transformer_kva,
        feeder_a=feeder_a,
    )


def _transformer(job: Job, main_a: float, wanted_a: float, limit_a: float | None) -> tuple[float, float, float] | None:
    """The smallest usual transformer for a panel, its rated secondary current, and the breaker of its primary.

    Vehicles on one pair put 2/sqrt(3) of their line current on a primary line of a delta-wye transformer.
    """
    nec, whole = job.request.nec, 1 - job.spare
    line_v = job.port_system.line_v
    kva = next_usual_kva(wanted_a * math.sqrt(3) * line_v / 1000 / whole, three_phase=True)
    while kva is not None:
        rated_a = full_load_a(kva, line_v, three_phase=True)
        most_a = transformer_maximum_a(rated_a, "secondary", nec, secondary_protected=True)
        if most_a is None or fits(main_a, most_a):
            primary_a = full_load_a(kva, job.system.line_v, three_phase=True)
            held_a = wanted_a if limit_a is None else min(limit_a, rated_a * whole, max(wanted_a, _DELTA_WYE * rated_a))
            most_primary_a = max(primary_a, held_a / _DELTA_WYE / _ratio(job))
            breaker_a = next_standard_a(1.25 * most_primary_a, nec)
            return None if breaker_a is None else (kva, rated_a, breaker_a)
        kva = next_usual_kva(kva * 1.01, three_phase=True)
    return None


def _with_board(
    job: Job,
    unit: Unit,
    groups: frozenset[GroupForm],
    branches: list[Branch],
    share_a: float,
    held: set[GroupForm],
    *,
    direct: bool,
    factor: float,
) -> Plan | Stop:
    source, capacity, whole = job.request.source, job.capacity, 1 - job.spare
    full_a = _full_a(unit, branches, job)
    counted_a = _counted_a(unit, branches, job)
    board_a: float | None = None
    spaces: int | None = None
    poles = 3 if job.system.three_phase else 2
    needs_board = len(branches) > 1 or job.stepped
    through_a = min(
        full_a, sum(b.limit_a if b.limit_a is not None else _branch_a(unit, b) for b in branches) / _ratio(job)
    )
    line_a = min(full_a, share_a * factor)
    site_limit_a: float | None = None
    if source.kind == "panel":
        board_a = capacity.rated_a
        spaces = source.free_spaces or _board_spaces(len(branches) * poles if not direct else branches[0].spaces)
        if direct:
            spaces = branches[0].spaces
    elif needs_board:
        if "site" in groups and managed_needed(full_a, counted_a, line_a):
            needed_a = 1.25 * line_a / whole
        else:
            needed_a = max(1.25 * min(full_a, through_a), 0.0) / whole
        mains = tuple(sorted({*usual_panel_mains_a(), *usual_switchboard_a()}))
        board_a = least_rated(mains, needed_a) or (next_standard_a(needed_a, job.request.nec))
        if board_a is None:
            board_a = math.ceil(needed_a / 100) * 100.0
        spaces = _board_spaces(len(branches) * poles)
    if needs_board and not direct and not job.stepped:
        branches = [replace(branch, feeder_a=branch.main_a) for branch in branches]
    room_a = capacity.usable_a
    if board_a is not None and source.kind != "panel":
        room_a = min(room_a, 0.8 * board_a * whole)
    if (
        "site" in groups
        and exceeds(through_a, room_a)
        and not (len(branches) == 1 and branches[0].limit_a is not None and not job.stepped)
    ):
        site_limit_a = floor_to(room_a, 0.1)
        if not needs_board and source.kind != "panel":
            site_limit_a = floor_to(min(room_a, 0.8 * branches[0].main_a * whole), 0.1)
    if len(branches) == 1 and branches[0].limit_a is not None and not job.stepped:
        (only,) = branches
        branches = [replace(only, limit_a=floor_to(min(only.limit_a or room_a, room_a) + 1e-9, 0.1))]
    elif len(branches) == 1 and "panel" in groups and exceeds(full_a, room_a) and site_limit_a is None:
        branches = [replace(branches[0], limit_a=floor_to(room_a, 0.1))]
    if any(branch.limit_a is not None for branch in branches):
        held.add("panel")
    if site_limit_a is not None:
        held.add("site")
    return Plan(
        unit=unit,
        system=job.system,
        port_system=job.port_system,
        source_rating=capacity.rating,
        source_unit=capacity.unit,
        branches=tuple(branches),
        groups=tuple(form for form in ("circuit", "panel", "site") if form in held) or ("none",),
        board_a=board_a,
        board_spaces=spaces,
        direct=direct,
        site_limit_a=site_limit_a,
        expected_a=share_a,
        bound="supply" if share_a < _most_a(unit, branches) else "circuit",
    )


def managed_needed(full_a: float, counted_a: float, line_a: float) -> bool:
    """Whether a setpoint keeps a line below what it would carry."""
    return exceeds(full_a, line_a) or exceeds(counted_a, full_a)


def _board_spaces(needed: int) -> int:
    """Spaces of a panel that feeds others: the smallest usual number, beyond the largest in whole rows of three."""
    usual = next((spaces for spaces in usual_panel_spaces() if spaces >= needed), None)
    return usual if usual is not None else math.ceil(needed / 6) * 6
