"""What is stated where the device that protects a panel is not known."""

from __future__ import annotations

from typing import TYPE_CHECKING

from evsite.model.remedy import Edit
from evsite.rules.rule import Problem, not_checked

if TYPE_CHECKING:
    from collections.abc import Sequence

    from evsite.model.distribution import Panel, Supply


_EXAMPLE = "200 A"


def feeder_unknown(what: str, nodes: Sequence[Panel | Supply]) -> Problem:
    """Say once that is not stated from which breakers the feeders of panels, or of transformers, start."""
    missing = [Edit((*node.path, "feeder", "breaker"), _EXAMPLE) for node in nodes]
    return not_checked(what, nodes[0].path, missing=missing, anchor="header")
