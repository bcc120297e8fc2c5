"""The search of the least design at which enough drivers leave full, and what was simulated on the way."""

from __future__ import annotations

import math
from dataclasses import replace
from itertools import islice
from typing import TYPE_CHECKING

from evsite.sitefile.document import Document
from evsite.sitefile.resolve.site import resolve
from evsite.studies.sizing.drivers_served import reaches
from evsite.studies.sizing.engine import proved
from evsite.studies.sizing.front import not_dominated
from evsite.studies.sizing.open_site import open_sites
from evsite.studies.sizing.search import MOST_PORTS, candidates, candidates_on, given_rating, usual_ratings
from evsite.studies.sizing.served_results import ServedAnswer, ServedTry, WithoutLimits
from evsite.studies.sizing.site_file import site_file

if TYPE_CHECKING:
    from evsite.studies.sizing.drivers_served import DriversServed
    from evsite.studies.sizing.front import Candidate
    from evsite.studies.sizing.request import SizingRequest
    from evsite.studies.sizing.results import SizedDesign, Stop
    from evsite.studies.sizing.search import Question
    from evsite.studies.sizing.served_results import ServedShare


_NUMBERS = 16
"""So many numbers of ports are tried, before those between two of them."""


class ServingSearch:
    """Designs on rising ratings of the source, simulated until one is found that serves enough drivers.

    On a rating the design with the fewest ports on a circuit, of those the one with the greatest guarantee, stands for
    all of them: where it falls short, the next rating is next. Without a number of ports the numbers fall on the rating
    that is given.
    """

    def __init__(self, question: Question, drivers: DriversServed, up_to: int = MOST_PORTS) -> None:
        """Start with nothing simulated; `up_to` is the most ports, where the request has no number."""
        self.question, self._drivers, self._up_to = question, drivers, up_to
        self.tries: list[ServedTry] = []
        self.without_limits: dict[int, WithoutLimits] = {}
        self.failed: list[Stop] = []
        self._found: dict[tuple[float, int], list[Candidate]] = {}
        self._percent = question.request.need.served_percent or 0.0
        for site in islice(open_sites(question, 1), 1):
            drivers.come_to(site)

    def designs(self) -> list[tuple[Candidate, SizedDesign]]:
        """Designs on the least rating that has one: of those that keep what is advised, else of all."""
        given, unit = given_rating(self.question.request)
        ratings = usual_ratings(self.question.request) if given is None else [(given, unit)]
        ports = self.question.request.ports
        for advised in (True, False):
            for number, (rating, unit) in enumerate(ratings):
                if ports is None:
                    designs = self._most_ports(rating, unit, advised=advised)
                else:
                    designs = self._with(ports, rating, unit, advised=advised)
                if designs:
                    if ports is not None:
                        self._beside(ratings[number + 1 : number + 2], ports, advised=advised)
                    return designs
        return []

    def _most_ports(self, rating: float, unit: str, *, advised: bool) -> list[tuple[Candidate, SizedDesign]]:
        """Designs with the most ports that serve enough: more of them would get less, fewer are not there for all."""
        fed = [each.plan.ports for each in candidates(self.question, []) if each.keeps or not advised]
        number = most = min(max(fed, default=0), self._up_to)
        less = math.ceil(most / _NUMBERS)
        while number > 0 and self._enough(number):
            designs = self._with(number, rating, unit, advised=advised)
            if designs:
                low, high = number, min(most + 1, number + less)
                while low + 1 < high:
                    middle = (low + high) // 2
                    better = self._with(middle, rating, unit, advised=advised)
                    designs, low, high = (better, middle, high) if better else (designs, low, middle)
                return designs
            number -= less
        return []

    def _with(self, ports: int, rating: float, unit: str, *, advised: bool) -> list[tuple[Candidate, SizedDesign]]:
        """Designs that serve enough with a number of ports on a source of one rating."""
        found = self._on(rating, unit, ports, advised=advised)
        if not found or not any(self._serves(each) for each in _standing_for(found)):
            return []
        return self._passing([each for each in found if self._serves(each)])

    def open_to(self, ports: int) -> WithoutLimits | None:
        """Who leaves full at so many ports that no limit holds back; None where no station may be wired."""
        if ports not in self.without_limits:
            found = None
            for site in open_sites(self.question, ports):
                served = self._drivers.at(site, site.source.text)
                if found is None or served.full_of_possible > found.served.full_of_possible:
                    found = WithoutLimits(len(site.ports), served, reaches(served, self._percent))
                if found.reaches:
                    break
            if found is None:
                return None
            self.without_limits[ports] = found
        return self.without_limits[ports]

    def least_ports(self, ports: int) -> int | None:
        """The least number of ports above one that is too small at which enough leave full without any limit."""
        low, step = ports, max(1, ports // 8)
        while not self._enough(low + step):
            low, step = low + step, 2 * step
            if low > MOST_PORTS:
                return None
        high = low + step
        while low + 1 < high:
            middle = (low + high) // 2
            low, high = (low, middle) if self._enough(middle) else (middle, high)
        return high if high <= MOST_PORTS else None

    def _enough(self, ports: int) -> bool:
        found = self.open_to(min(ports, MOST_PORTS + 1))
        return found is None or found.reaches

    def answer(self, proposed: SizedDesign | None = None) -> ServedAnswer:
        """What was simulated, with what was assumed at the proposed design."""
        notes = () if proposed is None else self._drivers.notes_at(proposed.site)
        without = tuple(self.without_limits[ports] for ports in sorted(self.without_limits))
        return ServedAnswer(self._percent, self._drivers.origin, tuple(self.tries), without, notes)

    def _passing(self, serving: list[Candidate]) -> list[tuple[Candidate, SizedDesign]]:
        """Those that pass their check and still serve enough, as one that has to be made smaller is another design."""
        designs = []
        for candidate, design in proved(self.question.request, serving, self.failed):
            served = self._drivers.at(design.site, _bare(self.question.request, candidate))
            if reaches(served, self._percent):
                designs.append((candidate, replace(design, served=served)))
        return designs

    def _beside(self, larger: list[tuple[float, str]], ports: int, *, advised: bool) -> None:
        """Simulate the next larger rating, to be shown beside."""
        for rating, unit in larger:
            for candidate in _standing_for(self._on(rating, unit, ports, advised=advised))[:1]:
                self._serves(candidate)

    def _on(self, rating: float, unit: str, ports: int, *, advised: bool) -> list[Candidate]:
        """Designs on a rating that no other one beats in everything, in the order in which they would be proposed."""
        if (rating, ports) not in self._found:
            found = not_dominated(candidates_on(self.question, rating, unit, ports), self._figures)
            self._found[rating, ports] = sorted(found, key=lambda each: each.rank)
        return [each for each in self._found[rating, ports] if each.keeps or not advised]

    def _figures(self, candidate: Candidate) -> tuple[float, ...]:
        """What designs are compared by where drivers count: what a port may give, alone and with its circuit full."""
        unit, most_a = candidate.unit, self._drivers.most_accepted_a
        each_a = min(unit.circuit_a / unit.ports_per_circuit, most_a)
        return (*candidate.figures, -float(unit.ports_per_circuit), min(unit.port_a, most_a), each_a)

    def _serves(self, candidate: Candidate) -> bool:
        """Whether enough leave full at a design, which is simulated as it was laid out."""
        text = _bare(self.question.request, candidate)
        served = self._drivers.at(resolve(Document.parse(text, "site.toml")), text)
        tried = _tried(candidate, served, self._percent)
        if tried not in self.tries:
            self.tries.append(tried)
        return tried.reaches


def _standing_for(found: list[Candidate]) -> list[Candidate]:
    """Those with the fewest ports on a circuit: of each rating of ports the one with the greatest guarantee."""
    fewest = min((each.unit.ports_per_circuit for each in found), default=0)
    best: dict[float, Candidate] = {}
    for one in found:
        known = best.get(one.unit.port_a)
        if one.unit.ports_per_circuit == fewest and (known is None or one.plan.expected_a > known.plan.expected_a):
            best[one.unit.port_a] = one
    return list(best.values())


def _bare(request: SizingRequest, candidate: Candidate) -> str:
    """The site file of a design without conductors and comments, which change nothing of what drivers get."""
    return site_file(request, replace(candidate.plan, conductors={}))


def _tried(candidate: Candidate, served: ServedShare, percent: float) -> ServedTry:
    plan = candidate.plan
    return ServedTry(
        ports=plan.ports,
        circuits=plan.unit.form,
        circuit_count=plan.circuit_count,
        circuit_breaker_a=plan.unit.breaker_a,
        mains_a=candidate.mains_a,
        expected_a=plan.expected_a,
        served=served,
        reaches=reaches(served, percent),
        source_a=plan.source_rating if plan.source_unit == "A" else None,
        source_kva=plan.source_rating if plan.source_unit == "kVA" else None,
    )
