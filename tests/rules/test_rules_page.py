"""`docs/rules.md`, the pages of the rules and the lists of `evsite rules` are what the rules say now."""

from __future__ import annotations

import json
import re
from collections import Counter

from markdown_it import MarkdownIt

from effort import for_each
from evsite.codebook.profiles import profiles
from evsite.output.json.reference import explain_document
from evsite.output.rule_addresses import rule_address
from evsite.output.text.example_difference import example_difference
from evsite.output.text.rule_page import render_rule_page
from evsite.output.text.terminal_style import printable
from evsite.output.topics import all_topics
from evsite.rules import all_rules
from evsite.sitefile.problems import PROBLEMS

EMPTY_SECTION = re.compile(r"^##.*\n+(?=##|\Z)", re.MULTILINE)


def test_the_committed_page_is_current(evsite, project):
    """If this fails: `make rules`."""
    assert evsite("rules", "--format", "markdown").stdout == (project / "docs" / "rules.md").read_text(encoding="utf-8")


def test_the_page_leads_to_the_page_of_every_rule_and_has_every_profile(evsite):
    page = evsite("rules", "--format", "markdown").stdout
    for item in [*PROBLEMS, *all_rules()]:
        assert f"\n| [{item.code}]({rule_address(item.code)}) | {item.name} | " in page
    for name in profiles():
        assert f"\n| **{name}** " in page
    assert len(page.splitlines()) < 2 * (len(all_rules()) + len(PROBLEMS) + len(profiles()))


@for_each("topic", all_topics().values(), ids=lambda topic: topic.code)
def test_the_page_of_a_rule_has_all_that_explain_tells(topic):
    page = render_rule_page(topic)
    tree = MarkdownIt().enable("table").parse(page)
    blocks = [(token.info, token.content) for token in tree if token.type == "fence"]
    shown = "".join(token.content for token in tree if token.type == "inline")
    assert page.startswith(f"# {topic.code} {topic.name}\n")
    assert not EMPTY_SECTION.search(page)
    for edition, source in topic.sources:
        assert f"{edition}{source}" in "".join(
            child.content for token in tree if token.type == "inline" for child in token.children
        )
    for key in topic.inputs:
        assert f"[`{key}`]" in shown
    if topic.failing:
        assert ("toml", printable_lines(topic.failing[0])) in blocks


@for_each(
    "topic", [each for each in all_topics().values() if each.failing and each.passing], ids=lambda topic: topic.code
)
def test_the_difference_makes_the_failing_site_the_passing_one(topic):
    """What is taken away stands in the failing site alone, what is added in the passing one alone."""
    difference = [line for line in example_difference(topic) if line != "..."]
    failing, passing = (Counter(text.strip().splitlines()) for text in (topic.failing[0], topic.passing[0]))
    removed = Counter(line[1:] for line in difference if line.startswith("-"))
    added = Counter(line[1:] for line in difference if line.startswith("+"))
    assert removed or added
    assert failing - removed + added == passing
    assert removed == failing & removed


def test_every_key_that_a_rule_reads_has_its_place_on_the_page_of_the_site_file(project):
    anchors = re.findall(r'<a id="([\w-]+)"></a>', (project / "docs" / "site-file.md").read_text(encoding="utf-8"))
    for topic in all_topics().values():
        assert {*re.findall(r"\(\.\./site-file\.md#([\w-]+)\)", render_rule_page(topic))} <= {*anchors}, topic.code


def printable_lines(toml):
    return "".join(f"{printable(line)}\n" for line in toml.strip("\n").splitlines())


def test_profiles_are_listed(evsite):
    text = evsite("rules", "--profiles").stdout
    document = json.loads(evsite("rules", "--profiles", "--format", "json").stdout)
    assert [profile["id"] for profile in document["profiles"]] == list(profiles())
    assert [line.split()[0] for line in text.splitlines() if line[:1].strip()][1:] == list(profiles())
    menlo = next(profile for profile in document["profiles"] if profile["id"] == "menlo-park")
    assert (menlo["min_power_kva"], menlo["min_power_kw"], menlo["mark"]) == (3.3, None, "seen")
    assert "12 kWh in 8 h" in evsite("rules", "--profiles", "--format", "markdown").stdout


def test_every_rule_is_explained_with_sources_of_every_edition_inputs_and_examples():
    topics = all_topics()
    for rule in all_rules():
        document = explain_document(topics[rule.code], ())["rule"]
        assert document["code"] == rule.code
        assert [entry["nec"] for entry in document["sources"]] == [2017, 2020, 2023, 2026]
        assert document["inputs"]
        # what is wrong with the data of a meter, or with a record, is not in the site file
        assert document["failing"] or {"loads.*.data", "site.as_built"} & {*rule.inputs}
        assert document["passing"]
