"""What ports get, what limits them, and when, in words."""

from __future__ import annotations

from typing import TYPE_CHECKING

from evsite.model.week import show_stretches
from evsite.network.titles import limit_title
from evsite.output.text import figures
from evsite.output.text.diagnosis_line import Line, held_by, limit_text, load_of_limit, power, wait, whole
from evsite.output.text.names import limit_shape, positions, shape, summarize_names
from evsite.output.text.terminal_style import printable
from evsite.rounding import exceeds
from evsite.words import amps, amps_at_most, count, format_number, kw, listed

if TYPE_CHECKING:
    from evsite.model.site import Site
    from evsite.studies.diagnosis import evidence
    from evsite.studies.diagnosis.evidence import Begins


def port_shares_line(site: Site, found: evidence.PortShares) -> Line:
    """What ports get of what they can give."""
    got = found.all_in_use
    text = (
        f"{power(got.current_a, got.power_kw, found.voltage_v)}, {figures.miles(got.range_mi_per_h)}"
        f"{wait(got.longest_wait_h)} with every port in use, of {amps(found.max_a, 2)}"
    )
    held = whole(got.limited_by)
    if held.kind == "order":
        return Line("port", found.ports, "port", f"up to {amps(found.max_a, 2)} for who comes first, and perhaps none")
    if held.kind not in {"port-rating", "power-select"}:
        # every jumper is named for its station: ports behind their own are alike
        jumper = held.limit is not None and held.limit.kind == "jumper"
        text += f"; limited by {'the jumper of the station' if jumper else held_by(site, held)}"
    sure = found.guaranteed
    if sure is None:
        text += "; in no group, so nothing is promised"
    elif not sure.current_a:
        text += "; nothing is guaranteed"
    elif amps(sure.current_a, 2) != amps(got.current_a, 2):
        text += f"; guaranteed {'' if sure.exact else 'at least '}{amps(sure.current_a, 2)}, {kw(sure.power_kw, 2)}"
    return Line("port", found.ports, "port", text)


def offered_line(_: Site, found: evidence.OfferedPower) -> Line:
    """The least that ports offer."""
    text = f"as little as {power(found.current_a, found.power_kw, found.voltage_v)} while served"
    if found.vehicles_unable:
        text += f"; {count(found.vehicles_unable, 'listed vehicle')} known to need more amperes to start"
    return Line("port", found.ports, "port", text)


def fallback_line(_: Site, found: evidence.PortFallback) -> Line:
    """What ports give while them cannot be reached."""
    why = "as the file gives it" if found.given else "not given in the file"
    if not found.current_a:
        return Line("port", found.ports, "port", f"nothing while out of reach, {why}")
    got = power(found.current_a, found.power_kw, found.voltage_v)
    return Line("port", found.ports, "port", f"{got}, {figures.miles(found.range_mi_per_h)} while out of reach, {why}")


def beside_offline_line(_: Site, found: evidence.BesideOffline) -> Line:
    """What ports keep while others are out of reach."""
    left = power(found.current_a, found.power_kw, found.voltage_v) if found.current_a else "nothing"
    text = f"{left} guaranteed while others are out of reach, at worst, {amps(found.guaranteed_current_a, 2)} else"
    return Line("port", found.ports, "port", text)


def ratio_line(_: Site, found: evidence.GroupRatio) -> Line:
    """How far power is stretched."""
    over = found.oversubscription
    text = (
        f"{count(found.ports, 'port')}, {figures.ratio(over.ports)} by ports, {figures.ratio(over.power)} by power; "
        f"advised are at most {figures.ratio(found.ratio_advised)} by power"
    )
    if found.ratio_of_chart is not None:
        text += f"; the guide's chart goes up to {figures.ratio(found.ratio_of_chart)} by ports, and is kept"
    return Line("group", (found.group,), "group", text, shape(found.group))


def binding_line(site: Site, found: evidence.BindingLimit) -> Line:
    """A limit that holds ports, and from when on."""
    value = limit_text(found)
    worst, balanced = found.worst, found.balanced
    if worst is not None and balanced is not None and worst.vehicles < balanced.vehicles:
        starts = [f"{_from(worst)} in the worst places", f"{_from(balanced)} evenly spread"]
    else:
        starts = [_from(each) for each in (balanced or worst,) if each is not None]
    verb = "gets" if len(found.ports) == 1 else "get"
    text = f"{value + '; ' if value else ''}{count(len(found.ports), 'port')} {verb} {amps(found.current_a, 2)}, "
    text += f"{kw(found.power_kw, 2)} or more with every port in use"
    text += f"; binds {listed(starts, 'and')}" if starts else ""
    if found.room_a is not None:
        more = exceeds(found.room_a, found.limit_a or found.room_a)
        text += f"; its equipment can carry {amps_at_most(found.room_a) if more else 'no more'}"
    title = limit_title(site, found.limit)
    return Line("limit", (title,), "", text, limit_shape(found.limit))


def _from(begins: Begins) -> str:
    if begins.vehicles == begins.not_yet_at + 1:
        return f"from {count(begins.vehicles, 'vehicle')} on"
    return f"from between {begins.not_yet_at + 1:,} and {count(begins.vehicles, 'vehicle')} on"


def at_times_line(site: Site, found: evidence.LimitAtTimes) -> Line:
    """What a group has at a time of the week."""
    when, limit = show_stretches(found.when), limit_text(found)
    if found.verdict == "no charging":
        return Line("", (), "", f"{when}: group {printable(found.group)} may draw {limit or 'nothing'}, no charging")
    got = f"{power(found.current_a, found.power_kw, found.voltage_v)}{wait(found.longest_wait_h)}"
    if found.verdict == "no minimum":
        got = "nothing if it comes last"
    judged = "" if found.verdict in {"ok", "no minimum"} else f", {found.verdict}"
    every = f"the least of its ports ({printable(found.port)}) gets {got}" if site.ports else got
    return Line("", (), "", f"{when}: group {printable(found.group)} may draw {limit}; {every}{judged}")


def charging_times_line(_: Site, found: evidence.ChargingTimes) -> Line:
    """When ports charge."""
    return Line("port", found.ports, "port", f"charging only {show_stretches(found.charging)}")


def left_line(site: Site, found: evidence.LeftByLoad) -> Line:
    """What other load leaves of a limit."""
    loads = summarize_names(found.loads, positions(site.loads))
    text = f"{load_of_limit(found, 'left')} left beside {loads} at the highest"
    for unit, word in (("a", "A"), ("kw", "kW"), ("kva", "kVA")):
        value = getattr(found, f"median_left_{unit}")
        if value is not None:
            text += f", {format_number(value, 2)} {word} in the median of all times"
    if found.nothing_left:
        text += f"; nothing at times in {show_stretches(found.nothing_left)}"
    return Line("group", (found.group,), "group", text, shape(found.group))


def first_come_line(_: Site, found: evidence.FirstCome) -> Line:
    """Who waits in a group that serves in order of arrival."""
    text = f"{count(found.ports, 'port')}; who comes last may wait with 0 A until others are done"
    return Line("group", (found.group,), "group", text, shape(found.group))
