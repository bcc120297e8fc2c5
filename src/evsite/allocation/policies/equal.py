"""Every port the same: amperes, or kilowatts where voltages differ.

Vendor guide, "Equal Charge Policy".
"""

from __future__ import annotations

from evsite.allocation.policies.policy import Policy, equal_weight

EQUAL = Policy(
    name="equal",
    title="equal",
    short="equal",
    trade_off="every vehicle gets the same, and drivers find that fair; a big battery fills no faster than a small "
    "one, and in a crowd vehicles take turns.",
    weight=equal_weight,
)
