"""Drawings at random, and names that break writers."""

from hypothesis import strategies as st

from evsite.documents.drawing import Arc, Circle, Drawing, Group, Polyline, Text

ODD_NAMES = (
    "2#1 AWG $5 a_b*c <x> @y [z]",
    "=1+1",
    "\U0001f50c EV\U0001f697",
    "x" * 200,
    "a&b \"quoted\" 'single' ]]> -->",
    "\x00\x1b[31m\u202e\ufffe",
    "  two  spaces ",
    "Zoë 電気",
    "",
)
_measure = st.floats(0, 1000, allow_nan=False)
_point = st.tuples(_measure, _measure)
_words = st.text(max_size=30) | st.sampled_from(ODD_NAMES)
_role = st.sampled_from(["conductor", "bus", "symbol", "boundary", "leader", "frame", "rule", "axis", "series"])
_shade = st.sampled_from(["black", "blue", "grey", "light"])
_sizes = st.floats(1, 50)
_anchors = st.sampled_from(["start", "middle", "end"])
_shapes = st.one_of(
    st.builds(
        Polyline,
        st.lists(_point, min_size=2, max_size=5).map(tuple),
        _role,
        closed=st.booleans(),
        filled=st.booleans(),
        shade=_shade,
        dashes_px=st.sampled_from([(), (6.0, 4.0), (1.5, 3.0)]),
    ),
    st.builds(Circle, _point, _measure, filled=st.booleans(), shade=_shade),
    st.builds(Arc, _point, _point, _measure, st.booleans()),
    st.builds(Text, _point, _words, _sizes, _anchors, st.booleans(), st.booleans()),
)
_paths = st.none() | st.lists(_words.filter(bool), min_size=1, max_size=3).map(tuple)
_items = st.recursive(
    _shapes,
    lambda inner: st.builds(Group, _words, st.lists(inner, max_size=4).map(tuple), _paths, _words),
    max_leaves=12,
)
drawings = st.builds(
    Drawing, st.sampled_from(["letter", "11x17", "22x34"]), _words, _words, st.lists(_items, max_size=6).map(tuple)
)
