"""`evsite explain`: what a rule asks, and why."""

import sys
from difflib import get_close_matches
from typing import Annotated

import typer

from evsite.cli import completion
from evsite.cli.options import Color, TextOrJson


def command(
    rule: Annotated[
        str,
        typer.Argument(
            metavar="CODE",
            help="A code like EV101, or a name like unknown-key.",
            autocompletion=completion.rule,
        ),
    ],
    format: TextOrJson = "text",  # noqa: A002 - the name of the option
    color: Color = "auto",
) -> None:
    """What a rule asks, why, where it comes from, an example that fails and one that passes."""
    from evsite.cli.console import refuse, terminal_of, write, write_json
    from evsite.output.text.explain import render_topic, unknown_topic
    from evsite.output.topics import all_topics

    topics = all_topics()
    by_word = {topic.name: topic for topic in topics.values()} | {code.lower(): topic for code, topic in topics.items()}
    topic = by_word.get(rule.strip().lower())
    if topic is None:
        near = get_close_matches(rule.strip().lower(), by_word, 2, 0.6)
        refuse([unknown_topic(rule, [by_word[word].code if word.startswith("ev") else word for word in near])])
    if format == "json":
        from evsite.output.json.reference import topic_document

        write_json(topic_document(topic))
        return
    write([render_topic(topic, terminal_of(sys.stdout, color))])
