"""What each port gains or loses, class by class: what a report says of it on both sides."""

from __future__ import annotations

from math import isclose
from typing import TYPE_CHECKING

from evsite.studies.comparison.design_facts import rounded
from evsite.studies.comparison.design_results import LeastGuaranteed, PortChange, PortState

if TYPE_CHECKING:
    from collections.abc import Hashable, Mapping

    from evsite.studies.comparison.design_matching import Matching
    from evsite.studies.comparison.design_results import ChangeBasis
    from evsite.studies.results import PortReport, SiteReport

_PROOFS = ("none", "bound", "exact")
_NO_DIFFERENCE = 1e-5
"""Relative difference of a figure that is none: searches for the worst case end at about seven digits."""


def port_states(report: SiteReport) -> dict[str, PortState]:
    """What a report says of each port, by name; its JSON document has the same numbers."""
    return {port.port: _state(report, port) for port in report.ports}


def _state(report: SiteReport, port: PortReport) -> PortState:
    guarantee, got = report.guarantees.get(port.port), port.all_in_use
    power_kw = None if guarantee is None else guarantee.current_a * port.kw_per_a
    return PortState(
        voltage_v=port.voltage_v,
        rated_a=port.rated_a,
        max_a=port.max_a,
        all_in_use_current_a=got.current_a,
        all_in_use_power_kw=got.power_kw,
        all_in_use_range_mi_per_h=got.range_mi_per_h,
        longest_wait_h=got.longest_wait_h,
        proof="none" if guarantee is None else "exact" if guarantee.exact else "bound",
        guaranteed_current_a=None if guarantee is None else guarantee.current_a,
        guaranteed_power_kw=power_kw,
        guaranteed_range_mi_per_h=None if power_kw is None else power_kw * report.miles_per_kwh,
        with_offline_current_a=None if guarantee is None else guarantee.with_offline_current_a,
    )


def least_guaranteed(states: Mapping[str, PortState]) -> LeastGuaranteed | None:
    """The least that any port is guaranteed, by its power; None where no port is guaranteed anything."""
    promised = [
        LeastGuaranteed(name, each.guaranteed_current_a, each.guaranteed_power_kw, each.guaranteed_range_mi_per_h)
        for name, each in states.items()
        if each.guaranteed_current_a is not None
        and each.guaranteed_power_kw is not None
        and each.guaranteed_range_mi_per_h is not None
    ]
    return min(promised, key=lambda each: (each.power_kw, each.current_a), default=None)


def compared_ports(
    before: Mapping[str, PortState], after: Mapping[str, PortState], matching: Matching
) -> tuple[PortChange, ...]:
    """Ports that differ, those that change alike together, in the order of the second design, then of the first."""
    came_from = {other: one for one, other in matching.after["port"].items()}
    classes: dict[Hashable, tuple[list[str], PortState | None, PortState | None]] = {}
    pairs: list[tuple[str, PortState | None, PortState | None]] = [
        (name, before.get(came_from.get(name, "")) if name in came_from else None, state)
        for name, state in after.items()
    ]
    pairs += [(name, state, None) for name, state in before.items() if name not in matching.after["port"]]
    for name, one, other in pairs:
        keys = _key(one), _key(other)
        if keys[0] != keys[1] and not _same_state(one, other):
            classes.setdefault(keys, ([], one, other))[0].append(name)
    return tuple(PortChange(tuple(names), one, other, *_effects(one, other)) for names, one, other in classes.values())


def _key(state: PortState | None) -> tuple[object, ...] | None:
    if state is None:
        return None
    return tuple(rounded(getattr(state, name)) for name in PortState.__dataclass_fields__)


def _same_state(before: PortState | None, after: PortState | None) -> bool:
    """Whether what is stated of a port differs by no more than the searches for it do."""
    if before is None or after is None:
        return before is after
    names = PortState.__dataclass_fields__
    return all(_same(getattr(before, name), getattr(after, name)) for name in names)


def _same(one: float | str | None, other: float | str | None) -> bool:
    if isinstance(one, float) and isinstance(other, float):
        return isclose(one, other, rel_tol=_NO_DIFFERENCE)
    return one == other


def _effects(
    before: PortState | None, after: PortState | None
) -> tuple[tuple[ChangeBasis, ...], tuple[ChangeBasis, ...]]:
    """In what a port gains, and in what it loses."""
    if before is None or after is None:
        return (("ports",), ()) if before is None else ((), ("ports",))
    compared: list[tuple[ChangeBasis, float | None, float | None]] = [
        ("guaranteed", before.guaranteed_power_kw, after.guaranteed_power_kw),
        ("all in use", before.all_in_use_power_kw, after.all_in_use_power_kw),
        ("offline", _offline_kw(before), _offline_kw(after)),
        ("proof", _PROOFS.index(before.proof), _PROOFS.index(after.proof)),
    ]
    gains = tuple(what for what, one, other in compared if _more(other, one))
    losses = tuple(what for what, one, other in compared if _more(one, other))
    return gains, losses


def _more(one: float | None, other: float | None) -> bool:
    """Whether the first is more than the second; something is more than no guarantee."""
    if one is None or other is None:
        return other is None and one is not None
    return one > other and not isclose(one, other, rel_tol=_NO_DIFFERENCE)


def _offline_kw(state: PortState) -> float | None:
    """What is left of a guarantee with stations offline, where that is less: by the power of an ampere."""
    if state.with_offline_current_a is None or not state.guaranteed_current_a:
        return None
    return state.with_offline_current_a * (state.guaranteed_power_kw or 0.0) / state.guaranteed_current_a
