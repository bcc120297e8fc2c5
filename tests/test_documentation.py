"""The documentation that `make docs` builds: its address, its navigation, the page of the site file.

`EVSITE_GOLDEN=write` writes the tables of docs/site-file.md anew.
"""

import json
import os
import re
import tomllib
from pathlib import Path

import pytest
import yaml

import evsite as package
from evsite.addresses import DOCUMENTATION
from evsite.output.key_markdown import key_anchor
from evsite.output.rule_addresses import rule_address
from evsite.output.text.keys_page import KEYS_BEGIN, render_keys_page
from evsite.sitefile.tables.places import placed_keys

ROOT = Path(__file__).parent.parent
DOCS = ROOT / "docs"
SITE_FILE = DOCS / "site-file.md"


def leaves(entries):
    for entry in entries:
        (value,) = entry.values() if isinstance(entry, dict) else (entry,)
        yield from leaves(value) if isinstance(value, list) else (value,)


def test_every_page_is_in_the_navigation_once():
    settings = yaml.safe_load((ROOT / "mkdocs.yml").read_text(encoding="utf-8"))
    pages = sorted(page.relative_to(DOCS).as_posix() for page in DOCS.rglob("*.md"))
    assert sorted(leaves(settings["nav"])) == pages


def test_the_address_is_the_same_everywhere():
    settings = yaml.safe_load((ROOT / "mkdocs.yml").read_text(encoding="utf-8"))
    assert settings["site_url"] == DOCUMENTATION
    assert rule_address("EV403") == f"{DOCUMENTATION}rules/EV403/"


def test_the_tables_of_the_site_file_are_current():
    """If this fails: `make schema`."""
    page = SITE_FILE.read_text(encoding="utf-8")
    if os.environ.get("EVSITE_GOLDEN") == "write":
        SITE_FILE.write_text(render_keys_page(page), encoding="utf-8")
    assert SITE_FILE.read_text(encoding="utf-8") == render_keys_page(page)


def test_every_key_of_the_models_is_on_the_page_with_what_the_model_says_of_it():
    page = SITE_FILE.read_text(encoding="utf-8").partition(KEYS_BEGIN)[2]
    reported = " ".join(re.findall(r"[^\W_]+", page))
    # an entry: its anchors, its name, and whether it is required; a key that holds keys has its anchor at their section
    entries = {
        anchor: (name, bool(required))
        for anchors, name, required in re.findall(r"^- (.*?)\*\*`(\w+)`\*\*( \(required\))?: ", page, re.MULTILINE)
        for anchor in re.findall(r'id="([\w-]+)"', anchors)
    }
    for place, _, field in placed_keys():
        anchor = key_anchor(place)
        assert page.count(f'<a id="{anchor}"></a>') == 1, place
        assert entries.get(anchor, (place[-1], field.is_required())) == (place[-1], field.is_required())
        meaning = re.match(r"[^;\[]*", field.description)[0]
        assert len(place) == 1 or " ".join(re.findall(r"[^\W_]+", meaning)) in reported, place


def test_the_site_file_that_the_page_begins_with_has_no_finding_worth_a_warning():
    (text, *_) = re.findall(r"^```toml\n(.*?)^```$", SITE_FILE.read_text(encoding="utf-8"), re.MULTILINE | re.DOTALL)
    site = package.loads(text)
    assert [each.message for each in package.check(site).findings if each.severity != "info"] == []
    assert list(site.ports) == ["S1.1", "S1.2", "S2.1", "S2.2"]
    assert list(site.circuits) == ["C1", "C2", "C3", "C4"]


@pytest.mark.parametrize("path", sorted(DOCS.glob("*.md")), ids=lambda path: path.name)
def test_every_relative_link_of_a_page_leads_to_a_file(path):
    text = re.sub(r"^```.*?^```$|`[^`\n]*`", "", path.read_text(encoding="utf-8"), flags=re.MULTILINE | re.DOTALL)
    for target in re.findall(r"\]\(([^)\s]+)\)", text):
        if not re.match(r"https?:|#", target):
            assert (path.parent / target.partition("#")[0]).exists(), target


def test_sarif_leads_from_every_rule_to_its_page(evsite, project):
    document = json.loads(evsite("check", "examples/office.toml", "--format", "sarif").stdout)
    rules = document["runs"][0]["tool"]["driver"]["rules"]
    assert len(rules) > 100
    for rule in rules:
        assert rule["helpUri"] == f"{DOCUMENTATION}rules/{rule['id']}/"


def test_the_words_are_in_order_and_lead_to_each_other():
    rows = re.findall(
        r'^\| <a id="([\w-]+)"></a>([^|]+) \| (.+) \|$', (DOCS / "glossary.md").read_text(encoding="utf-8"), re.M
    )
    words = [word for _, word, _ in rows]
    assert words == sorted(words, key=str.lower)
    anchors = {anchor for anchor, _, _ in rows}
    assert len(anchors) == len(rows)
    for _, word, meaning in rows:
        assert {*re.findall(r"\]\(#([\w-]+)\)", meaning)} <= anchors, word


def test_the_rooms_of_the_architecture_are_the_layers_that_imports_are_held_to():
    settings = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["tool"]["importlinter"]["contracts"]
    (layers,) = (contract["layers"] for contract in settings if contract["type"] == "layers")
    rooms = [room.strip().removeprefix("evsite.") for layer in reversed(layers) for room in layer.split("|")]
    page = (DOCS / "architecture.md").read_text(encoding="utf-8")
    reported = re.findall(r"^\| `([\w/.]+)` \| ", page, re.MULTILINE)
    assert [name.removesuffix("/").removesuffix(".py") for name in reported] == rooms
