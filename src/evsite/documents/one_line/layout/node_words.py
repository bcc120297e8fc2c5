"""What the blocks of supplies and of panels say alike."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from evsite.model.distribution import Panel, Supply


def suffix(number: int, more: Sequence[str]) -> str:
    """What distinguishes the drawings of one node on a sheet: its rows, its equipment, where its feeder starts."""
    return "-fed" if number == 0 else "-equipment" if more else f"-{number}"


def fault_words(node: Panel | Supply) -> str:
    """The available fault current, with its date where there is one."""
    if node.available_fault_a is None:
        return "VERIFY"
    date = node.description.available_fault_date
    return f"{node.available_fault_a:,.0f}A{f' ({date})' if date else ''}"
