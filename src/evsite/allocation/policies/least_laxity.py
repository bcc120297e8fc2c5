"""Least laxity first: each takes all that it can, those first who have the least time to spare.

Laxity is the time until a vehicle leaves less the time that it still needs at full speed. Dertouzos and Mok,
Multiprocessor on-line scheduling of hard-real-time tasks, IEEE Trans. Softw. Eng. 15 (1989) 1497-1506.
It needs to know when vehicles leave and what they want, so it exists in simulations alone.
"""

from __future__ import annotations

from dataclasses import replace

from evsite.allocation.policies.first_come import FIRST_COME

LEAST_LAXITY = replace(
    FIRST_COME,
    name="llf",
    title="least laxity first",
    short="llf",
    trade_off="who has the least time to spare charges first; drivers have to say when they leave and how much they "
    "want, and vehicles start and stop often.",
    queue_by="laxity",
)
