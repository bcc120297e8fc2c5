"""A text that tomli refuses, read as far as it can be: every statement that is no TOML is reported.

There is no parser here: tomli reads the statements one by one, and says which of them it refuses. Such a statement is
read as it was probably meant, if that is clear, or else taken out; then tomli reads the whole again, which shows what
is wrong between statements: a name that is defined twice.
"""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING, Any, NamedTuple

import tomli

from evsite.model.remedy import Remedy, Replacement, rewritten
from evsite.sitefile.doubles import Doubles
from evsite.sitefile.key_kinds import example_of_key
from evsite.sitefile.lost import Lost, Names
from evsite.sitefile.repaired_lines import line_slips
from evsite.sitefile.repaired_values import PLACEHOLDER
from evsite.sitefile.repairs import is_conflict, mend
from evsite.sitefile.rewriting import Rewriting, changed_stretch
from evsite.sitefile.statements import statements
from evsite.sitefile.table_names import SECTIONS_OF_NAMES, section_meant
from evsite.sitefile.wording import shown
from evsite.toml_text import assignment

if TYPE_CHECKING:
    from evsite.sitefile.spans import Range

MOST_PARSES = 20
"""How often a whole text is parsed at most."""
MOST_PARSED = 4 * 1024 * 1024
"""Characters that are parsed at most in whole texts, after the first time."""
MOST_REPORTED = 100
"""Statements that are reported at most; in a text of another form every line is one."""
MOST_REFUSED = 1_000
"""Statements that are no TOML, and names that are defined twice; a text with more of them is read no further."""
_DEFINED_TWICE = ("Cannot overwrite", "Cannot declare", "Cannot mutate", "Cannot redefine", "Duplicate")
_FIRST = r"""\s*["']?([A-Za-z][\w-]*)"""


class Slip(NamedTuple):
    """Something that is no TOML: where in the text, what is wrong, and the way out."""

    at: Range
    message: str
    remedy: Remedy


class Recovered(NamedTuple):
    """What could be read of a text."""

    data: dict[str, Any]
    rewritings: list[Rewriting]
    slips: list[Slip]
    lost: Lost
    whole: bool
    """Whether the rest is TOML; if not, nothing is known but the slips."""


class _Recovery:
    """One run over one text."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.slips: list[Slip] = []
        self.refused = 0
        self.edits: list[Replacement] = []
        self.lost = Lost()
        self.table: Names = ()
        self.skipping = False

    @property
    def whole(self) -> bool:
        """Whether every statement has been looked at."""
        return self.refused <= MOST_REFUSED

    def run(self) -> None:
        """Look at every statement, unless too many are no TOML."""
        for start, line_end in statements(self.text):
            statement = self.text[start:line_end].rstrip("\r")
            end = start + len(statement)
            header = statement.lstrip().startswith("[")
            error = refused(statement)
            if error is None:
                if header:
                    self.table, self.skipping = _header_names(statement), False
                elif self.skipping:
                    self._take_out(start, end)
                continue
            self.refused += 1
            if not self.whole:
                return
            self._refused(start, end, error)

    def _refused(self, start: int, end: int, error: tuple[str, int]) -> None:
        statement = self.text[start:end]
        mended = mend(statement)
        if mended is not None and not (self.skipping and not mended.text.lstrip().startswith("[")):
            edit = changed_stretch(statement, mended.text, start)
            self.edits.append(edit)
            if mended.text.lstrip().startswith("["):
                self.table, self.skipping = _header_names(mended.text), False
            if self._tells():
                changed = edit.start, max(edit.end, edit.start + 1)
                self.slips.append(Slip(changed, mended.wrong, rewritten(mended.words, edit)))
            return
        message, offset = error
        self._take_out(start, end)
        if statement.lstrip().startswith("["):
            self._lose_table(statement)
        elif not self.skipping:
            self._lose_key(statement)
        if not self._tells():
            return
        at = min(start + offset, end)
        words = _way(statement)
        lines = [
            Replacement(start + found.start(), start + found.start(), "# ")
            for found in re.finditer("^", statement, re.M)
        ]
        self.slips.append(Slip((at, at + 1), lowered(message), rewritten(words, *lines)))

    def _tells(self) -> bool:
        return len(self.slips) < MOST_REPORTED

    def count_untold(self) -> None:
        """Say with the last one how many statements more are no TOML."""
        not_reported = self.refused - len(self.slips)
        if not_reported:
            last = self.slips[-1]
            more = f"{not_reported:,} more statements are no TOML" if self.whole else "many more statements are no TOML"
            self.slips[-1] = last._replace(message=f"{last.message} (and {more})")

    def _take_out(self, start: int, end: int) -> None:
        self.edits.append(Replacement(start, end, "\n" * self.text.count("\n", start, end)))

    def _lose_table(self, statement: str) -> None:
        word = re.search(r"[A-Za-z_-]+", statement)
        section = None if word is None else section_meant(word[0])
        sections = {section} if section is not None else set(SECTIONS_OF_NAMES)
        self.lost.sections |= sections
        self.lost.headers |= sections
        self.skipping = True

    def _lose_key(self, statement: str) -> None:
        first = re.match(_FIRST, statement)
        if "=" not in statement and re.search(r"[\[\]]", statement):
            # it may have been a header
            self.lost.tables.add(self.table)
            self._lose_table("")
            return
        if first is None or not re.match(r"""["']?\s*(?:=|:|$)""", statement[first.end() :]):
            self.lost.tables.add(self.table)
        else:
            self.lost.keys.add((*self.table, first[1]))


