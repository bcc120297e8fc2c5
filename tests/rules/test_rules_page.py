"""`docs/rules.md` and the lists of `evsite rules` are what the rules say now."""

from __future__ import annotations

import json

from evsite.codebook.profiles import profiles
from evsite.rules import all_rules
from evsite.sitefile.problems import PROBLEMS


def test_the_committed_page_is_current(evsite, project):
    """If this fails: `make rules`."""
    assert evsite("rules", "--format", "markdown").stdout == (project / "docs" / "rules.md").read_text(encoding="utf-8")


def test_the_page_has_every_rule_in_its_family_and_every_profile(evsite):
    page = evsite("rules", "--format", "markdown").stdout
    for item in [*PROBLEMS, *all_rules()]:
        assert f"\n### {item.code} {item.name}\n" in page
        assert f"| [{item.code}](#{item.code.lower()}-{item.name}) |" in page
    for name in profiles():
        assert f"\n| **{name}** " in page


def test_profiles_are_listed(evsite):
    text = evsite("rules", "--profiles").stdout
    document = json.loads(evsite("rules", "--profiles", "--format", "json").stdout)
    assert [profile["id"] for profile in document["profiles"]] == list(profiles())
    assert [line.split()[0] for line in text.splitlines() if line[:1].strip()][1:] == list(profiles())
    menlo = next(profile for profile in document["profiles"] if profile["id"] == "menlo-park")
    assert (menlo["min_power_kva"], menlo["min_power_kw"], menlo["mark"]) == (3.3, None, "seen")
    assert "12 kWh in 8 h" in evsite("rules", "--profiles", "--format", "markdown").stdout


def test_every_rule_is_explained_with_sources_of_every_edition_inputs_and_examples(evsite):
    for rule in all_rules():
        document = json.loads(evsite("explain", rule.name, "--format", "json").stdout)["rule"]
        assert document["code"] == rule.code
        assert [entry["nec"] for entry in document["sources"]] == [2017, 2020, 2023, 2026]
        assert document["inputs"]
        # what is wrong with the data of a meter, or with a record, is not in the site file
        assert document["failing"] or {"loads.*.data", "site.as_built"} & {*rule.inputs}
        assert document["passing"]
