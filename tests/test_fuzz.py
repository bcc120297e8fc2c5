"""Whatever a file holds, the answer is a site or a list of problems with places: no traceback, no hang.

Some 20,000 inputs from fixed seeds, so that a failure comes back: `attempt` is given the very text.
"""

from __future__ import annotations

import contextlib
import random
import re
import signal
import string
from pathlib import Path

import pytest
import tomli
import tomli_w
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from effort import examples
from evsite.model.finding import Finding, SiteFileError
from evsite.model.site import Site
from evsite.output.diagnostics.full import render_concise, render_frame
from evsite.rules import check
from evsite.sitefile.document import Document
from evsite.sitefile.resolve.site import resolve

pytestmark = pytest.mark.slow

EXAMPLES = sorted((Path(__file__).parent.parent / "examples").rglob("*.toml"))
SECONDS = 20
"""More than any input of these sizes may take, also on a slow machine."""

SMALL = """\
[site]
name = "Yard"
nec = 2023
application = "all-day-parking"
min_power = "3.3 kW"
efficiency = "3 mi/kWh"
[supplies.U]
kind = "service"
rating = "600 A"
system = "480Y/277"
[supplies.T1]
kind = "transformer"
fed_from = "U"
rating = "45 kVA"
system = "208Y/120"
[panels.P]
fed_from = "T1"
main = "125 A"
bus = "225 A"
spaces = 12
[panels.Q]
fed_from = "P"
main = "60 A"
phases = "AB"
[circuits.C]
panel = "P"
count = 3
breaker = "40 A"
poles = 2
[circuits.D]
panel = "Q"
breaker = "40 A"
[stations.S]
ports = 1
max_current = "32 A"
circuits = "C"
count = 3
[stations.W]
max_current = "16 A"
circuit = "D"
setting = "16 A"
[groups.P]
on = "P"
policy = "equal"
limit = "64 A"
[groups.half]
members = ["S1", "W"]
limit = "5 kW"
[loads.HVAC]
on = "P"
current = "10 A"
continuous = true
[catalog.BOX]
ports = 2
max_current = "30 A"
"""

TABLES = [
    "site",
    "dwelling",
    "supplies",
    "panels",
    "circuits",
    "stations",
    "groups",
    "loads",
    "fleets",
    "catalog",
    "panel",
    "ignore",
    "",
]
NAMES = ["A", "B", "C", "C1", "S", "S1", "T1", "P", "EV1", "HVAC", "BOX", "a b", "é", "", "1", "A.1", "C01"]
KEYS = [
    *sorted({line.split(" =")[0] for line in SMALL.splitlines() if " =" in line}),
    *("jumper", "winding", "primary", "max_power", "type", "voltage", "min_current", "miles_needed", "model", "power"),
    *("hours_plugged_in", "schedule", "braker", "input_current", "input_voltage", "efficiency", "power_factor", "base"),
]
WORDS = [
    *("equal", "fcfs", "proportional", "service", "transformer", "ac", "dc", "delta-wye", "CP6021B-80A", "multifamily"),
    *("208Y/120", "480Y/277", "240/120", "240 delta", "480 delta", "120/208", "240/120 high-leg"),
    *("AB", "BC", "CA", "AN", "A", "ABC", "N", "AA", "C1..C3", "S1.1", "S.1", "*"),
    *("400 A", "0 A", "-1 A", "1e308 A", "1e-300 A", "40 kW", "150 kVA", "1e999 A", "nan A", "400", "A", "3 Amsp"),
    *("8 h", "120 V", "3 mi/kWh", "\x00", "\x1b[2J", "x" * 300, "🔌"),
]
NUMBERS = [
    *(0, 1, 2, 3, 4, -1, 42, 43, 2023, 2017, 10**4, 2 * 10**6, 10**9, 2**63, -(2**63), 10**30),
    *(0.0, -0.5, 1e308, float("inf"), float("nan")),
]
"""Counts and settings; the large ones must be refused, not carried out."""
LITERALS = ["true", "false", "1979-05-27", "07:32:00", "[]", "{}", "[[]]", "{ a = 1 }", "[1, 3]", "[1, 'x']", "''"]
SOUP = [*"[]{}=,.\"'\\#\n\t \u2028\ufeff", "[[", "]]", '"""', "'''", "\r\n"]


class Hang(BaseException):
    """No part of the package catches this."""


@contextlib.contextmanager
def no_hang():
    def ring(number, stack):
        raise Hang

    if not hasattr(signal, "setitimer"):
        yield
        return
    before = signal.signal(signal.SIGALRM, ring)
    signal.setitimer(signal.ITIMER_REAL, SECONDS)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)


