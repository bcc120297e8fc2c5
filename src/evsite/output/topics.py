"""What `explain`, `rules` and the listing formats show: rules and problems of the file as one kind of thing; keys."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

from evsite.codebook.editions import EDITIONS
from evsite.output.from_result import from_result
from evsite.output.located import RuleInfo
from evsite.rules import all_rules
from evsite.sitefile.keys import find_keys
from evsite.sitefile.problems import PROBLEMS
from evsite.studies.fleets.alert_kinds import ALERTS
from evsite.studies.portfolio.failure_kinds import FAILURES

if TYPE_CHECKING:
    from collections.abc import Iterable

    from evsite.model.finding import Severity
    from evsite.rules.example_site import Example
    from evsite.rules.rule import Rule
    from evsite.sitefile.keys import Key
    from evsite.sitefile.problem import Problem
    from evsite.sitefile.tables.places import KeyPlace


@dataclass(frozen=True, slots=True)
class Topic:
    """Something that evsite may find. `sources` are (edition, source).

    `is_rule` is False for what is wrong with a site file itself, for alerts of a plan for fleets, and for
    failures of a portfolio: these cannot be
    selected or ignored.
    """

    code: str
    name: str
    title: str
    severity: Severity
    asks: str
    why: str
    sources: tuple[tuple[int, str], ...]
    inputs: tuple[str, ...]
    failing_sites: tuple[Example | str, ...]
    passing_sites: tuple[Example | str, ...]
    is_rule: bool

    @property
    def failing(self) -> tuple[str, ...]:
        """Site files that have it."""
        return tuple(map(str, self.failing_sites))

    @property
    def passing(self) -> tuple[str, ...]:
        """Site files that have it not."""
        return tuple(map(str, self.passing_sites))

    def source(self, edition: int = 2023) -> str:
        """Where it comes from in an edition of the NEC; empty for what comes from the site file alone."""
        return dict(self.sources).get(edition, "")

    def info(self) -> RuleInfo:
        """The form that SARIF and JUnit list."""
        example = f"\n\nThis fails:\n\n```toml\n{str(self.failing_sites[0]).strip()}\n```" if self.failing_sites else ""
        return RuleInfo(
            self.code, self.name, self.title, self.severity, f"{self.asks}\n\n{self.why}{example}", self.source()
        )


@cache
def all_topics() -> dict[str, Topic]:
    """Everything that evsite may find, by code."""
    topics = [*map(_from_problem, (*PROBLEMS, *ALERTS, *FAILURES)), *map(_from_rule, all_rules())]
    return {topic.code: topic for topic in sorted(topics, key=lambda topic: topic.code)}


def _from_problem(problem: Problem) -> Topic:
    failing, passing = (tuple(filter(None, (example,))) for example in (problem.fails, problem.passes))
    return from_result(
        Topic, problem, sources=(), inputs=(), failing_sites=failing, passing_sites=passing, is_rule=False
    )


def _from_rule(rule: Rule) -> Topic:
    sources = tuple((edition, source) for edition in EDITIONS if (source := rule.source(edition)))
    return from_result(
        Topic, rule, sources=sources, failing_sites=rule.failing, passing_sites=rule.passing, is_rule=True
    )


@dataclass(frozen=True, slots=True)
class KeyTopic:
    """A key of the site file, and the rules that read it."""

    key: Key
    rules: tuple[Topic, ...]


def key_topics(word: str) -> tuple[KeyTopic, ...]:
    """The keys that a word names, each with the rules that read it, or anything in the table that it holds."""
    keys = find_keys(word)
    return with_rules(keys) if keys else ()


def with_rules(keys: Iterable[Key]) -> tuple[KeyTopic, ...]:
    """Keys, each with the rules that read it, or anything in the table that it holds."""
    topics = tuple(all_topics().values())
    return tuple(KeyTopic(key, tuple(topic for topic in topics if _reads(topic, key))) for key in keys)


def _reads(topic: Topic, key: Key) -> bool:
    if key.descriptive:
        return False
    read = [tuple(text.split(".")) for text in topic.inputs]
    return any(
        place == each or (len(each) > 1 and _is_in(place, each)) or (key.keys and _is_in(each, place))
        for place in key.places
        for each in read
    )


def _is_in(place: KeyPlace, table: KeyPlace) -> bool:
    return place[: len(table)] == table
