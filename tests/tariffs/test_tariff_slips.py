"""Whatever a file of a tariff holds, it is read, or refused with findings that have places; nothing else happens."""

import copy
import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from test_toml_form import A_10
from test_urdb_form import al_tou

from effort import examples
from evsite.model.finding import SiteFileError
from evsite.sitefile.document import Document
from evsite.sitefile.tariffs.load import read_tariff
from evsite.tariffs.model import Tariff
from evsite.tariffs.shipped import shipped_tariffs

RECORDS = (al_tou(), {**al_tou(), "demandratchetpercentage": [50] * 12, "lookbackrange": 3, "mincharge": 3})
GRIDS = tuple(
    json.loads(shipped_tariffs()[name].read_text(encoding="utf-8"))
    for name in ("smud-ci-tod3-2025-05", "pge-bev-1-2024", "sce-tou-ev-8-2026-06-partial")
)
VALUES = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(-3, 30),
    st.sampled_from(
        (1e400, -0.0, 1e308, 10**40, 0.5, "", "P", "kW", "$/day", "\x00\u2028", [], {}, [[]], [{}], [0] * 12)
    ),
    st.recursive(st.none() | st.text(max_size=3), lambda inner: st.lists(inner, max_size=3), max_leaves=6),
)


def routes(data, route=()):
    """The route of every value in a value, long lists by their first items."""
    yield route
    pairs = data.items() if isinstance(data, dict) else enumerate(data[:3]) if isinstance(data, list) else ()
    for key, value in pairs:
        yield from routes(value, (*route, key))


def answered(text):
    """A tariff, or every finding with a place in the text."""
    document = None
    try:
        return read_tariff(Document.plain(text, "t"))
    except SiteFileError as error:
        document, findings = error.document, error.findings
    assert findings
    for finding in findings:
        assert 1 <= document.locate(finding).line <= text.count("\n") + 2
        assert finding.message.isprintable()
    return None


@pytest.mark.slow
@settings(max_examples=examples(150), deadline=None)
@given(st.sampled_from((*RECORDS, *GRIDS)), st.data())
def test_a_json_file_with_some_other_values_in_it(data, draw):
    changed = copy.deepcopy(data)
    for _ in range(draw.draw(st.integers(1, 3))):
        *route, last = draw.draw(st.sampled_from([*routes(changed)][1:] or [("x",)]))
        inner = changed
        for key in route:
            inner = inner[key]
        if draw.draw(st.booleans()) and isinstance(inner, dict):
            inner[last + "x"] = inner.pop(last) if last in inner else 3
        else:
            inner[last] = draw.draw(VALUES)
    answered(json.dumps(changed, indent=draw.draw(st.sampled_from((None, 1)))).replace("Infinity", "1e400"))


@pytest.mark.slow
@settings(max_examples=examples(150), deadline=None)
@given(
    st.sampled_from((A_10, json.dumps(GRIDS[1], indent=1))),
    st.integers(0, 3000),
    st.integers(0, 40),
    st.text(max_size=4),
)
def test_a_text_with_a_part_of_it_replaced(text, start, length, other):
    start %= len(text)
    answered(text[:start] + other.replace("\x00", "") + text[start + length :])


@pytest.mark.parametrize("data", [*RECORDS, *GRIDS])
def test_what_is_changed_here_is_read_as_it_stands_or_has_one_slip(data):
    assert isinstance(answered(json.dumps(data)), Tariff) or data is RECORDS[1]


def test_a_value_that_is_nested_without_end_is_refused():
    deep = '{"eiaid": 1, "energyratestructure": [[{"rate": 1}]], "strange": ' + "[" * 900 + "1" + "]" * 900 + "}"
    assert answered(deep) is None
