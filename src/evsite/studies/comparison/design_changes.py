"""Facts of things that differ, what is proved of equipment, and what figures rest on."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from evsite.studies.comparison.design_facts import FactReader, changed_facts, rounded
from evsite.studies.comparison.design_findings import not_checked
from evsite.studies.comparison.design_matching import KINDS, things_of
from evsite.studies.comparison.design_results import FactChange, ProofChange, StatementChange

if TYPE_CHECKING:
    from collections.abc import Hashable, Iterable, Iterator

    from evsite.model.limit_id import LimitId, LimitKind
    from evsite.model.site import Site
    from evsite.proofs.equipment import EquipmentLoad
    from evsite.proofs.offline import FallbackLoad
    from evsite.studies.comparison.design import Design
    from evsite.studies.comparison.design_facts import Facts
    from evsite.studies.comparison.design_matching import Matching
    from evsite.studies.comparison.design_results import FactKind, FactValue, ProofWord, StatementKind, ThingKind
    from evsite.studies.results import SiteReport

_SITE = ("name", "nec", "settings", "project", "dwelling", "fleets", "profiles", "ignores", "as_built", "pools")
"""What a site has beside its named things, and beside what follows from these."""
_IN_REPORT = frozenset({"rated_a", "max_a", "voltage_v", "circuit", "station"})
"""Fields of ports that are shown with what the report says of them, or with their stations."""
_KIND_OF_OWNER: dict[LimitKind, ThingKind] = {
    **dict.fromkeys(("jumper", "modules"), "station"),
    "group": "group",
    "circuit": "circuit",
    "panel": "panel",
    "service": "supply",
    "transformer": "supply",
}
_WORDS: tuple[ProofWord, ...] = ("can be overloaded", "not known", "proved safe")


def compared_facts(
    before: SiteReport, after: SiteReport, sites: tuple[Site, Site], matching: Matching
) -> tuple[FactChange, ...]:
    """Facts that differ of the sites and of things that both have, those that change alike together."""
    readers = FactReader(matching.renamed), FactReader(lambda _, name: name)
    found: dict[Hashable, tuple[FactKind, list[str], str, FactValue, FactValue]] = {}

    def add(kind: FactKind, name: str | None, changes: Iterable[tuple[str, FactValue, FactValue]]) -> None:
        for key, one, other in changes:
            equal = kind, key, rounded(one), rounded(other)
            names = found.setdefault(equal, (kind, [], key, one, other))[1]
            names += [] if name is None else [name]

    add("site", None, changed_facts(_site_facts(readers[0], sites[0]), _site_facts(readers[1], sites[1])))
    ratios = _ratios(before), _ratios(after)
    for kind in KINDS:
        things, others = things_of(sites[0], kind), things_of(sites[1], kind)
        for one, other in matching.after[kind].items():
            facts = tuple(
                _facts(reader, kind, thing)
                for reader, thing in ((readers[0], things[one]), (readers[1], others[other]))
            )
            if kind == "group":
                facts[0].update(ratios[0].get(one, {}))
                facts[1].update(ratios[1].get(other, {}))
                add(kind, other, _members(sites, matching, one, other))
            add(kind, other, changed_facts(facts[0], facts[1]))
    return tuple(FactChange(kind, tuple(names), key, one, other) for kind, names, key, one, other in found.values())


def _facts(reader: FactReader, kind: str, thing: Any) -> Facts:  # noqa: ANN401 - things of seven kinds
    if kind == "port":
        return reader.facts(thing, _IN_REPORT)
    if kind in {"station", "group"}:
        return {**reader.facts(thing, frozenset({"ports"})), "ports": len(thing.ports)}
    return reader.facts(thing)


def _site_facts(reader: FactReader, site: Site) -> Facts:
    every = frozenset(name for name in type(site).__dataclass_fields__ if name not in _SITE)
    return {"name": site.name, **reader.facts(site, every)}


def _ratios(report: SiteReport) -> dict[str, Facts]:
    """Oversubscription of groups, as a report has it."""
    found: dict[str, Facts] = {}
    for group in report.groups:
        ratio = group.oversubscription
        ratios_by_key = {"oversubscription.ports": ratio.ports, "oversubscription.power": ratio.power}
        found[group.group] = {key: value for key, value in ratios_by_key.items() if value is not None}
    return found


def _members(
    sites: tuple[Site, Site], matching: Matching, one: str, other: str
) -> Iterator[tuple[str, FactValue, FactValue]]:
    """Ports that leave a group or join it, where its number of ports does not show it."""
    before, after = sites[0].groups[one].ports, sites[1].groups[other].ports
    if len(before) != len(after):
        return
    pairs = matching.after["port"]
    came = {pairs.get(name, "") for name in before}
    went = set(after)
    left = [name for name in before if pairs.get(name, "") not in went]
    joined = [name for name in after if name not in came]
    if left or joined:
        yield "members", ", ".join(left), ", ".join(joined)


def compared_proofs(before: SiteReport, after: SiteReport, matching: Matching) -> tuple[ProofChange, ...]:
    """Equipment and groups of which more or less is proved than before, where both designs have them."""
    found: dict[Hashable, tuple[Any, dict[str, None]]] = {}
    for about, words in (("load", _load_words), ("fallback", _fallback_words)):
        one, other = words(before), words(after)
        for limit, was in one.items():
            owner = matching.after[_KIND_OF_OWNER[limit.kind]].get(limit.owner)
            now = None if owner is None else other.get(_as_after(limit, owner, matching))
            if owner is not None and now is not None and now != was:
                key = about, _KIND_OF_OWNER[limit.kind], was, now
                found.setdefault(key, (key, {}))[1][owner] = None
    return tuple(
        ProofChange(about, kind, tuple(owners), was, now) for (about, kind, was, now), owners in found.values()
    )


def _as_after(limit: LimitId, owner: str, matching: Matching) -> LimitId:
    """A limit of the first design as one of the second."""
    partner = None if limit.partner is None else matching.after["station"].get(limit.partner, limit.partner)
    return limit._replace(owner=owner, partner=partner)


def _load_words(report: SiteReport) -> dict[LimitId, ProofWord]:
    found: dict[LimitId, ProofWord] = {}
    for load in report.equipment:
        _keep_worst(found, load.limit, _load_word(load))
    return found


def _load_word(load: EquipmentLoad) -> ProofWord:
    return "can be overloaded" if load.overloaded else "proved safe" if load.safe else "not known"


def _fallback_words(report: SiteReport) -> dict[LimitId, ProofWord]:
    found: dict[LimitId, ProofWord] = {}
    for load in report.fallbacks:
        _keep_worst(found, load.limit, _fallback_word(load))
    return found


def _fallback_word(load: FallbackLoad) -> ProofWord:
    return "proved safe" if load.fits else "can be overloaded"


def _keep_worst(found: dict[LimitId, ProofWord], limit: LimitId, word: ProofWord) -> None:
    known = found.get(limit, word)
    found[limit] = min(known, word, key=_WORDS.index)


def compared_statements(before: Design, after: Design) -> tuple[StatementChange, ...]:
    """Premises, assumptions and notes that one side has alone, and rules that it could not decide."""
    found: list[StatementChange] = []
    sides: list[dict[StatementKind, list[str]]] = [
        {
            "premise": [] if design.report.premise is None else [design.report.premise],
            "assumption": [each.note for each in design.loaded.site.assumptions],
            "note": list(design.report.notes),
            "not checked": [f"{code} {name}" for code, name in not_checked(design.checked).items()],
        }
        for design in (before, after)
    ]
    for kind in sides[0]:
        one, other = sides[0][kind], sides[1][kind]
        found += [StatementChange("added", kind, text) for text in dict.fromkeys(other) if text not in one]
        found += [StatementChange("removed", kind, text) for text in dict.fromkeys(one) if text not in other]
    return tuple(found)
