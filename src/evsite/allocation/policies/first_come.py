"""First come, first served: each takes all that it can in the order of arrival, and who is left waits.

Vendor guide, "First in, First Out Policy" and "Sharing Policy".
"""

from __future__ import annotations

from evsite.allocation.policies.policy import Policy, equal_weight

FIRST_COME = Policy(
    name="fcfs",
    title="first come, first served",
    short="fcfs",
    trade_off="the earliest charge at full speed and are done soon, which suits fleets, valets and long stays; whoever "
    "comes late gets nothing for a while, and may think that the station is broken.",
    weight=equal_weight,
    in_order=True,
    bounded=False,
)
