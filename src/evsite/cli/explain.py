"""`evsite explain`: what a rule asks, and why; what a key of the site file means."""

import sys
from difflib import get_close_matches
from typing import Annotated

import typer

from evsite.cli import completion
from evsite.cli.options import Color, TextOrJson


def command(
    word: Annotated[
        str,
        typer.Argument(
            metavar="CODE|KEY|PROFILE",
            help="A code like EV101, a name like unknown-key, a key like groups.policy or slot, or a profile like "
            "menlo-park.",
            autocompletion=completion.topic,
        ),
    ],
    format: TextOrJson = "text",  # noqa: A002 - the name of the option
    color: Color = "auto",
) -> None:
    """What a rule asks, why, and where it comes from, with examples; or what a key of the site file can be.

    A key that several tables have is listed with all of them: groups.min_current says which one is meant.
    """
    from evsite.cli.console import refuse, terminal_of, write, write_json
    from evsite.codebook.profiles import profiles
    from evsite.output.text.explain import render_explained, unknown_topic
    from evsite.output.text.profiles import render_profiles
    from evsite.output.topics import all_topics, key_topics

    topics = all_topics()
    by_word = {topic.name: topic for topic in topics.values()} | {code.lower(): topic for code, topic in topics.items()}
    topic, keys = by_word.get(word.strip().lower()), key_topics(word)
    profile = profiles().get(word.strip().lower())
    if topic is None and not keys and profile is None:
        from evsite.sitefile.keys import names_of_keys

        known = {each: by_word[each].code if each.startswith("ev") else each for each in by_word}
        known |= {each: each for each in names_of_keys()}
        known |= {each: each for each in profiles()}
        near = get_close_matches(word.strip().lower(), known, 3, 0.6)
        refuse([unknown_topic(word, [known[each] for each in near])])
    if format == "json":
        from evsite.output.json.reference import explain_document

        write_json(explain_document(topic, keys, profile))
        return
    if profile is not None and topic is None and not keys:
        write([render_profiles([profile], terminal_of(sys.stdout, color))])
        return
    write([render_explained(topic, keys, terminal_of(sys.stdout, color))])