def recover(text: str) -> Recovered:
    """Read what can be read of a text that tomli refuses: its lines first, then its statements.

    Parameters
    ----------
    text
        The text of a TOML file.

    Returns
    -------
    Recovered
        Its tables, as far as they can be determined; what was wrong with it; and the steps to the text that was read.

    Raises
    ------
    RecursionError
        It is nested too deep.
    """
    lines = line_slips(text)
    if not lines:
        return _recover_statements(text)
    before = [Rewriting(text, [edit for slip in lines for edit in slip.edits])]
    slips = [Slip(each.at, each.message, each.remedy) for each in lines[:MOST_REPORTED]]
    try:
        sound = Recovered(tomli.loads(before[0].text), before, slips, Lost(), whole=True)
    except ValueError:
        rest = _recover_statements(before[0].text)
        slips += [_in_original_slip(before, slip) for slip in rest.slips]
        return rest._replace(rewritings=[*before, *rest.rewritings], slips=slips)
    return sound


def _in_original_slip(before: list[Rewriting], slip: Slip) -> Slip:
    """A slip of the text with its lines set right, as one of the file; a way that has no place there stays in words."""
    ways = []
    for way in slip.remedy.alternatives:
        edits = [_in_original(before, edit) for edit in way.rewrites]
        ways.append(
            replace(way, rewrites=tuple(edit for edit in edits if edit is not None) if None not in edits else ())
        )
    return Slip(original(before, slip.at), slip.message, Remedy(tuple(ways)))


