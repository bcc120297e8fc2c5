"""What the formats of `evsite check` are made from: files with their findings, the rules, and the tool.

Every format is a pure function from these to text. What several formats need (the order of findings, paths as
repositories know them, fingerprints) lives here too.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from hashlib import sha256
from pathlib import PurePath
from typing import TYPE_CHECKING

from evsite.model.finding import Severity
from evsite.sitefile.file_names import plain, shown_path
from evsite.words import count

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from evsite.analysis.record_notes import RecordNotes
    from evsite.model.finding import Finding, Span
    from evsite.sitefile.document import Document


@dataclass(frozen=True, slots=True)
class CheckedFile:
    """One site file and what was found in it; `ignored` are findings that an `[[ignore]]` silences, with its reason.

    `untried` is how many findings have remedies that were not tried out, and that are not shown therefore. `records`
    has what there is to know about each meter's record.
    """

    document: Document
    findings: tuple[Finding, ...]
    ignored: tuple[tuple[Finding, str], ...] = ()
    untried: int = 0
    records: tuple[RecordNotes, ...] = ()


@dataclass(frozen=True, slots=True)
class RuleInfo:
    """What a format says about a rule, whether it fired or not.

    `summary` is one sentence; `help` is Markdown that reads well as plain text; `source` names the section.
    """

    code: str
    name: str
    summary: str
    severity: Severity
    help: str = ""
    source: str = ""


@dataclass(frozen=True, slots=True)
class ToolInfo:
    """The program that speaks, and `root`: the folder that paths are relative to (empty: leave names as given)."""

    version: str
    name: str = "evsite"
    root: str = ""


@dataclass(frozen=True, slots=True)
class FormatOptions:
    """What formats are asked for besides.

    `fail_on` is the mildest severity that fails a check; None where nothing does. `not_checked` says that what was not
    checked for want of input is a result too, and not only counted.
    """

    fail_on: Severity | None = Severity.ERROR
    not_checked: bool = False

    def fails(self, finding: Finding) -> bool:
        """Whether a check fails by a finding; by what was not checked it never does."""
        return (
            self.fail_on is not None and finding.status != "not checked" and finding.severity.rank <= self.fail_on.rank
        )

    def results(self, found: Iterable[LocatedFinding]) -> list[LocatedFinding]:
        """The findings that formats of other programs list."""
        return list(found) if self.not_checked else decided(found)


USUAL = FormatOptions()
"""What formats do unless they are asked for something else."""


@dataclass(frozen=True, slots=True)
class LocatedFinding:
    """A finding with everything a format needs about it: its file, its place, and the reason if it is ignored.

    `identity` is what it is known by among all findings of a run, wherever its lines have moved.
    """

    file: CheckedFile
    path: str
    finding: Finding
    span: Span
    identity: tuple[object, ...]
    ignored_because: str | None = None

    @property
    def fingerprint(self) -> str:
        """The identity in 32 hexadecimal digits."""
        return _digest(*self.identity)


def located_findings(files: Sequence[CheckedFile], tool: ToolInfo, *, ignored: bool = False) -> list[LocatedFinding]:
    """Findings of all files in the order given, by line, column and code within a file; ignored ones on demand.

    The fingerprints name rule and route, never the line, so a finding keeps its own when lines move. They are unique
    in one call: the second finding of a rule at one place counts on. Active findings are counted before ignored ones,
    so that asking for the ignored ones changes no fingerprint.
    """
    seen: Counter[tuple[object, ...]] = Counter()
    active = [entry for file in files for entry in _located(file, [(f, None) for f in file.findings], tool, seen)]
    if not ignored:
        return active
    silent = [entry for file in files for entry in _located(file, file.ignored, tool, seen)]
    order = {id(file): index for index, file in enumerate(files)}
    return sorted(active + silent, key=lambda entry: (order[id(entry.file)], _place(entry)))


def _located(
    file: CheckedFile,
    findings: Sequence[tuple[Finding, str | None]],
    tool: ToolInfo,
    seen: Counter[tuple[object, ...]],
) -> Iterator[LocatedFinding]:
    """Entries of one file, in order; `seen` counts how often a rule has spoken of a place."""
    path = path_of(file, tool)
    placed = [(finding, file.document.locate(finding), reason) for finding, reason in findings]
    for finding, span, reason in sorted(placed, key=lambda item: (*item[1], item[0].code, item[0].message)):
        identity = (path, finding.code, *finding.path)
        yield LocatedFinding(file, path, finding, span, (*identity, seen[identity]), reason)
        seen[identity] += 1


def _place(entry: LocatedFinding) -> tuple[object, ...]:
    return (*entry.span, entry.finding.code, entry.finding.message)


def _digest(*parts: object) -> str:
    """32 hexadecimal digits; each part is marked with its kind and length, so no two lists run together."""
    marked = "".join(f"{type(part).__name__}{len(str(part))}:{part};" for part in parts)
    return sha256(marked.encode()).hexdigest()[:32]


def counts(findings: Sequence[Finding]) -> dict[str, int]:
    """How many findings of each severity, all severities named."""
    found = Counter(finding.severity for finding in findings)
    return {severity.value: found[severity] for severity in Severity}


def counted(number: int, noun: str) -> str:
    """The number with its noun: "1 error", "2 errors", "no errors"."""
    return count(number, noun) if number else f"no {noun}s"


def summary_line(files: Sequence[CheckedFile]) -> str:
    """One line: "2 errors, 1 warning, no notes in 2 files; 3 not checked; 1 finding ignored"."""
    found = counts([each for file in files for each in file.findings if each.status != "not checked"])
    unchecked = sum(each.status == "not checked" for file in files for each in file.findings)
    ignored = sum(len(file.ignored) for file in files)
    nouns = {"error": "error", "warning": "warning", "info": "note"}
    listed = ", ".join(counted(number, nouns[severity]) for severity, number in found.items())
    silent = f"; {counted(ignored, 'finding')} ignored" if ignored else ""
    waiting = f"; {unchecked:,} not checked" if unchecked else ""
    untried = sum(file.untried for file in files)
    more = f"; remedies of {counted(untried, 'finding')} not tried" if untried else ""
    return f"{listed} in {counted(len(files), 'file')}{waiting}{silent}{more}"


def decided(found: Iterable[LocatedFinding]) -> list[LocatedFinding]:
    """Without what was not checked because input is missing, which is no result: formats of other programs count it."""
    return [entry for entry in found if entry.finding.status != "not checked"]


def advice(finding: Finding) -> list[tuple[str, str]]:
    """What goes with a message, as (label, text): the remedy, the source and the notes that the finding has."""
    lines = [("help", finding.remedy), ("source", finding.source), *(("note", note) for note in finding.notes)]
    return [(label, text) for label, text in lines if text]


def all_rules(files: Sequence[CheckedFile], rules: Sequence[RuleInfo]) -> list[RuleInfo]:
    """The rules by code, and one made up for every code that was found but is not among them."""
    known = {rule.code: rule for rule in rules}
    for file in files:
        for finding in (*file.findings, *(finding for finding, _ in file.ignored)):
            if finding.code not in known:
                summary = finding.name.replace("-", " ")
                known[finding.code] = RuleInfo(finding.code, finding.name, summary, finding.severity)
    return [known[code] for code in sorted(known)]


def path_of(file: CheckedFile, tool: ToolInfo) -> str:
    """The name of a file as repositories know it: relative names of files that were read are so already."""
    path = PurePath(file.document.filename)
    return shown_path(str(path), tool.root) if path.is_absolute() else plain(path.as_posix())
