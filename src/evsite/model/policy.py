"""The policies under which a group shares, by name: the names that site files and command lines may write.

What each policy does is in `evsite.allocation.policies`, one module a policy.
"""

from __future__ import annotations

from typing import Literal, get_args

from evsite.model.spelling import folded

PolicyName = Literal["equal", "proportional", "fcfs"]

POLICY_NAMES: tuple[PolicyName, ...] = get_args(PolicyName)

SPELLINGS: dict[PolicyName, tuple[str, ...]] = {
    "equal": ("Equal Share", "Equal Charge", "EgShr", "EqShr"),
    "proportional": ("Proportional Share",),
    "fcfs": ("First Come, First Served", "First In, First Charged", "First In, First Out", "FIFO"),
}
"""What the vendor guide calls them; its names differ from page to page ("Available Power Sharing Algorithms", "Sharing
Policy", and "EgShr" in the example of "Fleet Charging Optimization")."""


def read_policy(text: str) -> PolicyName | None:
    """The policy that a name means, whatever its case and punctuation; None for a name that there is not."""
    return _BY_SPELLING.get(_folded(text))


def _folded(text: str) -> str:
    return folded(text).removesuffix(" policy")


_BY_SPELLING: dict[str, PolicyName] = {
    _folded(spelling): name for name in POLICY_NAMES for spelling in (name, *SPELLINGS[name])
}