def _recover_statements(text: str) -> Recovered:
    """Read what can be read of a text by its statements."""
    run = _Recovery(text)
    run.run()
    run.count_untold()
    if not run.whole:
        return Recovered({}, [], run.slips, run.lost, whole=False)
    rewritings = [Rewriting(text, run.edits)] if run.edits else []
    doubles = 0
    for _ in range(min(MOST_PARSES, max(MOST_PARSED // max(len(text), 1), 1))):
        current = rewritings[-1].text if rewritings else text
        try:
            return Recovered(tomli.loads(current), rewritings, run.slips, run.lost, whole=True)
        except ValueError as error:
            message, offset = _told(error, current)
        found = Doubles(current, run.lost, MOST_REFUSED - doubles) if message.startswith(_DEFINED_TWICE) else None
        if found is not None and found.edits:
            doubles += len(found.repeated)
            for double in found.repeated[: MOST_REPORTED + 1 - min(len(run.slips), MOST_REPORTED)]:
                line = 1 + text.count("\n", 0, original(rewritings, double.first)[0])
                repeat_message = f"'{shown(double.name)}' is defined twice, first in line {line}"
                edits = [each for each in (_in_original(rewritings, edit) for edit in double.ways) if each is not None]
                way = rewritten("rename or remove one of the two", *edits)
                run.slips.append(Slip(original(rewritings, double.again), repeat_message, way))
            if not found.all:
                break
            rewritings.append(Rewriting(current, found.edits))
            continue
        place = _statement_at(current, offset)
        at = original(rewritings, (offset, offset + 1))
        line_start = text.rfind("\n", 0, at[0]) + 1
        run.slips.append(Slip(at, lowered(message), rewritten("remove it", Replacement(line_start, line_start, "# "))))
        run.lost.tables.add(())
        run.lost.sections |= set(SECTIONS_OF_NAMES)
        rewritings.append(Rewriting(current, [Replacement(*place, "\n" * current.count("\n", *place))]))
    return Recovered({}, rewritings, run.slips, run.lost, whole=False)


def original(rewritings: list[Rewriting], place: Range) -> Range:
    """Where a stretch of the text that was read stands in the file."""
    for rewriting in reversed(rewritings):
        place = rewriting.before(place)
    return place


def _in_original(rewritings: list[Rewriting], edit: Replacement) -> Replacement | None:
    """A replacement in the text that was read as one in the file; None where it meets what was rewritten."""
    start, end = edit.start, edit.end
    for rewriting in reversed(rewritings):
        if not rewriting.untouched((start, end)):
            return None
        start, end = rewriting.before((start, end))
    return Replacement(start, end, edit.text)


in_original = _in_original


def refused(statement: str) -> tuple[str, int] | None:
    """Why and where tomli refuses a text; None if it does not."""
    return _error_in(statement)


def _error_in(text: str) -> tuple[str, int] | None:
    try:
        tomli.loads(text)
    except ValueError as error:
        return _told(error, text)
    return None


def _told(error: ValueError, text: str) -> tuple[str, int]:
    """What the parser says against a text, and where."""
    if isinstance(error, tomli.TOMLDecodeError):
        return error.msg, _offset(text, error.lineno, error.colno)
    # the only other error of the parser: Python does not convert numbers of thousands of digits
    found = re.search(r"[0-9][0-9_]{999}", text)
    return "a number of thousands of digits", 0 if found is None else found.start()


def _offset(text: str, line: int, column: int) -> int:
    at = 0
    for _ in range(line - 1):
        at = text.index("\n", at) + 1
    return min(at + column - 1, len(text))


def _statement_at(text: str, offset: int) -> Range:
    for start, end in statements(text):
        if start <= offset <= end:
            return start, end
    return text.rfind("\n", 0, offset) + 1, len(text) if (end := text.find("\n", offset)) < 0 else end


def _header_names(statement: str) -> Names:
    names: list[str] = []
    table: Any = tomli.loads(statement.partition("\n")[0])
    while isinstance(table, (dict, list)) and table:
        key = next(iter(table)) if isinstance(table, dict) else 0
        if isinstance(table, dict):
            names.append(str(key))
        table = table[key]
    return tuple(names)


def _way(statement: str) -> str:
    """What to do about a statement that cannot be determined."""
    if is_conflict(statement):
        return "choose one side of the merge and remove its marks, or put # before them"
    empty = re.fullmatch(
        r"""\s*+["']?([\w-]++)["']?\s*+[=:]\s*+(?:null|none|nil|n/a|~|""" + PLACEHOLDER.pattern + r""")?\s*+(?:#.*)?""",
        statement,
        re.IGNORECASE,
    )
    if empty is not None:
        example = example_of_key(empty[1])
        repeat_message = assignment(empty[1], example) if example is not None else "a value"
        return (
            f"write a value such as {repeat_message}, or put # before the line"
            if example is not None
            else "write a value, or put # before the line"
        )
    return "write key = value or [table], or put # before a remark"


def lowered(message: str) -> str:
    """A message of the parser as a phrase."""
    return message[:1].lower() + message[1:]
