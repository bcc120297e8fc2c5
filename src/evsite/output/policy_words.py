"""What the policies of a simulation are called."""

from __future__ import annotations

from dataclasses import dataclass

from evsite.allocation.policies import policy_named
from evsite.studies.simulation.results import AS_DESIGNED


@dataclass(frozen=True, slots=True)
class PolicyWords:
    """A policy in short, in full, and what it is good for."""

    short: str
    title: str
    trade_off: str | None


_DESIGNED = PolicyWords("as designed", "as designed, each group by its own policy", None)


def policy_words(name: str) -> PolicyWords:
    """The words for a policy under which sessions are played.

    Parameters
    ----------
    name
        Its name, or that of the policies which the site file has.
    """
    if name == AS_DESIGNED:
        return _DESIGNED
    policy = policy_named(name)
    return PolicyWords(policy.short, policy.title, policy.trade_off)
