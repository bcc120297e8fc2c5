"""What ports gain or lose in another design, class by class, in lines."""

from __future__ import annotations

from typing import TYPE_CHECKING

from evsite.output.text.figures import duration
from evsite.studies.comparison.design_facts import same_value
from evsite.words import format_number, trimmed

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from evsite.output.text.design_names import DesignNames
    from evsite.studies.comparison.design_results import PortChange, PortState


def port_lines(changes: Sequence[PortChange], names: DesignNames) -> Iterator[str]:
    """What each class of ports gains or loses, losses first."""
    order = sorted(changes, key=lambda change: not change.losses)  # losses first
    for change in order:
        who = names.counted("port", change.ports)
        if change.before is None or change.after is None:
            state = change.after or change.before
            assert state is not None
            yield f"{'new' if change.before is None else 'gone'}: {who}: {_state_words(state)}"
            continue
        mark = "worse" if change.losses else "better"
        if change.losses and change.gains:
            mark = "mixed"
        elif not change.losses and not change.gains:
            mark = "other"
        yield f"{mark}: {who}: {', '.join(_port_changes(change.before, change.after))}"


def _state_words(state: PortState) -> str:
    got = f"{_amps(state.all_in_use_current_a)} A with all in use"
    if state.guaranteed_current_a is not None:
        got = f"guaranteed {_amps(state.guaranteed_current_a)} A ({_kw(state.guaranteed_power_kw or 0.0)} kW)"
    return f"{got}, rated {format_number(state.rated_a)} A at {format_number(state.voltage_v)} V"


def _port_changes(one: PortState, other: PortState) -> Iterator[str]:
    """What differs of a port; what a guarantee and all in use have in common is shown once."""
    before, after = one.guaranteed_current_a, other.guaranteed_current_a
    guaranteed = (before, one.guaranteed_power_kw), (after, other.guaranteed_power_kw)
    in_use = tuple((each.all_in_use_current_a, each.all_in_use_power_kw) for each in (one, other))
    if before is not None and after is not None:
        if not same_value(before, after) or not same_value(guaranteed[0][1], guaranteed[1][1]):
            yield change_pair(
                "guaranteed",
                before,
                after,
                one.guaranteed_power_kw,
                other.guaranteed_power_kw,
                one.guaranteed_range_mi_per_h,
                other.guaranteed_range_mi_per_h,
            )
    elif before is not None:
        yield f"guaranteed {_amps(before)} A before, nothing now"
    elif after is not None:
        yield f"guaranteed {_amps(after)} A, nothing before"
    same = all(same_value(in_use[side][0], guaranteed[side][0]) for side in (0, 1))
    if not same_value(in_use[0][1], in_use[1][1]) and not same:
        yield change_pair(
            "all in use",
            one.all_in_use_current_a,
            other.all_in_use_current_a,
            one.all_in_use_power_kw,
            other.all_in_use_power_kw,
            one.all_in_use_range_mi_per_h,
            other.all_in_use_range_mi_per_h,
        )
    offline = one.with_offline_current_a, other.with_offline_current_a
    if None not in offline and not same_value(*offline) and not all(map(same_value, offline, (before, after))):
        yield f"with stations offline {_change(offline[0] or 0.0, offline[1] or 0.0, 'A')}"
    for title, was, now in (("rated", one.rated_a, other.rated_a), ("at most", one.max_a, other.max_a)):
        if not same_value(was, now):
            yield f"{title} {format_number(was)} to {format_number(now)} A"
    if not same_value(one.voltage_v, other.voltage_v):
        yield f"{format_number(one.voltage_v)} to {format_number(other.voltage_v)} V"
    if not same_value(one.longest_wait_h, other.longest_wait_h):
        yield f"longest wait {duration(one.longest_wait_h or 0.0)} to {duration(other.longest_wait_h or 0.0)}"
    if one.proof != other.proof and "none" not in {one.proof, other.proof}:
        yield f"proof {one.proof} to {other.proof}"


def change_pair(
    title: str,
    one_a: float,
    other_a: float,
    one_kw: float | None,
    other_kw: float | None,
    one_mi: float | None,
    other_mi: float | None,
) -> str:
    """A current on both sides, with its power and range."""
    power = _change(one_kw or 0.0, other_kw or 0.0, "kW")
    miles = _change(one_mi or 0.0, other_mi or 0.0, "mi/h", 1)
    return f"{title} {_change(one_a, other_a, 'A')} ({power}, {miles})"


def _change(one: float, other: float, unit: str, decimals: int = 2) -> str:
    """A figure on both sides, in as many decimals as distinguish them; once where it is the same."""
    for places in range(decimals, decimals + 4):
        if trimmed(one, places) != trimmed(other, places):
            return f"{trimmed(one, places)} to {trimmed(other, places)} {unit}"
    return f"{trimmed(one, decimals)} {unit}"


def _amps(value: float) -> str:
    return trimmed(value, 2)


def _kw(value: float) -> str:
    return trimmed(value, 2)
