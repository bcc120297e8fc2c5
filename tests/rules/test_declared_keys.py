"""Keys that state what equipment has change what rules say that name them as inputs, and nothing else."""

from dataclasses import fields, replace
from pathlib import Path

import pytest
import tomli
import tomli_w
from wrong_sites import wrong_site

from evsite.model.finding import SiteFileError
from evsite.model.remedy import Edit
from evsite.rules.checking import check, rules_that_read
from evsite.rules.remedies.trial import DECLARED, Tables, with_declared
from evsite.sitefile.descriptive import design_only
from evsite.sitefile.keys import all_keys
from evsite.sitefile.loading import loads
from evsite.sitefile.named_files import NamedFiles

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


@pytest.mark.parametrize("name", TEXTS)
def test_a_site_with_a_declaration_is_the_one_that_its_file_would_describe(name):
    try:
        site = loads(TEXTS[name], str(EXAMPLES[0].parent / "site.toml"))
    except SiteFileError:
        return
    tables = Tables(design_only(tomli.loads(TEXTS[name])), "site.toml", NamedFiles(EXAMPLES[0].parent))
    nodes = {"supplies": site.supplies, "panels": site.panels}
    declarations = [
        Edit((section, own, key), value=True)
        for section, all_of in nodes.items()
        for own, node in list(all_of.items())[:2]
        for key in sorted(DECLARED)
        if hasattr(node, key)
    ]
    for edit in declarations:
        made = with_declared(site, [edit])
        assert replace(made, source=None) == replace(tables.site([edit]), source=None), edit
        assert getattr(getattr(made, edit.path[0])[edit.path[1]], edit.path[2]) is True
    assert with_declared(site, [Edit(("site", "nec"), 2020)]) is None
    assert (
        with_declared(site, [*declarations[:1], Edit(("supplies", *list(site.supplies)[:1], "ct_cabinet"), True)])
        is None
    )


def test_only_declarations_that_are_true_or_false_need_no_reading():
    site = loads(TEXTS["by chance 40"])
    panel = site.panels[next(iter(site.panels))]
    for key in [each.name for each in fields(panel)]:
        made = with_declared(site, [Edit(("panels", panel.name, key), True)])
        assert (made is not None) == (key in DECLARED), key
        assert with_declared(site, [Edit(("panels", panel.name, key), "yes")]) is None, key
