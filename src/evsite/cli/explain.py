"""`evsite explain`: what a rule asks, and why; what a key of the site file means."""

import re
import sys
from difflib import get_close_matches
from typing import TYPE_CHECKING, Annotated

import typer

from evsite.cli import completion
from evsite.cli.options import Color, TextOrJson

if TYPE_CHECKING:
    from evsite.codebook.profiles import Profile
    from evsite.output.topics import KeyTopic, Topic

    Found = tuple[Topic | None, tuple[KeyTopic, ...], Profile | None]

_SECTION = re.compile(r"\b\d{2,3}\.\d+(?:\([A-Z0-9]+\))*", re.IGNORECASE)
"""A section of the NEC: "625.42", "240.21(C)"."""

_LEAST_STEM = 4
"""Letters of a word that is looked for in what rules ask."""


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


def look_up(word: str) -> "Found | None":
    """The rule, the keys and the profile that a word names; None where it names nothing.

    `panels.House` is the table of a panel, unless its last part is nearly the name of a key.
    """
    from evsite.codebook.profiles import profiles
    from evsite.output.topics import all_topics, key_topics
    from evsite.sitefile.keys import find_keys

    name = word.strip().lower()
    topic = next((each for code, each in all_topics().items() if name in {code.lower(), each.name}), None)
    keys, profile = key_topics(word), profiles().get(name)
    table, _, last = name.strip("[]").rpartition(".")
    if topic is None and not keys and table and profile is None:
        inner = [key for found in find_keys(table) for key in found.keys]
        if inner and not get_close_matches(last, inner, 1, 0.6):
            keys = key_topics(f"[{name.strip('[]')}]")
    return (topic, keys, profile) if topic is not None or keys or profile is not None else None


def citing(word: str) -> list[str]:
    """The codes of the rules that cite a section, in any edition: 625.42 for "NEC 625.42"."""
    from evsite.output.topics import all_topics

    section = _SECTION.search(word)
    if section is None:
        return []
    requested = re.compile(rf"(?<![\d.]){re.escape(section[0])}(?![\d.])")
    return [
        topic.code for topic in all_topics().values() if any(requested.search(source) for _, source in topic.sources)
    ]


def naming(word: str) -> list[str]:
    """The codes of the rules that have a word in what they ask, in this or another ending: overloaded, overload."""
    from evsite.output.topics import all_topics

    stem = re.sub(r"(ed|ing|s)$", "", word.strip().lower()[:100])
    if len(stem) < _LEAST_STEM or not stem.isalpha():
        return []
    begins = re.compile(rf"\b{stem}", re.IGNORECASE)
    rules = [topic for topic in all_topics().values() if topic.is_rule]
    by_title = [topic.code for topic in rules if begins.search(f"{topic.name} {topic.title}")]
    return by_title or [topic.code for topic in rules if begins.search(topic.asks)]


def near_topics(word: str) -> list[str]:
    """Up to three codes, names of rules, keys and profiles that are nearly called so."""
    from evsite.codebook.profiles import profiles
    from evsite.output.topics import all_topics
    from evsite.sitefile.keys import names_of_keys

    topics = all_topics()
    known = {topic.name: topic.name for topic in topics.values()} | {code.lower(): code for code in topics}
    known |= {each: each for each in (*names_of_keys(), *profiles())}
    return [known[each] for each in get_close_matches(word.strip().lower()[:100], known, 3, 0.6)]
