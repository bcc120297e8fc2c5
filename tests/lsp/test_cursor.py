"""Where somebody types: the header, key or value at a place, also of a text that is not whole."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evsite.lsp.cursor import Layout
from evsite.lsp.key_routes import place_of, table_at, topic_at
from evsite.lsp.site_files import site_path
from evsite.sitefile.document import Document
from evsite.sitefile.tables.places import placed_keys

EXAMPLES = Path(__file__).parent.parent.parent / "examples"


def at(marked):
    """What stands at the bar."""
    offset = marked.index("|")
    return Layout(marked.replace("|", "", 1)).at(offset)


@pytest.mark.parametrize(
    ("marked", "kind", "route", "word"),
    [
        ("[si|te]", "header", ("site",), "site"),
        ("[|", "header", (), ""),
        ("[groups.|", "header", ("groups",), ""),
        ("[groups.EV|1]", "header", ("groups", "EV1"), "EV1"),
        ('[panels."[a] #1|".feeder]', "header", ("panels", "[a] #1"), "[a] #1"),
        ("|", "key", (), ""),
        ("[site]\nna|", "key", ("site", "na"), "na"),
        ("[site]\n\n|\n[panels.X]\n", "key", ("site",), ""),
        ('[panels.P]\nfeeder.conductor.si|ze = "3"', "key", ("panels", "P", "feeder", "conductor", "size"), "size"),
        ("[site]\nname = |", "value", ("site", "name"), ""),
        ('[site]\nname = "a|b"', "value", ("site", "name"), "ab"),
        ('[site]\nname = "a|\nnec = 2023', "value", ("site", "name"), "a"),
        ('[site]\nname = "ab" |', "nothing", (), ""),
        ("[site]\n# about |it", "nothing", (), ""),
        ('[circuits.C]\npanel = "EV1" # he|re', "nothing", (), ""),
        ('[circuits."a b"]\npa|nel = 1', "key", ("circuits", "a b", "panel"), "panel"),
        ('[groups.G]\nmembers = [\n "S1",\n "S|"\n]\non = "x"', "value", ("groups", "G", "members"), "S"),
        ('[groups.G]\nmembers = ["S1", |]', "value", ("groups", "G", "members"), ""),
        ('[groups.G]\nschedule = [{ days = "Mo|n" }]', "value", ("groups", "G", "schedule", 0, "days"), "Mon"),
        ('[groups.G]\nschedule = [{ days = "Mon" }, { li|', "key", ("groups", "G", "schedule", 1, "li"), "li"),
        ('[panels.P]\nfeeder = { conductor = { size = "|', "value", ("panels", "P", "feeder", "conductor", "size"), ""),
        ('[[ignore]]\nrule = "x"\n[[ignore]]\nrule = "EV|', "value", ("ignore", 1, "rule"), "EV"),
        ("[[groups.G.schedule]]\nlimi|t = 1", "key", ("groups", "G", "schedule", 0, "limit"), "limit"),
    ],
)
def test_what_stands_at_a_place(marked, kind, route, word):
    cursor = at(marked)
    assert (cursor.kind, cursor.route, cursor.word) == (kind, route, word)


@pytest.mark.parametrize("example", ["office.toml", "campus.toml", "load-study.toml", "office-schedule.toml"])
def test_keys_and_values_are_where_the_document_has_them(example):
    text = (EXAMPLES / example).read_text(encoding="utf-8")
    document, layout = Document.parse(text), Layout(text)
    for route, place in document.places.items():
        if place.key is not None and place.header is None:
            cursor = layout.at(place.key[0])
            assert (cursor.route, cursor.at) == (route, place.key)
        if place.value is not None and place.key is not None and text[place.value[0]] not in "[{":
            cursor = layout.at(place.value[0] + 1)
            assert (cursor.kind, cursor.route, cursor.at) == ("value", route, place.value)


@given(
    st.lists(st.sampled_from(['"', "'", "[", "]", "{", "}", "=", ",", ".", "#", "\n", " ", "a", "site", '"""', "\\"]))
)
def test_no_text_is_too_broken(parts):
    text = "".join(parts)
    layout = Layout(text)
    for offset in range(len(text) + 1):
        cursor = layout.at(offset)
        assert 0 <= cursor.at[0] <= cursor.at[1] <= len(text)
        assert (place_of(cursor.route) is None) <= (topic_at(cursor.route) is None)


def test_the_place_of_every_key_is_found_by_a_route_to_it():
    for key in placed_keys():
        route = tuple(
            0 if part == "*" and number > 1 else "X" if part == "*" else part for number, part in enumerate(key.place)
        )
        assert place_of(route) == key.place
        assert topic_at(route).key.name == key.place[-1]
        assert table_at(route[:-1]) is key.table


@pytest.mark.parametrize(
    ("uri", "text", "is_one"),
    [
        ("file:///a/site.toml", "", True),
        ("file:///a/harbor%20office.site.toml", "", True),
        ("file:///a/office.toml", "#:schema ../docs/site.schema.json\n", True),
        ("file:///a/office.toml", "# about\n\n#:schema https://x.example/site.schema.json\r\n[site]", True),
        ("file:///a/office.toml", "[site]\n#:schema site.schema.json\n", False),
        ("file:///a/pyproject.toml", "[project]\n", False),
        ("file:///a/site.toml.bak", "#:schema site.schema.json\n", False),
        ("untitled:site.toml", "", False),
        ("file:///a/b;c.site.toml", "", True),
        ("file:///c%3A/x/site.toml", "", True),
        ("file://[a/site.toml", "", False),
    ],
)
def test_which_files_are_site_files(uri, text, is_one):
    assert (site_path(uri, text) is not None) is is_one
