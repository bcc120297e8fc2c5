"""What a word stands for: rules, keys and profiles, and rules that have it in what they ask."""

import re

import pytest

from evsite.output.topic_search import citing, look_up, naming, near_topics
from evsite.output.topics import all_topics

RULES = [topic for topic in all_topics().values() if topic.is_rule]


@pytest.mark.parametrize("topic", RULES, ids=lambda topic: topic.code)
def test_a_rule_is_found_by_its_code_its_name_and_the_words_of_its_name(topic):
    assert look_up(f" {topic.code.lower()} ")[0] is look_up(topic.name.upper())[0] is topic
    for word in topic.name.split("-"):
        stem = re.sub(r"(ed|ing|s)$", "", word)
        assert (topic.code in naming(word)) is (len(stem) >= 4 and stem.isalpha())


@pytest.mark.parametrize("word", ["overload", "overloads", "Overloaded", " OVERLOADING "])
def test_the_ending_of_a_word_and_its_case_mean_nothing(word):
    assert naming(word) == naming("overload")
    assert "EV403" in naming(word)


def test_a_word_of_a_title_is_not_looked_for_in_what_other_rules_ask():
    in_titles = {topic.code for topic in RULES if "overload" in f"{topic.name} {topic.title}".lower()}
    asking = {topic.code for topic in RULES if "overload" in topic.asks.lower()}
    assert set(naming("overload")) == in_titles
    assert asking - in_titles


@pytest.mark.parametrize("word", ["", "the", "ings", "a.*b", "(((((", "[groups]", "x" * 100_000, "12345", "load study"])
def test_what_is_too_short_or_no_word_is_in_no_rule(word):
    assert naming(word) == []


def test_only_rules_are_named_and_cited():
    codes = {topic.code for topic in RULES}
    for word in ("file", "table", "unknown", "value", "load"):
        assert set(naming(word)) <= codes


@pytest.mark.parametrize("words", ["625.42", "NEC 625.42", "see 625.42, please"])
def test_a_section_is_found_in_the_sources_of_rules(words):
    assert citing(words) == [topic.code for topic in RULES if re.search(r"\b625\.42\b", str(topic.sources))]


def test_the_start_of_a_section_is_another_section():
    assert citing("625.42") != citing("625.4")
    assert citing("no section") == []


def test_a_table_of_a_name_is_that_of_its_kind():
    assert [each.key.places for each in look_up("panels.House")[1]] == [(("panels",),)]
    assert look_up("panels.mian") is None


def test_what_is_near_is_offered_in_its_own_spelling():
    for word in ("Ev01", "secondary-breakers", "menlo_park"):
        assert near_topics(word)
        assert all(look_up(each) is not None for each in near_topics(word))
    assert near_topics("q" * 1000) == []
