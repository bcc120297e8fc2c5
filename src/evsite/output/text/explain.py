"""`evsite explain` and `evsite rules` for people."""

from __future__ import annotations

from typing import TYPE_CHECKING

from evsite.output.text.tables import Column, Table
from evsite.output.text.terminal_style import COLORS, Look, printable
from evsite.toml_text import value_text
from evsite.words import listed

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from evsite.output.topics import KeyTopic, Topic


def render_explained(topic: Topic | None, keys: Sequence[KeyTopic], look: Look) -> str:
    """A rule, or the keys that a word names; beside a rule no more than how to ask for a key of its name."""
    if topic is None:
        return render_keys(keys, look)
    hints = [look.prose(f"{asked(each)} is a key too: evsite explain {asked(each)}\n") for each in keys]
    return "\n".join([render_topic(topic, look), *hints])


def asked(topic: KeyTopic) -> str:
    """How to ask for a key and for no other: "groups.limit"."""
    return topic.key.paths[0].replace(".*", "")


def render_topic(topic: Topic, look: Look) -> str:
    """What a rule asks, why, where it comes from, an example that fails and one that passes."""
    severity = look.styled(str(topic.severity), COLORS[topic.severity])
    head = f"{look.styled(topic.code, 'bold')} {topic.name} ({severity})"
    parts = [f"{head}\n{look.prose(topic.title)}", _section("what it asks", topic.asks, look)]
    parts.append(_section("why", topic.why, look))
    if topic.sources:
        by_source: dict[str, list[str]] = {}
        for edition, source in topic.sources:
            by_source.setdefault(source, []).append(str(edition))
        parts.append(_section("source", "\n".join(by_source), look))
    if topic.inputs:
        parts.append(_section("reads", ", ".join(topic.inputs), look))
    parts += [_example("this fails", example, look) for example in topic.failing[:1]]
    parts += [_example("this passes", example, look) for example in topic.passing[:1]]
    return "\n\n".join(parts) + "\n"


def _section(title: str, text: str, look: Look) -> str:
    lines = [look.prose(f"  {line}", "  ") for line in text.splitlines()]
    return "\n".join([look.styled(title, "bold"), *lines])


def _example(title: str, toml: str, look: Look) -> str:
    lines = [f"  {printable(line)}".rstrip() for line in toml.strip().splitlines()]
    return "\n".join([look.styled(title, "bold"), *lines])


_MOST_VALUES = 24
"""Of a longer list of values only so many are shown."""


def render_keys(topics: Sequence[KeyTopic], look: Look) -> str:
    """One key of the site file with everything about it, or several that a word may mean, one a line."""
    if len(topics) == 1:
        return _key(topics[0], look)
    table = Table([Column("key", wrap=True), Column("meaning", wrap=True)])
    for topic in topics:
        table.add(", ".join(topic.key.paths), topic.key.meaning)
    hint = f"evsite explain {asked(topics[0])} tells more of one"
    return f"{table.render(look)}\n\n{look.prose(hint)}\n"


def _key(topic: KeyTopic, look: Look) -> str:
    key = topic.key
    held = f"{key.kind}{', or names of your own' if key.open else ''}"
    need = "required" if key.required else "optional"
    head = f"{', '.join(look.styled(path, 'bold') for path in key.paths)} ({need})"
    parts = [f"{look.prose(head, '  ')}\n{look.prose(key.meaning)}", _section("what it holds", held, look)]
    if key.values:
        values = [f'"{value}"' if isinstance(value, str) else str(value) for value in key.values]
        shown = values if len(values) <= _MOST_VALUES else values[:_MOST_VALUES]
        more = "" if shown is values else f" and {len(values) - len(shown)} more"
        parts.append(_section("values", ", ".join(shown) + more, look))
    if key.spellings:
        parts.append(_section("understood as well", ", ".join(f'"{word}"' for word in key.spellings), look))
    if key.default is not None:
        parts.append(_section("unless given", value_text(key.default), look))
    elif key.otherwise:
        parts.append(_section("unless given", key.otherwise, look))
    if key.keys:
        parts.append(_section("its keys", ", ".join(key.keys), look))
    parts.append(_example("example", key.example, look))
    if topic.rules and key.keys:
        parts.append(_section("rules that read it", ", ".join(rule.code for rule in topic.rules), look))
    elif topic.rules:
        side = max(len(rule.name) for rule in topic.rules)
        lines = [f"  {rule.code}  {rule.name:<{side}}  {rule.title}" for rule in topic.rules]
        parts.append(
            "\n".join([look.styled("rules that read it", "bold"), *(look.prose(line, "    ") for line in lines)])
        )
    return "\n\n".join(parts) + "\n"


def render_rules(topics: Iterable[Topic], look: Look) -> str:
    """All rules, one a line."""
    table = Table([Column("code"), Column("severity"), Column("name"), Column("title", wrap=True)])
    for topic in topics:
        table.add(topic.code, str(topic.severity), topic.name, topic.title)
    return table.render(look) + "\n"


def unknown_topic(word: str, near: Sequence[str]) -> str:
    """The complaint about a code, name or key that there is not."""
    lists = "`evsite rules` lists all rules, `evsite explain site` and the like the keys of a table"
    hint = f"did you mean {listed(near)}?" if near else lists
    return f"no rule and no key of the site file is called {word!r}; {hint}"
