"""The site file of a design: tables in the order in which people read a site, with a comment of what made it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from evsite.codebook.formulas import METERED_FACTOR, full_load_a, usable_continuous_a
from evsite.sitefile.starter import SCHEMA_LINE
from evsite.studies.sizing.balance import PAIRS
from evsite.studies.sizing.distances import circuit_names, family_names
from evsite.toml_text import assignment, header
from evsite.words import format_number

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from evsite.studies.sizing.plan import Branch, Plan
    from evsite.studies.sizing.request import SizingRequest

_SOURCE_NAMES = {"service": "Service", "transformer": "Transformer", "panel": "Utility"}
BOARD = "MDP"
EXISTING = "Existing"


def source_name(request: SizingRequest) -> str:
    """What the site file calls the supply."""
    return _SOURCE_NAMES[request.source.kind]


def board_name(request: SizingRequest, plan: Plan) -> str | None:
    """What the panel is called that feeds the others; None where there is none."""
    if request.source.kind == "panel":
        return EXISTING
    return BOARD if plan.board_a is not None else None


def site_node(request: SizingRequest) -> str:
    """What the setpoint of the whole site is held on."""
    return EXISTING if request.source.kind == "panel" else source_name(request)


def branch_panel(plan: Plan, branch: Branch) -> str:
    """The panel that the circuits of a branch start in."""
    return EXISTING if plan.direct else branch.name


def families(plan: Plan) -> Iterator[tuple[str, Branch, int, int]]:
    """Families of alike circuits: name, branch, the first circuit of it there and how many."""
    for branch in plan.branches:
        first = 0
        counts = [count for count, _ in branch.chunks] or [len(branch.circuits)]
        for name, count in zip(family_names(branch), counts, strict=True):
            yield name, branch, first, count
            first += count


def site_file(request: SizingRequest, plan: Plan, comments: Sequence[str] = ()) -> str:
    """The text of the site file of a design.

    Parameters
    ----------
    request
        What was asked for.
    plan
        The design.
    comments
        Lines that are put at its head; letters that are not printable are left out.
    """
    head = [f"# {_safe(line)}" for line in comments]
    blocks = [[SCHEMA_LINE, *head]]
    blocks += [_table(route, keys) for route, keys in _tables(request, plan)]
    return "\n\n".join("\n".join(block) for block in blocks) + "\n"


def with_comments(text: str, comments: Sequence[str]) -> str:
    """The text of a site file with further lines at the end of its head."""
    head, gap, rest = text.partition("\n\n")
    return "\n".join([head, *(f"# {_safe(line)}" for line in comments)]) + gap + rest


def _safe(line: str) -> str:
    return "".join(letter if letter.isprintable() else " " for letter in line)


def _table(route: Sequence[str], keys: Mapping[str, object]) -> list[str]:
    return [header(*route), *(assignment(key, value) for key, value in keys.items() if value is not None)]


def _tables(request: SizingRequest, plan: Plan) -> Iterator[tuple[tuple[str, ...], dict[str, object]]]:
    yield ("site",), _site(request)
    yield from _supplies(request, plan)
    yield from _panels(request, plan)
    for branch in plan.branches:
        yield from _circuits(plan, branch)
    yield from _stations(request, plan)
    yield from _groups(request, plan)
    yield from _loads(request, plan)


def _site(request: SizingRequest) -> dict[str, object]:
    need = request.need
    return {
        "name": request.name or "Sized site",
        "nec": request.nec,
        "application": need.application,
        "hours_plugged_in": _quantity(need.hours_h, "h"),
        "miles_needed": _quantity(need.miles, "mi"),
        "efficiency": _quantity(need.miles_per_kwh, "mi/kWh"),
        "min_power": _quantity(need.min_power_kw, "kW"),
        "profile": None if not need.profiles else need.profiles[0] if len(need.profiles) == 1 else list(need.profiles),
        "min_current": _quantity(need.min_current_a, "A") if _low(need.min_current_a) else None,
        "emergency_shutoff": True if request.nec >= 2026 else None,
        "emergency_shutoff_distance": "50 ft" if request.nec >= 2026 else None,
        "emergency_shutoff_in_sight": True if request.nec >= 2026 else None,
    }


def _low(minimum_a: float | None) -> bool:
    """Whether ports have to go on sharing below the usual minimum of a group."""
    return minimum_a is not None and minimum_a < 8


def _supplies(request: SizingRequest, plan: Plan) -> Iterator[tuple[tuple[str, ...], dict[str, object]]]:
    source, name = request.source, source_name(request)
    rating = (
        _quantity_of("kVA", plan.source_rating) if plan.source_unit == "kVA" else _quantity_of("A", plan.source_rating)
    )
    rated_a = plan.source_rating
    if plan.source_unit == "kVA":
        rated_a = full_load_a(rated_a, plan.system.line_v, three_phase=plan.system.three_phase)
    large = rated_a >= 1000 and source.kind != "transformer"
    yield (
        ("supplies", name),
        {
            "kind": "transformer" if source.kind == "transformer" else "service",
            "status": "existing" if _there(request) else None,
            "rating": rating,
            "system": source.system,
            "gfpe": True if large and _ground_faults(plan) else None,
            "arc_reduction": True if large and rated_a >= 1200 else None,
        },
    )
    existing = request.existing
    if existing is not None and existing.method == "metered peak" and source.kind == "service":
        yield ("supplies", name, "metered"), {"peak": _quantity_of("A", max(existing.by_line_a)), "days": existing.days}
    board = board_name(request, plan)
    for branch in plan.branches:
        if branch.transformer_kva is not None:
            yield (
                ("supplies", f"T-{branch.name}"),
                {
                    "kind": "transformer",
                    "rating": _quantity_of("kVA", branch.transformer_kva),
                    "system": plan.port_system.name,
                    "fed_from": board or name,
                    "feeder": _feeder(branch, plan.conductors.get(f"T-{branch.name}")),
                },
            )


def _there(request: SizingRequest) -> bool:
    """Whether what feeds the site is there already: an existing panel, or whatever carries load."""
    return request.source.kind == "panel" or (request.existing is not None and any(request.existing.by_line_a))


def _ground_faults(plan: Plan) -> bool:
    return plan.system.to_ground_v("AB") > 150 and plan.system.ground_v is not None


def _feeder(branch: Branch, conductor: Mapping[str, object] | None = None) -> dict[str, object] | None:
    if branch.feeder_a is None:
        return None
    return {
        "breaker": _quantity_of("A", branch.feeder_a),
        **({} if conductor is None else {"conductor": dict(conductor)}),
    }


def _panels(request: SizingRequest, plan: Plan) -> Iterator[tuple[tuple[str, ...], dict[str, object]]]:
    board, name = board_name(request, plan), source_name(request)
    if board is not None and plan.board_a is not None:
        large, own = plan.board_a >= 1000, request.source.kind != "panel"
        yield (
            ("panels", board),
            {
                "fed_from": name,
                "status": None if own else "existing",
                "main": _quantity_of("A", plan.board_a),
                "bus": _quantity_of("A", plan.board_bus_a or plan.board_a),
                "spaces": plan.board_spaces,
                "gfpe": True if large and _ground_faults(plan) else None,
                "arc_reduction": True if plan.board_a >= 1200 else None,
                "conductor": plan.conductors.get(board),
            },
        )
    if plan.direct:
        return
    for branch in plan.branches:
        own = branch.transformer_kva is not None
        yield (
            ("panels", branch.name),
            {
                "fed_from": f"T-{branch.name}" if own else board or name,
                "feeder": None if own else _feeder(branch),
                "main": _quantity_of("A", branch.main_a),
                "bus": _quantity_of("A", branch.bus_a),
                "spaces": branch.spaces,
                "gfpe": True if branch.main_a >= 1000 and not own and _ground_faults(plan) else None,
                "arc_reduction": True if branch.main_a >= 1200 else None,
                "conductor": plan.conductors.get(branch.name),
            },
        )


def _circuits(plan: Plan, branch: Branch) -> Iterator[tuple[tuple[str, ...], dict[str, object]]]:
    for family, owner, first, count in families(plan):
        if owner is not branch:
            continue
        pairs = branch.pairs[first : first + count]
        yield (
            ("circuits", counted(family, count)),
            {
                "panel": branch_panel(plan, branch),
                "count": several(count),
                "breaker": _quantity_of("A", plan.unit.breaker_a),
                "poles": plan.unit.poles if plan.unit.poles != 2 else None,
                "phases": _in_turn(pairs) if pairs else None,
                "conductor": plan.conductors.get(family),
            },
        )


def _in_turn(pairs: Sequence[str]) -> object:
    """The shortest list of pairs that gives these when it is taken in turn."""
    for length in (1, len(PAIRS)):
        if all(pair == pairs[number % length] for number, pair in enumerate(pairs)):
            found = list(pairs[:length])
            return found[0] if len(found) == 1 else found
    return list(pairs)


def _stations(request: SizingRequest, plan: Plan) -> Iterator[tuple[tuple[str, ...], dict[str, object]]]:
    unit = plan.unit
    voltage_to_ground = plan.port_system.to_ground_v("ABC" if unit.poles == 3 else "AB")
    disconnect = request.nec >= 2026 or unit.port_a > 60 or not unit.full or voltage_to_ground > 150
    common: dict[str, object] = {
        "model": unit.model,
        "ports": unit.ports if (unit.model is None and not unit.dc) or unit.ports > 1 else None,
        "type": "dc" if unit.dc and unit.model is None else None,
        "max_power": _quantity(unit.dc_kw, "kW") if unit.model is None else None,
        "max_current": _quantity(unit.max_current_a, "A"),
        "setting": _quantity(unit.setting_a, "A"),
        "jumper": True if unit.form == "jumper" and not unit.dc else None,
        "disconnect": True if disconnect else None,
    }
    if unit.form != "shared":
        feeds = 1 if unit.form == "jumper" or unit.dc else unit.ports
        every = list(families(plan))
        for family, _, _, count in every:
            stations = count // feeds
            name = "S" if len(every) == 1 else f"{family}S"
            keys = {
                "count": several(stations),
                **common,
                "circuits" if count > 1 else "circuit": counted(family, count),
            }
            yield ("stations", counted(name, stations)), keys
        return
    for branch in plan.branches:
        for circuit, ports in zip(circuit_names(branch), branch.circuits, strict=True):
            stations = ports // unit.ports
            yield (
                ("stations", counted(f"{circuit}-", stations)),
                {"count": several(stations), **common, "circuit": circuit},
            )


def counted(family: str, count: int) -> str:
    """The name of a table of so many: that of the family, or of the only one in it."""
    return family if count > 1 else f"{family}1"


def several(count: int) -> int | None:
    """How many a table stands for; nothing is stated of one."""
    return count if count > 1 else None


def _groups(request: SizingRequest, plan: Plan) -> Iterator[tuple[tuple[str, ...], dict[str, object]]]:
    stated = {"listing": "pcs" if request.nec >= 2026 else "ems", "restricted_access": True, "fails_safe": True}
    if "circuit" in plan.groups:
        for branch in plan.branches:
            for circuit in circuit_names(branch):
                yield (
                    ("groups", circuit),
                    {"on": circuit, "limit": _quantity_of("A", usable_continuous_a(plan.unit.breaker_a)), **stated},
                )
    for branch in plan.branches:
        if branch.limit_a is not None:
            on = branch_panel(plan, branch)
            yield ("groups", on), {"on": on, "limit": _quantity_of("A", branch.limit_a), **stated}
    if plan.site_limit_a is not None:
        yield ("groups", "Site"), {"on": site_node(request), "limit": _quantity_of("A", plan.site_limit_a), **stated}


def _loads(request: SizingRequest, plan: Plan) -> Iterator[tuple[tuple[str, ...], dict[str, object]]]:
    existing = request.existing
    if existing is None or (existing.method == "metered peak" and request.source.kind == "service"):
        return
    on = EXISTING if request.source.kind == "panel" else source_name(request)
    factor = METERED_FACTOR if existing.method == "metered peak" else 1.0
    lines = [factor * line_a for line_a in existing.by_line_a]
    common: dict[str, object] = {"on": on, "continuous": False, "status": "existing"}
    neutral = {f"{leg}N" for leg in plan.system.legs} <= set(plan.system.connections())
    if len(set(lines)) == 1 or not neutral:
        if any(lines):
            # without a neutral nothing stands on one line alone
            yield ("loads", "Existing"), {**common, "current": _quantity_of("A", max(lines))}
        return
    for leg, line_a in zip(plan.system.legs, lines, strict=False):
        if line_a:
            yield ("loads", f"Existing-{leg}"), {**common, "current": _quantity_of("A", line_a), "phases": f"{leg}N"}


def _quantity_of(unit: str, value: float) -> str:
    """A quantity with its unit, to six decimals, so that what is read back is what was calculated with."""
    return f"{format_number(value, 6)} {unit}"


def _quantity(value: float | None, unit: str) -> str | None:
    return None if value is None else _quantity_of(unit, value)
