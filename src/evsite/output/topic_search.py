"""What a word stands for that somebody wants to be told about: rules, keys and profiles, and what is near to it."""

from __future__ import annotations

import re
from difflib import get_close_matches
from typing import TYPE_CHECKING

from evsite.codebook.profiles import profiles
from evsite.output.topics import all_topics, key_topics
from evsite.sitefile.keys import find_keys, names_of_keys

if TYPE_CHECKING:
    from evsite.codebook.profiles import Profile
    from evsite.output.topics import KeyTopic, Topic

    Found = tuple[Topic | None, tuple[KeyTopic, ...], Profile | None]

_SECTION = re.compile(r"\b\d{2,3}\.\d+(?:\([A-Z0-9]+\))*", re.IGNORECASE)
"""A section of the NEC: "625.42", "240.21(C)"."""

_LEAST_STEM = 4
"""Letters of a word that is looked for in what rules ask."""


def look_up(word: str) -> Found | None:
    """The rule, the keys and the profile that a word names; None where it names nothing.

    `panels.House` is the table of a panel, unless its last part is nearly the name of a key.
    """
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
    section = _SECTION.search(word)
    if section is None:
        return []
    requested = re.compile(rf"(?<![\d.]){re.escape(section[0])}(?![\d.])")
    return [
        topic.code for topic in all_topics().values() if any(requested.search(source) for _, source in topic.sources)
    ]


def naming(word: str) -> list[str]:
    """The codes of the rules that have a word in what they ask, in this or another ending: overloaded, overload."""
    stem = re.sub(r"(ed|ing|s)$", "", word.strip().lower()[:100])
    if len(stem) < _LEAST_STEM or not stem.isalpha():
        return []
    begins = re.compile(rf"\b{stem}", re.IGNORECASE)
    rules = [topic for topic in all_topics().values() if topic.is_rule]
    by_title = [topic.code for topic in rules if begins.search(f"{topic.name} {topic.title}")]
    return by_title or [topic.code for topic in rules if begins.search(topic.asks)]


def near_topics(word: str) -> list[str]:
    """Up to three codes, names of rules, keys and profiles that are nearly called so."""
    topics = all_topics()
    known = {topic.name: topic.name for topic in topics.values()} | {code.lower(): code for code in topics}
    known |= {each: each for each in (*names_of_keys(), *profiles())}
    return [known[each] for each in get_close_matches(word.strip().lower()[:100], known, 3, 0.6)]
