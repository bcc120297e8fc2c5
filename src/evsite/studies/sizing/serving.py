"""Sizing by the share of drivers who leave full: the least source, and the least equipment on it, that serves them."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from evsite.rounding import floor_to
from evsite.sitefile.document import Document
from evsite.sitefile.resolve.site import resolve
from evsite.studies.sizing.engine import checked, result_of, size
from evsite.studies.sizing.results import Refusal, SizingResult, Step, Stop
from evsite.studies.sizing.search import Question, given_rating
from evsite.studies.sizing.served_results import percent_words
from evsite.studies.sizing.serving_search import ServingSearch
from evsite.studies.sizing.site_file import with_comments
from evsite.studies.sizing.up_to import no_more_than, size_up_to
from evsite.words import count, format_number

if TYPE_CHECKING:
    from collections.abc import Iterator

    from evsite.studies.sizing.drivers_served import DriversServed
    from evsite.studies.sizing.request import SizingRequest
    from evsite.studies.sizing.results import SizedDesign, StopKind
    from evsite.studies.sizing.served_results import ServedAnswer


def size_served(
    request: SizingRequest, drivers: DriversServed, *, at_most: bool = False, ways_out: bool = True
) -> SizingResult:
    """Designs at which as many drivers leave full as are asked for, with the least that does.

    Parameters
    ----------
    request
        What is asked for; its need has the share.
    drivers
        Plays the drivers.
    at_most
        Whether fewer ports than the request has will do, where so many cannot be had.
    ways_out
        Whether a refusal says what would help, which takes further searches.

    Returns
    -------
    SizingResult
        Each design passes its own check, keeps every other need, and serves the share. Where the other needs alone are
        in the way, the refusal is that of `size`.

    Raises
    ------
    NobodyError
        Nobody could be full even alone at full speed.
    ValueError
        As `size` does.
    """
    question = Question.of(checked(request))
    request, wanted = question.request, question.request.ports
    search = ServingSearch(question, drivers)
    most = None if wanted is None else search.open_to(wanted)
    if most is None or most.reaches:
        found = _found(search)
        if found is None and at_most and wanted is not None:
            fewer = Question.of(replace(request, ports=None))
            found = _found(ServingSearch(fewer, drivers, up_to=wanted))
            found = None if found is None else no_more_than(found, wanted)
        if found is not None:
            return found
        if not search.tries:
            return size_up_to(request) if at_most else size(request, ways_out=ways_out)
    stop = _stop(search)
    ways = tuple(_ways(search, drivers, stop.would_be)) if ways_out else ()
    return SizingResult(request, question.floor, (), Refusal(stop, ways), served=search.answer())


def _found(search: ServingSearch) -> SizingResult | None:
    """The designs of a search; None where there is none."""
    designs = search.designs()
    if not designs:
        return None
    found = result_of(search.question, designs)
    answer = search.answer(found.designs[0])
    return replace(found, designs=tuple(_told(each, answer) for each in found.designs), served=answer)


def _told(design: SizedDesign, answer: ServedAnswer) -> SizedDesign:
    """A design whose file says at its head what was simulated."""
    served = design.served
    assert served is not None
    who = f"{served.full:,} of {count(served.can_be_full, 'driver')} who could be full leave full"
    asked = f"{format_number(answer.percent)} % asked for"
    how = "each at any free port, or waiting in order of arrival"
    comments = (
        f"simulated: {who} ({percent_words(served.full_of_possible)}, {asked}), {how}",
        f"drivers: {answer.drivers}",
    )
    text = with_comments(design.text, comments)
    return replace(design, text=text, site=resolve(Document.parse(text, "site.toml")))


def _stop(search: ServingSearch) -> Stop:
    """The most that was reached of what is asked for; where passing designs serve enough, what their check finds."""
    percent = search.question.request.need.served_percent or 0.0
    if search.failed and any(each.reaches for each in search.tries):
        return search.failed[0]
    return Stop("served", "", percent, 100 * _most_share(search), "%")


def _most_share(search: ServingSearch) -> float:
    shares = [each.served.full_of_possible for each in search.tries]
    return max(
        shares, default=max((each.served.full_of_possible for each in search.without_limits.values()), default=0.0)
    )


def _ways(search: ServingSearch, drivers: DriversServed, reached_percent: float) -> Iterator[Step]:
    """Changes of the request, each of which makes a design possible: a larger source, more ports, a smaller share."""
    request = search.question.request
    rating, unit = given_rating(request)
    if rating is not None and request.ports is not None and search.tries:
        least = replace(request, source=replace(request.source, rating_a=None, rating_kva=None))
        found = _possible(least, drivers)
        if found is not None:
            kind: StopKind = "transformer" if request.source.kind == "transformer" else "supply"
            new, new_unit = _rating(least, found)
            path = ("source", "rating_kva" if new_unit == "kVA" else "rating_a")
            yield _step(kind, path, f"{format_number(rating)} {unit}", f"{format_number(new)} {new_unit}", found)
    if request.ports is not None and not search.tries:
        ports = search.least_ports(request.ports)
        found = None if ports is None else _possible(replace(request, ports=ports), drivers)
        if found is not None:
            yield _step("asked", ("ports",), str(request.ports), str(ports), found)
    lower = floor_to(reached_percent, 1.0)
    percent = request.need.served_percent or 0.0
    if 0 < lower < percent:
        found = _possible(replace(request, need=replace(request.need, served_percent=lower)), drivers)
        if found is not None:
            old, new_share = f"{format_number(percent)}%", f"{format_number(lower)}%"
            yield _step("served", ("need", "served"), old, new_share, found)


def _step(kind: StopKind, path: tuple[str, ...], old: str, new: str, design: SizedDesign) -> Step:
    return Step(kind, path, old, new, design.ports, design.guaranteed_current_a)


def _possible(request: SizingRequest, drivers: DriversServed) -> SizedDesign | None:
    """The design that would be proposed for a request; None where there is none."""
    return next(iter(size_served(request, drivers, ways_out=False).designs), None)


def _rating(request: SizingRequest, design: SizedDesign) -> tuple[float, str]:
    """The rating of the source of a design, in the unit in which it is sold."""
    in_kva = given_rating(request)[1] == "kVA"
    return (design.service_kva, "kVA") if in_kva else (design.service_a, "A")
