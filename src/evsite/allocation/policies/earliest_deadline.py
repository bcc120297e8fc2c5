"""Earliest deadline first: each takes all that it can, those first who leave first.

Liu and Layland, Scheduling algorithms for multiprogramming in a hard-real-time environment, J. ACM 20 (1973) 46-61.
It needs to know when vehicles leave, so it exists in simulations alone.
"""

from __future__ import annotations

from dataclasses import replace

from evsite.allocation.policies.first_come import FIRST_COME

EARLIEST_DEADLINE = replace(
    FIRST_COME,
    name="edf",
    title="earliest deadline first",
    short="edf",
    trade_off="who leaves first charges first, so that more leave with what they need; drivers have to say when they "
    "leave, and whoever says an early time gets more.",
    queue_by="deadline",
)
