"""Every port the same part of what the port is rated for, as installed.

Vendor guide, "Sharing Policy" (Proportional Share).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from evsite.allocation.policies.policy import Policy

if TYPE_CHECKING:
    from evsite.model.site import Port


def _rated(port: Port, installed_a: float, in_kw: bool) -> float:  # noqa: FBT001 - the signature of a weight
    return installed_a * port.output_kw_per_a if in_kw else installed_a


PROPORTIONAL = Policy(
    name="proportional",
    title="proportional",
    short="prop.",
    trade_off="each station slows down by the same factor, so that fast ones stay the faster; whoever parks at a "
    "small one gets the less for it.",
    weight=_rated,
)
