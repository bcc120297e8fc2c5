"""Every doubt about a meter's record comes with what would remove it."""

import ast
from pathlib import Path

import evsite
from effort import for_each
from evsite.rules.loads import record_words

SOURCE = Path(evsite.__file__).parent
MODULES = [
    *(SOURCE / "metering").glob("*.py"),
    SOURCE / "analysis" / "record_notes.py",
    SOURCE / "model" / "measured.py",
]


def doubts():
    """The topics of notes that are, or may be, more than an information."""
    for path in MODULES:
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if not isinstance(node, ast.Call) or len(node.args) < 2 or not isinstance(node.args[0], ast.Constant):
                continue
            called = getattr(node.func, "id", getattr(node.func, "attr", ""))
            severity = node.args[1]
            if called in {"Note", "note"} and not (isinstance(severity, ast.Constant) and severity.value == "info"):
                yield node.args[0].value


TOPICS = sorted(set(doubts()))


def test_the_doubts_are_found():
    assert {"gap", "below-zero", "peak", "estimated"} <= set(TOPICS)


@for_each("topic", TOPICS)
def test_a_doubt_names_what_would_remove_it(topic):
    with_own_words = {"record-length", "generation"}
    assert topic in with_own_words | record_words.TOLD_ELSEWHERE | set(record_words._ADVICE)
