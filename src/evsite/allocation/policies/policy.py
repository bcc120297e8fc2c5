"""What a policy is: how the ports of a group share its limit."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from collections.abc import Callable

    from evsite.model.site import Port


QueueBy = Literal["arrival", "deadline", "laxity"]
"""What decides who is first in a queue: when it came, when it leaves, or the time that it has to spare."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Policy:
    """A policy: what distinguishes it from the others, and what it is called.

    The allocator fills ports together, each at its own weight, or serves them one after the other; a policy says which.
    """

    name: str
    """As site files, command lines and documents write it."""
    title: str
    """What people call it."""
    short: str
    """The same for the head of a narrow column."""
    trade_off: str
    """What speaks for it and against it."""
    weight: Callable[[Port, float, bool], float]
    """What a port rises by while others rise too, by what it is rated for as installed [A]: amperes, or kilowatts where
    the last argument says so. Only the ratios of the ports of one policy count."""
    in_order: bool = False
    """Whether ports are served one after the other, in the order that `queue_by` names; all others fill
    together, and take turns where not all of their minimums fit."""
    queue_by: QueueBy = "arrival"
    """What decides the order, where ports are served one after the other."""
    bounded: bool = True
    """Whether a share has a lower bound, whichever other ports are in use: only then is anything guaranteed."""
    turns_of: str | None = None
    """For the rotation of another policy where the two are compared: the name of that policy."""

    @property
    def shares_as(self) -> str:
        """The name of the policy whose shares a port gets: its own, or of the policy that takes turns."""
        return self.turns_of or self.name


def equal_weight(port: Port, installed_a: float, in_kw: bool) -> float:  # noqa: ARG001, FBT001 - the signature of a weight
    """The same weight for every port."""
    return 1.0
