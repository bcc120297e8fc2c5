"""A text read as TOML; one that is not quite TOML as it was probably meant, with what is wrong with it."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, NoReturn

import tomli

from evsite.model.finding import Finding, Path, SiteFileError, Span
from evsite.model.remedy import Replacement, rewritten
from evsite.sitefile import problems
from evsite.sitefile.located_text import LocatedText
from evsite.sitefile.misnamed import TableNames, are_named_well
from evsite.sitefile.other_forms import other_form
from evsite.sitefile.recovery import Slip, in_original, original, recover
from evsite.sitefile.rewriting import Rewriting

if TYPE_CHECKING:
    from collections.abc import Iterable

    from evsite.model.remedy import Remedy, Way
    from evsite.sitefile.misnamed import Misnamed

MAX_DEPTH = 100
"""Deepest nesting of tables and lists; a site needs five levels."""
_OF_NAMES = {"name": problems.UNKNOWN_KEY, "place": problems.UNKNOWN_KEY, "shape": problems.WRONG_TYPE}


class ParsedText(LocatedText):
    """A text whose data is what tomli reads in it, or what can be recovered."""

    __slots__ = ()

    def _parse(self, *, site: bool) -> None:
        self._refuse_what_is_no_text()
        try:
            self.data = tomli.loads(self.text)
            self._sound = True
        except RecursionError:
            self._refuse_endless_depth()
        except ValueError:
            # TOMLDecodeError, or a number of thousands of digits, which Python does not convert
            self._recover(site=site)
        deepest = _too_deep(self.data)
        if deepest is not None:
            span = self.span(deepest, "key")
            self._refuse_depth(self._lines.offset(span.line, span.column))
        if site and not are_named_well(self.data, self.lost):
            self._read_misnamed()

    def _refuse_what_is_no_text(self) -> None:
        nul = self.text.find("\0")
        if nul >= 0:
            ways = [Replacement(found.start(), found.end(), "") for found in re.finditer("\0", self.text)]
            self.refuse(
                problems.NOT_TEXT,
                "a NUL character: this is not a text file",
                self.between(nul, nul + 1),
                rewritten("save the file as text, or remove what is no text", *ways),
            )
        if not self.text.isascii():
            try:
                self.text.encode("utf-8")
            except UnicodeEncodeError as error:
                span = self.between(error.start, error.start + 1)
                message = f"U+{ord(self.text[error.start]):04X} is half of a character"
                self.text = self.text.encode("utf-8", "replace").decode("utf-8")
                self.refuse(problems.NOT_TEXT, message, span)

    def _recover(self, *, site: bool) -> None:
        """Read what can be read of a text that is no TOML."""
        form = other_form(self.text)
        if form is not None:
            way: Way | Remedy = "write it as TOML: [site], then name = ..., nec = ... and so on"
            if form.toml is not None:
                way = rewritten("write it as TOML: the fix holds all of it", Replacement(0, len(self.text), form.toml))
            span = self._lines.first_line(least_columns=1)
            self._give_up([*self.slips, self._syntax(f"this is {form.name}, expected TOML", span, way)])
        try:
            recovered = recover(self.text)
        except RecursionError:
            self._refuse_endless_depth()
        self._add_slips(recovered.slips)
        if not site or not recovered.whole:
            self._give_up(self.slips)
        self.data, self._rewritings, self.lost = recovered.data, recovered.rewritings, recovered.lost
        self._sound = True

    def _add_slips(self, slips: Iterable[Slip]) -> None:
        for slip in slips:
            self.slips.append(self._syntax(slip.message, self._lines.of_slip(slip.at), slip.remedy))

    def _syntax(self, message: str, span: Span, remedy: Way | Remedy) -> Finding:
        return problems.TOML_SYNTAX.finding(message, remedy=remedy, span=span)

    def _give_up(self, findings: list[Finding]) -> NoReturn:
        findings = sorted(findings, key=lambda finding: self.locate(finding)[:2])
        raise SiteFileError(self, findings, unreadable=True)

    def _read_misnamed(self) -> None:
        """Read tables under misspelt names as those that were meant."""
        names = TableNames(self.meant, self.data, self.lost)
        if not names.edits:
            return
        before = [*self._rewritings]
        rewriting = Rewriting(self.meant, names.edits)
        try:
            self.data = tomli.loads(rewriting.text)
            after: list[Rewriting] = []
        except ValueError:
            again = recover(rewriting.text)
            if not again.whole:
                return
            self.data, after = again.data, again.rewritings
            self.lost.add(again.lost)
            below = [*before, rewriting]
            self._add_slips(Slip(original(below, slip.at), slip.message, slip.remedy) for slip in again.slips)
        self._rewritings = [*before, rewriting, *after]
        self.slips += [self._misnamed(each, before) for each in names.found]

    def _misnamed(self, found: Misnamed, before: list[Rewriting]) -> Finding:
        edits = [in_original(before, edit) for edit in found.ways]
        ways = [edit for edit in edits if edit is not None]
        way = rewritten(found.words, *(ways if len(ways) == len(edits) else ()))
        span = self.between(*original(before, found.at))
        return _OF_NAMES[found.kind].finding(found.message, found.path, anchor="key", remedy=way, span=span)

    def _refuse_endless_depth(self) -> NoReturn:
        found = re.search(r"(?:[\[{][^\[{\n]*){50}|(?:\.[^.\n]*){50}", self.text)
        self._refuse_depth(0 if found is None else found.start())

    def _refuse_depth(self, offset: int) -> NoReturn:
        line, column = self._lines.position(offset)
        message = f"nested deeper than {MAX_DEPTH} levels"
        self.data, self._sound = {}, False
        self.refuse(problems.TOML_SYNTAX, message, Span(line, column, line, column + 1))


def _too_deep(data: dict[str, Any]) -> Path | None:
    """A route of MAX_DEPTH + 1 keys, if the data has one; walked level by level, so that no depth is too much."""
    level: list[tuple[Path, Any]] = [((), data)]
    for _ in range(MAX_DEPTH + 1):
        level = [
            ((*path, key), value)
            for path, table in level
            for key, value in (table.items() if isinstance(table, dict) else enumerate(table))
            if isinstance(value, (dict, list))
        ]
        if not level:
            return None
    return level[0][0]