def attempt(content):
    """Read, check and show one input; whether it was a site."""
    with no_hang():
        try:
            document = (
                Document.parse(content, "fuzz.toml")
                if isinstance(content, str)
                else Document.from_bytes(content, "fuzz.toml")
            )
            site = resolve(document)
        except SiteFileError as error:
            document, findings, sound = error.document, error.findings, False
        else:
            assert isinstance(site, Site)
            findings, sound = check(site).findings, True
        assert sound or findings
        show(document, findings)
        return sound


def show(document, findings):
    """Every finding has words and a place in the text, and can be shown; the first few are."""
    lines = len(re.split("\r\n?|\n", document.text))
    for finding in findings:
        assert isinstance(finding, Finding)
        assert finding.message
    for finding in findings[:3]:
        span = document.locate(finding)
        assert (1, 1) <= span[:2] <= span[2:] <= (lines, span.end_column)
        assert render_frame(document, finding)
        assert "\n" not in render_concise(document, finding)


def run(make, seed, count):
    """Try `count` inputs from one seed; how many were sites."""
    rng = random.Random(seed)
    sites = 0
    for number in range(count):
        content = make(rng)
        try:
            sites += attempt(content)
        except BaseException as error:
            error.add_note(f"input {number} of seed {seed}:\n{content!r}")
            raise
    return sites


def value(rng, depth=0):
    pick = rng.random()
    if pick < 0.55:
        return rng.choice((*WORDS, *NAMES))
    if pick < 0.75:
        return rng.choice(NUMBERS)
    if pick < 0.85 or depth > 2:
        return rng.random() < 0.5
    if pick < 0.95:
        return [value(rng, depth + 1) for _ in range(rng.randrange(4))]
    return {rng.choice(KEYS): value(rng, depth + 1) for _ in range(rng.randrange(3))}


def random_bytes(rng):
    return rng.randbytes(rng.randrange(80))


def random_soup(rng):
    return "".join(
        rng.choice(rng.choice((SOUP, SOUP, KEYS, TABLES, WORDS, LITERALS))) for _ in range(rng.randrange(40))
    )


def random_tables(rng):
    """TOML that is sound, with tables and keys of a site and values of every kind."""
    data = {}
    for _ in range(rng.randrange(1, 6)):
        table = rng.choice(TABLES)
        rows = {rng.choice(KEYS): value(rng) for _ in range(rng.randrange(6))}
        data[table] = rows if rng.random() < 0.3 else {rng.choice(NAMES): rows, rng.choice(NAMES): value(rng)}
    return tomli_w.dumps(data)


def literal(rng):
    pick = rng.random()
    if pick < 0.6:
        return tomli_w.dumps({"v": rng.choice((*WORDS, *NAMES))})[4:].strip()
    return tomli_w.dumps({"v": rng.choice(NUMBERS)})[4:].strip() if pick < 0.85 else rng.choice(LITERALS)


def mutated(rng, text):
    """The text with one to three changes of the kinds that people and broken tools make."""
    lines = text.splitlines()
    for _ in range(rng.randrange(1, 4)):
        at = rng.randrange(len(lines))
        kind = rng.randrange(8)
        if kind <= 2 and " = " in lines[at]:
            lines[at] = lines[at].split(" = ")[0] + " = " + literal(rng)
        elif kind == 3:
            lines.insert(at, f"{rng.choice(KEYS)} = {literal(rng)}")
        elif kind == 4 and len(lines) > 1:
            del lines[at]
        elif kind == 5:
            other = rng.randrange(len(lines))
            lines[at], lines[other] = lines[other], lines[at]
        elif kind == 6:
            lines.insert(at, f"[{rng.choice(TABLES)}.{rng.choice(NAMES)}]")
        elif lines[at]:
            cut = rng.randrange(len(lines[at]))
            new = rng.choice(string.printable + "é\x00\ud800\u202e")
            lines[at] = lines[at][:cut] + new + lines[at][cut + rng.randrange(2) :]
    return "\n".join(lines)


def changed_small(rng):
    """A small site without some of its tables and keys, then changed."""
    keep = [line for line in SMALL.splitlines() if line.startswith("[") or rng.random() < 0.97]
    return mutated(rng, "\n".join(keep))


