"""The page of one rule in the documentation, `rules/EV403.md`; `make docs` writes these, nothing keeps them."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from evsite.output.markdown_cells import documentation_text, row
from evsite.output.text.example_difference import example_difference
from evsite.output.text.terminal_style import printable

if TYPE_CHECKING:
    from evsite.output.topics import Topic

_FENCE = re.compile(r"`{3,}")


def rule_page_path(code: str) -> str:
    """The file of the page of a rule, from the folder of the documentation: "rules/EV403.md"."""
    return f"rules/{code}.md"


def render_rule_page(topic: Topic) -> str:
    """What a rule asks, why, its source in each edition, what it reads, and what makes a failing site pass."""
    parts = [
        f"# {topic.code} {topic.name}",
        f"{_sentence(documentation_text(topic.title))}. **{_sentence(str(topic.severity))}.**",
    ]
    parts += ["## What it asks", documentation_text(topic.asks), "## Why", documentation_text(topic.why)]
    if topic.sources:
        parts += ["## Source", _sources(topic)]
    if topic.inputs:
        keys = "\n".join(f"- {_key_link(key)}" for key in topic.inputs)
        parts += ["## Keys of the site file that it reads", keys]
    if topic.failing:
        parts += ["## A site that fails", _fenced("toml", topic.failing[0])]
    if topic.failing and topic.passing:
        parts += ["## The change with which it passes", _fenced("diff", "\n".join(example_difference(topic)))]
    elif topic.passing:
        parts += ["## A site that passes", _fenced("toml", topic.passing[0])]
    return "\n\n".join([*parts, *_on_the_command_line(topic)]) + "\n"


def _on_the_command_line(topic: Topic) -> list[str]:
    parts = ["## On the command line", f"`evsite explain {topic.code}` shows this in the terminal."]
    if not topic.is_rule:
        return parts
    ignoring = (
        f"`evsite check FILE --select {topic.code}` looks for nothing else. A finding that is accepted is ignored in "
        "the site file, with the reason ([how](../rules.md#ignored-findings)):"
    )
    return [*parts, ignoring, _fenced("toml", f'[[ignore]]\nrule = "{topic.name}"\nreason = "..."')]


def _sources(topic: Topic) -> str:
    """The source in each edition of the NEC."""
    lines = ["| NEC edition | source |", "| --- | --- |"]
    return "\n".join([*lines, *(row((str(edition), documentation_text(source))) for edition, source in topic.sources)])


def _key_link(key: str) -> str:
    """A key as a link to its row on the page of the site file: `groups.*.limit`, `loads.*`."""
    anchor = key.removesuffix(".*").replace(".*", "").replace(".", "-").replace("_", "-")
    return f"[`{key}`](../site-file.md#{anchor})"


def _fenced(language: str, text: str) -> str:
    """A block of code, without the characters that would make the page no text (EV003 is about one)."""
    shown = "\n".join(printable(line) for line in text.strip("\n").splitlines())
    longest = max(map(len, _FENCE.findall(shown)), default=2)
    fence = "`" * (longest + 1)
    return f"{fence}{language}\n{shown}\n{fence}"


def _sentence(text: str) -> str:
    return f"{text[:1].upper()}{text[1:]}"
