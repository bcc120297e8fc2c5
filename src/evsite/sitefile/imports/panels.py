"""Heads of panels to tables of panels and of the supplies that feed them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from evsite.model.systems import SYSTEMS
from evsite.sitefile import problems
from evsite.sitefile.imports.cells import CellError, read_breaker, read_numbers
from evsite.sitefile.imports.values import fits, put_wire
from evsite.sitefile.wording import shown

if TYPE_CHECKING:
    from evsite.sitefile.imports.draft import Route, SiteDraft
    from evsite.sitefile.imports.heads import Head

_DESCRIBED = ("status", "location", "mounting", "enclosure")


def take_heads(draft: SiteDraft, heads: list[Head]) -> None:
    """Put what heads say into the draft: panels first, as what feeds one may be another."""
    panels = [head for head in heads if not head.is_supply and head.text("panel")]
    for head in panels:
        draft.table("panels", head.text("panel"))
    for head in heads:
        if head.is_supply and head.text("panel"):
            _take_supply(draft, head)
    for head in panels:
        _take_panel(draft, head)
    for name, keys in draft.section("supplies").items():
        source = keys.get("fed_from")
        if source is not None and not {("panels", source.value), ("supplies", source.value)} & draft.tables.keys():
            draft.remark(("supplies", name), f"fed from {shown(source.value)}, of which nothing is known: write it too")


def _take_supply(draft: SiteDraft, head: Head) -> None:
    name = head.text("panel")
    route = ("supplies", name)
    draft.table(*route)
    if head.text("fed_from").lower() not in {"", "utility"}:
        _put(draft, head, route, "fed_from", head.text("fed_from"), "fed_from")
    system = head.system()
    if system is not None:
        _put(draft, head, route, "system", system, "system")
    bus = head.amount("bus")
    if bus is not None:
        _put(draft, head, route, "kind", "transformer", "bus")
        draft.ask(route, "rating", f"rated apparent power; its secondary carries {bus} by the schedule")
    put_wire(draft, (*route, "conductor"), head.text, lambda role, error: head.report(role, str(error)), head.where())
    for key in ("available_fault",):
        amount = head.amount(key)
        if amount is not None:
            _put(draft, head, route, key, amount, key)
    _describe(draft, head, route)


def _take_panel(draft: SiteDraft, head: Head) -> None:
    name = head.text("panel")
    route = ("panels", name)
    source = head.text("fed_from")
    if source:
        _put(draft, head, route, "fed_from", source, "fed_from")
        if ("panels", source) not in draft.tables:
            _supply_of(draft, head, source)
    elif head.text("system"):
        draft.remark(route, f"voltage in the source, of the supply that is to be written: {shown(head.text('system'))}")
    main = head.main()
    if main is not None:
        _put(draft, head, route, "main", main, "main")
    elif "main" in head.fields and not head.text("main"):
        draft.remark(route, "main: the schedule leaves it to be verified; without it the panel has main lugs")
    for key in ("bus", "interrupting", "available_fault"):
        amount = head.amount(key)
        if amount is not None:
            _put(draft, head, route, key, amount, key)
    spaces = head.text("spaces")
    if spaces:
        if spaces.isdigit() and 1 <= int(spaces) <= 1000:
            _put(draft, head, route, "spaces", int(spaces), "spaces")
        else:
            head.report("spaces", f"found {shown(spaces)}, expected a number of breaker spaces")
    put_wire(draft, (*route, "conductor"), head.text, lambda role, error: head.report(role, str(error)), head.where())
    _feeder(draft, head, route, source)
    _describe(draft, head, route)


def _supply_of(draft: SiteDraft, head: Head, source: str) -> None:
    """What is known of the supply that feeds a panel: its system, unless fewer lines go on to the panel."""
    route = ("supplies", source)
    draft.table(*route)
    system = head.system()
    if system is None:
        return
    lines, legs = head.lines(), head.legs()
    if legs is not None:
        _put(draft, head, ("panels", head.text("panel")), "phases", legs, "system")
    elif lines is not None and lines < len(SYSTEMS[system].legs):
        panel = ("panels", head.text("panel"))
        draft.ask(panel, "phases", f'the {lines} lines that reach it, like "AB"')
    _put(draft, head, route, "system", system, "system")


def _feeder(draft: SiteDraft, head: Head, route: Route, source: str) -> None:
    device, spaces = head.text("source_device"), head.text("source_spaces")
    feeder = (*route, "feeder")
    if spaces == "tap":
        _put(draft, head, feeder, "tap", value=True, role="source_spaces")
        return
    if spaces:
        try:
            _put(draft, head, feeder, "spaces", list(read_numbers(spaces)), "source_spaces")
        except CellError as error:
            head.report("source_spaces", str(error))
    if device:
        try:
            breaker = read_breaker(device)[0]
        except CellError as error:
            head.report("source_device", str(error))
            return
        if ("panels", source) in draft.tables:
            _put(draft, head, feeder, "breaker", breaker, "source_device")
        else:
            draft.remark(route, f"the device at {source or 'its source'}: {breaker} by the schedule")


def _describe(draft: SiteDraft, head: Head, route: Route) -> None:
    if head.text("rated_100").lower() == "yes":
        _put(draft, head, route, "rated_100_percent", value=True, role="rated_100")
    for key in _DESCRIBED:
        text = head.text(key)
        if not text:
            continue
        fitting = next((each for each in (text, text.lower()) if fits(route[0], key, each)), None)
        if fitting is not None:
            _put(draft, head, route, key, fitting, key)
        else:
            draft.remark(route, f"{key} in the source: {shown(text)}")


def _put(draft: SiteDraft, head: Head, route: Route, key: str, value: object, role: str) -> None:
    known = draft.put(route, key, value, head.where(role))
    if known is not None:
        message = f"{key} of {shown(route[1])} is {shown(value)}, and {shown(known.value)} in {known.where}"
        head.sheet.report(problems.CONFLICT, head.fields[role].span, message, "keep one of them")