CHOICES = {
    "nec": ["2017", "2020", "2023", "2026"],
    "kind": ['"service"', '"transformer"'],
    "application": ['"multifamily"', '"short-term-parking"', '"overnight-parking"', '"long-term-parking"'],
    "system": [
        f'"{system}"'
        for system in ("208Y/120", "480Y/277", "240/120", "240 delta", "480 delta", "120/208 single-phase")
    ],
    "phases": ['"AB"', '"BC"', '"CA"'],
    "policy": ['"equal"', '"proportional"', '"fcfs"'],
    "circuits": ['"C"', '"D"', '["C1", "C2"]', '["C3"]'],
    "circuit": ['"C1"', '"C3"', '"D"'],
    "panel": ['"P"', '"Q"', '"T1"', '"U"'],
    "fed_from": ['"U"', '"T1"', '"P"', '"Q"'],
    "on": ['"P"', '"Q"', '"T1"', '"U"', '"C1"', '"D"'],
    "members": ['["S"]', '["S", "W"]', '["W"]', '["S1.1"]', '["S2", "S3"]'],
    "continuous": ["true", "false"],
    "limit": ['"0 A"', '"1 A"', '"80 A"', '"7 kW"', '"0.1 kVA"', '"1e9 A"'],
}
NUMBER = re.compile(r"[0-9]+(?= [A-Za-z]|$)")


def plausible(rng):
    """A small site whose numbers and words are others of the right kind, so that many of these reach the rules."""
    lines = []
    for line in SMALL.splitlines():
        key, _, _ = line.partition(" = ")
        if rng.random() < 0.06 and key in {
            "min_power",
            "bus",
            "spaces",
            "poles",
            "setting",
            "limit",
            "phases",
            "policy",
        }:
            continue
        if rng.random() < 0.9:
            lines.append(line)
        elif key in CHOICES:
            lines.append(f"{key} = {rng.choice(CHOICES[key])}")
        else:
            lines.append(NUMBER.sub(lambda _: str(rng.choice([1, 2, 3, 4, 6, 12, 42, 100, 1000, 10**7])), line))
    return "\n".join(lines)


@pytest.mark.parametrize("seed", range(2))
def test_random_bytes(seed):
    run(random_bytes, seed, 2000)


@pytest.mark.parametrize("seed", range(2))
def test_random_signs_and_words(seed):
    run(random_soup, seed, 2500)


@pytest.mark.parametrize("seed", range(2))
def test_random_tables(seed):
    run(random_tables, seed, examples(3000))


@pytest.mark.parametrize("seed", range(2))
def test_a_small_site_with_changes(seed):
    run(changed_small, seed, examples(2500))


@pytest.mark.parametrize("seed", range(4))
def test_a_small_site_with_other_numbers(seed):
    """Many of these stay sites, so that the rules see what nobody would draw."""
    assert run(plausible, seed, examples(500)) > 15


@pytest.mark.parametrize("path", EXAMPLES, ids=lambda path: path.stem)
def test_examples_with_changes(path):
    text = path.read_text(encoding="utf-8")
    run(lambda rng: mutated(rng, text), path.stem, examples(2500) // len(EXAMPLES) + 10)


SCALARS = (
    st.sampled_from([*WORDS, *NAMES]) | st.sampled_from(NUMBERS) | st.booleans() | st.text(max_size=8) | st.dates()
)
VALUES = st.recursive(
    SCALARS, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(KEYS), inner, max_size=3)
)
ROWS = st.dictionaries(st.sampled_from(KEYS), VALUES, max_size=6)


@settings(suppress_health_check=[HealthCheck.too_slow], deadline=None, derandomize=True, max_examples=examples(150))
@given(
    data=st.dictionaries(
        st.sampled_from(TABLES), ROWS | VALUES | st.dictionaries(st.sampled_from(NAMES), ROWS | VALUES, max_size=3)
    )
)
def test_any_tables(data):
    attempt(tomli_w.dumps(data))


@settings(deadline=None, derandomize=True, max_examples=examples(150))
@given(
    changes=st.lists(
        st.tuples(st.sampled_from(["supplies", "panels", "circuits", "stations", "groups", "loads", "site"]), ROWS),
        max_size=3,
    )
)
def test_any_keys_in_a_sound_site(changes):
    data = tomli.loads(SMALL)
    for number, (table, rows) in enumerate(changes):
        target = data[table] if table == "site" else list(data[table].values())[number % len(data[table])]
        target.update(rows)
    attempt(tomli_w.dumps(data))


@pytest.mark.parametrize("text", [SMALL, *(path.read_text(encoding="utf-8") for path in EXAMPLES)])
def test_every_beginning_of_a_file_in_steps(text):
    """A file that is still being typed, or was cut off."""
    step = max(len(text) // 40, 1)
    for end in range(0, len(text), step):
        attempt(text[:end])
