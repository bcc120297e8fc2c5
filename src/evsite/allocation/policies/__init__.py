"""The policies, one module each. A new one is named in `evsite.model.policy` and listed here; nothing else knows it.

Its module says what it is called, the weight of each port, whether it fills together or serves in order, whether it can
rotate, and whether a share has a lower bound. No other module compares names of policies.
"""

from __future__ import annotations

from evsite.allocation.policies.earliest_deadline import EARLIEST_DEADLINE
from evsite.allocation.policies.equal import EQUAL
from evsite.allocation.policies.first_come import FIRST_COME
from evsite.allocation.policies.least_laxity import LEAST_LAXITY
from evsite.allocation.policies.policy import Policy
from evsite.allocation.policies.proportional import PROPORTIONAL
from evsite.allocation.policies.round_robin import ROUND_ROBIN
from evsite.model.policy import read_policy

__all__ = ["COMPARED", "DEFAULT", "FIRST_COME", "POLICIES", "SIMULATED", "Policy", "policy_named"]

POLICIES: tuple[Policy, ...] = (EQUAL, PROPORTIONAL, FIRST_COME)
"""The policies that a group can have."""

COMPARED: tuple[Policy, ...] = (*POLICIES, ROUND_ROBIN)
"""The policies that are compared with each other."""

SIMULATED: tuple[Policy, ...] = (*COMPARED, EARLIEST_DEADLINE, LEAST_LAXITY)
"""The policies that sessions can be played under: some need to know when vehicles leave."""

DEFAULT = EQUAL
"""What a port in no group counts with."""

_BY_NAME = {policy.name: policy for policy in SIMULATED}


def policy_named(name: str) -> Policy:
    """A policy by its name, or by one that the vendor's guide has for it.

    Raises
    ------
    ValueError
        For a name that no policy has.
    """
    found = _BY_NAME.get(name) or _BY_NAME.get(read_policy(name) or "")
    if found is None:
        raise ValueError(f"no policy '{name}', there are {', '.join(_BY_NAME)}")
    return found
