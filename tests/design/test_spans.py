"""Every place that the scanner names is the right one: what stands there parses to what the document holds."""

from __future__ import annotations

import pytest
import tomli
import tomli_w
from hypothesis import given
from hypothesis import strategies as st

from evsite.sitefile.spans import outline, scan, unquoted
from executed_lines import Lines

NASTY = {
    "dotted keys": "a.b = 1\na . c=2\n'a'.\"d\" = 3\n",
    "quoted keys": '"a.b" = 1\n\'c"d\' = 2\n"e\\"\\u0041]" = 3\n"" = 4\n\'#\' = 5\n',
    "bare keys": "1 = 1\n-_ = 2\n3.4 = 5\ntrue = false\n",
    "headers": "[a]\nx=1\n[ b . 'c' ] # d\ny=2\n[a.\"]\"]\nz=3\n",
    "header before its parent": "[a.b]\nx=1\n[a]\ny=2\n",
    "arrays of tables": "[[a]]\nx=1\n[[a.b]]\ny=1\n[[a.b]]\n[a.b.c]\nz=1\n[[a]]\n[[a.b]]\ny=2\n[ a.d ]\n",
    "inline tables": "a = {}\nb={x=1,y.z=2, 'w' = {v=[{u=1},{}]}}\n[t]\nc = { d = { e = 'f' } }\n",
    "arrays": "a = []\nb=[ ]\nc = [1,[2,[3,]],\n # ] no\n 4 # , ]\n , ]\nd = ['#', \"]\", ',', '''}''']\n",
    "basic strings": 'a = ""\nb = "\\""\nc = "\\\\"\nd = "#"\ne = "\\u00e9 = [1]"\n',
    "literal strings": "a = ''\nb = '\\'\nc = '\"'\nd = '#'\n",
    "multi-line basic strings": 'a = """"""\nb = """\n"\n""\n# x = 1\n\\""" \\\n  c"""\nc = """""x"""""\nd = """\\\\"""\n',  # noqa: E501
    "multi-line literal strings": "a = ''''''\nb = '''\n'\n''\n[c]\n'''\nc = '''''x'''''\n",
    "numbers": "a=+1\nb=0xDEAD_beef\nc=-1.5e-3#\nd=inf\ne=-inf\nf=1_000\ng=0o7\nh=0b1\n",
    "dates": "a=1979-05-27T07:32:00Z\nb=1979-05-27 07:32:00.5-07:00\nc=1979-05-27\nd=07:32:00\ne=[1979-05-27 , 1979-05-27 07:32:00]\n",  # noqa: E501
    "windows line ends": "a = 1\r\n[b]\r\nc = [\r\n1,\r\n2]\r\nd = '''\r\nx\r\n'''\r\n",
    "TOML 1.1": 'a = {\n b = 1, # c\n d = [\n1],\n}\ne = "\\e\\x41"\nf = 07:32\ng = 1979-05-27 07:32\n',
    "no line end": "a = 1 # end",
    "only a comment": "# nothing",
    "empty": "",
    "blanks": " \t\n\n\t a = 1 \t\n",
    "wide characters": "\"käse\" = '漢字'\n[é]\n".replace("[é]", "['é']"),
}


def walk(data):
    """Every route of a document with its value."""
    todo = [((), data)]
    while todo:
        path, value = todo.pop()
        if path:
            yield path, value
        if isinstance(value, dict):
            todo.extend(((*path, key), item) for key, item in value.items())
        elif isinstance(value, list):
            todo.extend(((*path, number), item) for number, item in enumerate(value))


def check(text):
    """Places and document say the same: same routes, and the text at each place means what the document holds."""
    data = tomli.loads(text)
    places = scan(text)
    found = dict(walk(data))
    assert set(places) == set(found)
    for path, value in found.items():
        place = places[path]
        if place.value is not None:
            assert repr(tomli.loads(f"v = {text[slice(*place.value)]}")["v"]) == repr(value)
        if place.header is not None:
            header = tomli.loads(text[slice(*place.header)])
            assert next(iter(header)) == path[0]
        if place.key is not None:
            names = [part for part in path if isinstance(part, str)]
            assert unquoted(text[slice(*place.key)]) == names[-1]
        assert place.key is not None or isinstance(path[-1], int)
        if not isinstance(value, (dict, list)):
            assert place.value is not None
            assert place.header is None


