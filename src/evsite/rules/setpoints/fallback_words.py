"""What stations without a connection draw, in words."""

from __future__ import annotations

from typing import TYPE_CHECKING

from evsite.network.titles import limit_title
from evsite.rules.limit_words import chargers, share_text
from evsite.rules.rule import GUIDE
from evsite.words import amps, digits_apart, kw

if TYPE_CHECKING:
    from evsite.analysis.fallback_loads import FallbackOverload
    from evsite.analysis.site_analysis import SiteAnalysis


def described(analysis: SiteAnalysis, overload: FallbackOverload) -> tuple[str, str]:
    """What it is about, and the sentence with the numbers: who falls back to what, and what is above which limit."""
    load, limit, ports = overload.load, overload.load.limit, overload.ports
    unit, digits = amps if limit.unit == "A" else kw, digits_apart(load.total, limit.value)
    drawn, at_most = unit(load.total, digits), unit(limit.value, digits)
    one = len(ports) == 1
    if overload.same_power and not one:
        drawn = f"{share_text(ports[0], analysis.fallback_a[ports[0].name], how='each')}, {drawn} together"
    if limit.group is None:
        most = f"the {at_most} that may be drawn there"
    else:
        scheduled = bool(analysis.site.groups[limit.group].schedule)
        most = f"the lowest limit of its schedule, {at_most}" if scheduled else f"its limit of {at_most}"
    verbs = ("loses", "falls") if one else ("lose", "fall")
    return (
        limit_title(analysis.site, limit.id),
        f"{chargers(analysis, ports)} that {verbs[0]} the connection {verbs[1]} back to {drawn}, above {most}",
    )


def assumed(overload: FallbackOverload) -> tuple[str, ...]:
    """What AC ports are taken to fall back to where the file does not say."""
    least = sorted({"8 A in each phase" if port.connection == "ABC" else "1.8 kW" for port in overload.assumed})
    return (f"AC ports go down to {' or '.join(least)} where no fallback is given ({GUIDE})",) if least else ()
