"""`evsite explain` and `evsite rules` for people."""

from __future__ import annotations

from typing import TYPE_CHECKING

from evsite.output.text.tables import Column, Table
from evsite.output.text.terminal_style import COLORS, TerminalStyle, printable

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from evsite.output.topics import Topic


def render_topic(topic: Topic, terminal: TerminalStyle) -> str:
    """What a rule asks, why, where it comes from, an example that fails and one that passes."""
    severity = terminal.styled(str(topic.severity), COLORS[topic.severity])
    head = f"{terminal.styled(topic.code, 'bold')} {topic.name} ({severity})"
    parts = [f"{head}\n{terminal.prose(topic.title)}", _section("what it asks", topic.asks, terminal)]
    parts.append(_section("why", topic.why, terminal))
    if topic.sources:
        by_source: dict[str, list[str]] = {}
        for edition, source in topic.sources:
            by_source.setdefault(source, []).append(str(edition))
        parts.append(_section("source", "\n".join(by_source), terminal))
    if topic.inputs:
        parts.append(_section("reads", ", ".join(topic.inputs), terminal))
    parts += [_example("this fails", example, terminal) for example in topic.failing[:1]]
    parts += [_example("this passes", example, terminal) for example in topic.passing[:1]]
    return "\n\n".join(parts) + "\n"


def _section(title: str, text: str, terminal: TerminalStyle) -> str:
    lines = [terminal.prose(f"  {line}", "  ") for line in text.splitlines()]
    return "\n".join([terminal.styled(title, "bold"), *lines])


def _example(title: str, toml: str, terminal: TerminalStyle) -> str:
    lines = [f"  {printable(line)}".rstrip() for line in toml.strip().splitlines()]
    return "\n".join([terminal.styled(title, "bold"), *lines])


def render_rules(topics: Iterable[Topic], terminal: TerminalStyle) -> str:
    """All rules, one a line."""
    table = Table([Column("code"), Column("severity"), Column("name"), Column("title", wrap=True)])
    for topic in topics:
        table.add(topic.code, str(topic.severity), topic.name, topic.title)
    return table.render(terminal) + "\n"


def unknown_topic(word: str, near: Sequence[str]) -> str:
    """The complaint about a code or name that there is not."""
    hint = f"did you mean {' or '.join(near)}?" if near else "`evsite rules` lists them all"
    return f"no rule {word!r}; {hint}"
