"""`evsite explain` and `evsite rules` for people."""

from __future__ import annotations

from typing import TYPE_CHECKING

from evsite.output.text.example_difference import example_difference
from evsite.output.text.tables import Column, Table
from evsite.output.text.terminal_style import COLORS, TerminalStyle, printable
from evsite.toml_text import value_text
from evsite.words import listed

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from evsite.output.topics import KeyTopic, Topic


def render_explained(topic: Topic | None, keys: Sequence[KeyTopic], terminal: TerminalStyle) -> str:
    """A rule, or the keys that a word names; beside a rule no more than how to ask for a key of its name."""
    if topic is None:
        return render_keys(keys, terminal)
    hints = [terminal.prose(f"{topic_name(each)} is a key too: evsite explain {topic_name(each)}\n") for each in keys]
    return "\n".join([render_topic(topic, terminal), *hints])


def topic_name(topic: KeyTopic) -> str:
    """How to ask for a key and for no other: "groups.limit"."""
    return topic.key.paths[0].replace(".*", "")


def render_topic(topic: Topic, terminal: TerminalStyle) -> str:
    """What a rule asks, why, where it comes from, and the change with which an example that fails passes."""
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
    if topic.failing and topic.passing:
        parts.append(_difference(topic, terminal))
    else:
        parts += [_example("this fails", example, terminal) for example in topic.failing[:1]]
        parts += [_example("this passes", example, terminal) for example in topic.passing[:1]]
    return "\n\n".join(parts) + "\n"


def _section(title: str, text: str, terminal: TerminalStyle) -> str:
    lines = [terminal.prose(f"  {line}", "  ") for line in text.splitlines()]
    return "\n".join([terminal.styled(title, "bold"), *lines])


_OF_CHANGES = {"-": "red", "+": "green"}
"""The colours of lines that go and come."""


def _difference(topic: Topic, terminal: TerminalStyle) -> str:
    lines = []
    for line in example_difference(topic):
        text = f"  {printable(line)}".rstrip()
        color = _OF_CHANGES.get(line[:1])
        lines.append(terminal.styled(text, color) if color else text)
    return "\n".join([terminal.styled("this change makes it pass", "bold"), *lines])


def _example(title: str, toml: str, terminal: TerminalStyle) -> str:
    lines = [f"  {printable(line)}".rstrip() for line in toml.strip().splitlines()]
    return "\n".join([terminal.styled(title, "bold"), *lines])


_MOST_VALUES = 24
"""Of a longer list of values only so many are shown."""


def render_keys(topics: Sequence[KeyTopic], terminal: TerminalStyle) -> str:
    """One key of the site file with everything about it, or several that a word may mean, one a line."""
    if len(topics) == 1:
        return _key(topics[0], terminal)
    rows = Table([Column("key", wrap=True), Column("meaning", wrap=True)])
    for topic in topics:
        rows.add(", ".join(topic.key.paths), topic.key.meaning)
    table = next((topic.key.paths[0] for topic in topics if topic.key.keys and topic.key.paths[0].isalpha()), None)
    more = "" if table is None else f", evsite explain '[{table}]' the keys of that table"
    hint = f"evsite explain {topic_name(topics[0])} shows more of one{more}"
    return f"{rows.render(terminal)}\n\n{terminal.prose(hint)}\n"


def _key(topic: KeyTopic, terminal: TerminalStyle) -> str:
    key = topic.key
    held = f"{key.kind}{', or names of your own' if key.open else ''}"
    need = "required" if key.required else "optional"
    head = f"{', '.join(terminal.styled(path, 'bold') for path in key.paths)} ({need})"
    parts = [f"{terminal.prose(head, '  ')}\n{terminal.prose(key.meaning)}", _section("what it holds", held, terminal)]
    if key.values:
        values = [f'"{value}"' if isinstance(value, str) else str(value) for value in key.values]
        shown = values if len(values) <= _MOST_VALUES else values[:_MOST_VALUES]
        more = "" if shown is values else f" and {len(values) - len(shown)} more"
        parts.append(_section("values", ", ".join(shown) + more, terminal))
    if key.spellings:
        parts.append(_section("understood as well", ", ".join(f'"{word}"' for word in key.spellings), terminal))
    if key.default is not None:
        parts.append(_section("unless given", value_text(key.default), terminal))
    elif key.otherwise:
        parts.append(_section("unless given", key.otherwise, terminal))
    if key.keys:
        parts.append(_section("its keys", ", ".join(key.keys), terminal))
    parts.append(_example("example", key.example, terminal))
    if key.descriptive:
        parts.append(_section("describes only", "no finding and no figure depends on it", terminal))
    if topic.rules and key.keys:
        parts.append(_section("rules that read it", ", ".join(rule.code for rule in topic.rules), terminal))
    elif topic.rules:
        side = max(len(rule.name) for rule in topic.rules)
        lines = [f"  {rule.code}  {rule.name:<{side}}  {rule.title}" for rule in topic.rules]
        parts.append(
            "\n".join(
                [terminal.styled("rules that read it", "bold"), *(terminal.prose(line, "    ") for line in lines)]
            )
        )
    return "\n\n".join(parts) + "\n"


def render_rules(topics: Iterable[Topic], terminal: TerminalStyle) -> str:
    """All rules, one a line; on a narrow terminal without their names."""
    table = Table([Column("code"), Column("severity", drop=2), Column("name", drop=1), Column("title")])
    for topic in topics:
        table.add(topic.code, str(topic.severity), topic.name, topic.title)
    return table.render(terminal) + "\n"


_MOST_CITING = 12
"""Of rules that cite a section only so many are named."""


def unknown_topic(
    word: str, near: Sequence[str], citing: Sequence[str] = (), naming: Sequence[str] = (), *, command: bool = False
) -> str:
    """The complaint about a code, name or key that there is not.

    Parameters
    ----------
    word
        What was asked for.
    near
        What is nearly called so.
    citing
        The codes of the rules that cite it, where it is a section of the NEC.
    naming
        The codes of the rules that have it in what they ask.
    command
        Whether it is a command.
    """
    stated = f"no rule and no key of the site file is called {word!r}"
    if command:
        return f"{stated}; evsite help {printable(word.strip().lower())} says what the command does"
    for codes, what in ((citing, "the section is cited by"), (naming, "the word is in")):
        if codes:
            more = [f"{len(codes) - _MOST_CITING} more"] if len(codes) > _MOST_CITING else []
            reported = listed([*codes[:_MOST_CITING], *more], "and")
            return f"{stated}; {what} {reported}: evsite explain {codes[0]}"
    lists = "`evsite rules` lists all rules, `evsite explain site` and the like the keys of a table"
    return f"{stated}; {f'did you mean {listed(near)}?' if near else lists}"
