"""Keys that state what equipment has change what rules say that name them as inputs, and nothing else."""

from pathlib import Path

import pytest
import tomli
import tomli_w
from wrong_sites import wrong_site

from evsite.model.finding import SiteFileError
from evsite.rules.checking import check, rules_that_read
from evsite.rules.remedies.trial import DECLARED
from evsite.sitefile.keys import all_keys
from evsite.sitefile.loading import loads

EXAMPLES = sorted((Path(__file__).parents[2] / "examples").glob("*.toml"))
SECTIONS = ("supplies", "panels")
TEXTS = {path.stem: path.read_text(encoding="utf-8") for path in EXAMPLES[::3]}
TEXTS |= {f"by chance {seed}": wrong_site(seed, small=True) for seed in (40, 41)}


def said(text, folder, without):
    site = loads(text, str(folder / "site.toml"))
    return [
        (each.code, each.path, each.message)
        for each in check(site, remedies=False).findings
        if each.code not in without
    ]


@pytest.mark.slow
@pytest.mark.parametrize("name", TEXTS)
def test_only_rules_that_read_a_declaration_say_something_else(name):
    data, folder = tomli.loads(TEXTS[name]), EXAMPLES[0].parent
    for key in sorted(DECLARED):
        without = {rule.code for rule in rules_that_read({key})}
        places = {place[0] for each in all_keys() if each.name == key for place in each.places}
        answers = []
        for value in (True, False):
            changed = {
                section: {own: {**table, key: value} for own, table in tables.items()}
                if section in places and section in SECTIONS
                else tables
                for section, tables in data.items()
            }
            try:
                answers.append(said(tomli_w.dumps(changed), folder, without))
            except SiteFileError as error:
                answers.append([each.message for each in error.findings])
        assert answers[0] == answers[1], key


def test_every_declaration_is_a_key():
    assert {key.name for key in all_keys()} >= DECLARED
