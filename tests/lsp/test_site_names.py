"""What is offered where a key names something: at least all that examples write there."""

from pathlib import Path

import pytest

from evsite.lsp.checked_text import check_text
from evsite.lsp.cursor import Layout
from evsite.lsp.key_routes import place_of
from evsite.lsp.site_names import REFERENCES, SiteNames, offers
from evsite.sitefile.document import Document
from evsite.sitefile.tables.places import placed_keys

EXAMPLES = sorted((Path(__file__).parent.parent.parent / "examples").glob("*.toml"))
NAMED = [
    *REFERENCES,
    ("stations", "*", "model"),
    ("catalog", "*", "base"),
    ("ignore", "*", "rule"),
    ("site", "profile"),
]


def named(data, route=()):
    """(route, text) of everything in a file that names something."""
    for key, value in data.items() if isinstance(data, dict) else enumerate(data):
        inner = (*route, key)
        if isinstance(value, (dict, list)) and place_of(inner) not in NAMED:
            yield from named(value, inner)
        elif place_of(inner) in NAMED:
            yield from ((inner, each) for each in (value if isinstance(value, list) else [value]))


@pytest.mark.parametrize("path", EXAMPLES, ids=lambda path: path.stem)
def test_names_that_examples_use_are_offered_before_and_after_the_site_is_read(path):
    text = path.read_text(encoding="utf-8")
    document, layout = Document.parse(text, str(path), path.parent), Layout(text)
    used = [(route, value) for route, value in named(document.data) if isinstance(value, str)]
    assert used
    site = None if "data" in text else check_text(text, path, outside=False, on_step=lambda: None).site
    for known in (None, site) if site is not None else (None,):
        names = SiteNames(layout, known)
        for route, value in used:
            offered = {offer.word.casefold() for offer in offers(route, place_of(route), names)}
            sections = REFERENCES.get(place_of(route), ())
            tables = {name.casefold() for section in sections for name in names.tables(section)}
            # without a site only tables are known, and not what their counts make of them
            if known is not None or value.casefold() in tables or not sections:
                assert value.casefold() in offered, (route, value)


def test_every_key_that_names_something_is_one():
    assert set(REFERENCES) <= {key.place for key in placed_keys()}
