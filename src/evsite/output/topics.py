"""Rules and problems of the file as one kind of thing: what `explain`, `rules` and the listing formats tell."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from evsite.codebook.editions import EDITIONS
from evsite.output.from_result import from_result
from evsite.output.located import RuleInfo
from evsite.rules import all_rules
from evsite.sitefile.problems import PROBLEMS

if TYPE_CHECKING:
    from evsite.model.finding import Severity
    from evsite.rules.example_site import Example
    from evsite.rules.rule import Rule
    from evsite.sitefile.problem import Problem


@dataclass(frozen=True, slots=True)
class Topic:
    """Something that evsite may find. `sources` are (edition, source)."""

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


def all_topics() -> dict[str, Topic]:
    """Everything that evsite may find, by code."""
    topics = [*map(_from_problem, PROBLEMS), *map(_from_rule, all_rules())]
    return {topic.code: topic for topic in sorted(topics, key=lambda topic: topic.code)}


def _from_problem(problem: Problem) -> Topic:
    failing, passing = (tuple(filter(None, (example,))) for example in (problem.fails, problem.passes))
    return from_result(Topic, problem, sources=(), inputs=(), failing_sites=failing, passing_sites=passing)


def _from_rule(rule: Rule) -> Topic:
    sources = tuple((edition, source) for edition in EDITIONS if (source := rule.source(edition)))
    return from_result(Topic, rule, sources=sources, failing_sites=rule.failing, passing_sites=rule.passing)
