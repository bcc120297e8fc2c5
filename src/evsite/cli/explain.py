"""`evsite explain`: what a rule asks, and why; what a key of the site file means."""

import sys
from typing import Annotated

import typer

from evsite.cli import completion
from evsite.cli.options import Color, TextOrJson


def command(
    words: Annotated[
        list[str],
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
    from evsite.cli.app import PANELS
    from evsite.cli.console import refuse, terminal_of, write, write_json
    from evsite.output.text.explain import render_explained, unknown_topic
    from evsite.output.text.profiles import render_profiles
    from evsite.output.topic_search import citing, look_up, naming, near_topics

    # "groups limit" is asked for as groups.limit
    word = next((each for each in (".".join(words), "-".join(words)) if look_up(each)), " ".join(words))
    found = look_up(word)
    if found is None:
        if len(words) > 1 and all(map(look_up, words)):
            refuse([f"one at a time: evsite explain {words[0]}"])
        near, command_too = near_topics(word), word.strip().lower() in PANELS
        refuse([unknown_topic(word, near, citing(word), naming(word), command=command_too)])
    topic, keys, profile = found
    if format == "json":
        from evsite.output.json.reference import explain_document

        write_json(explain_document(topic, keys, profile))
        return
    if profile is not None and topic is None and not keys:
        write([render_profiles([profile], terminal_of(sys.stdout, color))])
        return
    write([render_explained(topic, keys, terminal_of(sys.stdout, color))])