@pytest.mark.parametrize("name", NASTY)
def test_nasty_forms(name):
    check(NASTY[name])


KEYS = st.text(max_size=6) | st.sampled_from(["a", "b", "a.b", '"', "'", "]", "#", "=", "\\", "\n", "é"])
SCALARS = (
    st.text(max_size=12)
    | st.integers(-(2**63), 2**63 - 1)
    | st.floats()
    | st.booleans()
    | st.dates()
    | st.times()
    | st.datetimes()
    | st.sampled_from(['"""', "'''", "\\", "a\nb", '"', "]", "}", "# x", "a = 1", "\r\n"])
)
VALUES = st.recursive(SCALARS, lambda inner: st.lists(inner, max_size=4) | st.dictionaries(KEYS, inner, max_size=4))


@given(data=st.dictionaries(KEYS, VALUES, max_size=5), multiline=st.booleans())
def test_any_document(data, multiline):
    check(tomli_w.dumps(data, multiline_strings=multiline))


@given(picks=st.lists(st.sampled_from(sorted(NASTY)), min_size=1, max_size=6), end=st.sampled_from(["\n", "\r\n"]))
def test_nasty_forms_one_after_the_other(picks, end):
    parts = [f"[p{number}]{end}" for number in range(len(picks))]
    # headers inside a form start anew, so each form keeps its own names by standing under a name of its own
    bodies = [NASTY[pick] for pick in picks if "[" not in NASTY[pick].replace("= [", "").replace("=[", "")]
    check("".join(part + body + end for part, body in zip(parts, bodies, strict=False)))


def test_places_of_a_site_file():
    text = '[site]\nname = "Yard"\n\n[[groups.EV1.schedule]]\nfrom = "06:00"\n'
    places = scan(text)
    assert text[slice(*places["site", "name"].key)] == "name"
    assert text[slice(*places["site", "name"].value)] == '"Yard"'
    assert text[slice(*places["groups", "EV1", "schedule", 0].header)] == "[[groups.EV1.schedule]]"
    assert text[slice(*places["groups", "EV1"].key)] == "EV1"
    assert places["groups", "EV1", "schedule"].value is None


@pytest.mark.parametrize("text", ["a = " + "[" * 2000 + "]" * 2000, "a = " + "{b=" * 2000 + "1" + "}" * 2000])
def test_no_depth_breaks_the_scanner(text):
    assert scan(text)["a",].value == (4, len(text))


def test_work_grows_with_the_text():
    def executed(rows):
        text = "".join(f"[circuits.C{row}]\nbreaker = '100 A' # two-pole\nspaces = [1, 3]\n" for row in range(rows))
        with Lines() as by_function:
            scan(text)
        return by_function.total()

    assert executed(1600) < 16 * 1.1 * executed(100)


@pytest.mark.parametrize(
    ("text", "name", "again"),
    [
        ("a = 1\nb = 2\na = 3\n", "a", 12),
        ("[t]\nx = 1\n[u]\n[t]\n", "t", 15),
        ("x = {a = 1, a = 2}\nnot toml", "a", 12),
        ("[[t]]\na = 1\n[[t]]\na = 1\na = 2", "a", 24),
    ],
)
def test_the_first_name_defined_twice(text, name, again):
    first = outline(text).doubles[0]
    assert (first.path[-1], first.again[0]) == (name, again)


@given(text=st.text(alphabet="ab.=[]{}\"'#,\n\\ 1-", max_size=60))
def test_text_that_is_no_toml_neither_breaks_nor_holds_up_the_search_for_duplicates(text):
    outline(text)
    try:
        tomli.loads(text)
    except tomli.TOMLDecodeError:
        return
    check(text)
    assert not outline(text).doubles
