"""The policies, one module each. A new one is named in `evsite.model.policy` and listed here; nothing else knows it.

Its module says what it is called, the weight of each port, whether it fills together or serves in order, whether it can
rotate, and whether a share has a lower bound. No other module compares names of policies.
"""

from __future__ import annotations

from evsite.allocation.policies.equal import EQUAL
from evsite.allocation.policies.first_come import FIRST_COME
from evsite.allocation.policies.policy import Policy
from evsite.allocation.policies.proportional import PROPORTIONAL
from evsite.allocation.policies.round_robin import ROUND_ROBIN

__all__ = ["COMPARED", "DEFAULT", "POLICIES", "Policy", "policy_named"]

POLICIES: tuple[Policy, ...] = (EQUAL, PROPORTIONAL, FIRST_COME)
"""The policies that a group can have."""

COMPARED: tuple[Policy, ...] = (*POLICIES, ROUND_ROBIN)
"""The policies that are compared with each other."""

DEFAULT = EQUAL
"""What a port in no group counts with."""

_BY_NAME = {policy.name: policy for policy in COMPARED}


def policy_named(name: str) -> Policy:
    """A policy by its name.

    Raises:
        ValueError: for a name that no policy has.
    """
    if name not in _BY_NAME:
        raise ValueError(f"no policy '{name}', there are {', '.join(_BY_NAME)}")
    return _BY_NAME[name]
