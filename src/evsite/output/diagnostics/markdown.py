"""A Markdown table of the findings, for step summaries and comments on changes."""

from __future__ import annotations

from itertools import groupby
from typing import TYPE_CHECKING

from evsite.output.diagnostics.missing import missing_inputs
from evsite.output.located import USUAL, decided, located_findings, summary_line
from evsite.output.markdown_cells import cell, row

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from evsite.output.diagnostics.missing import MissingInput
    from evsite.output.located import CheckedFile, FormatOptions, LocatedFinding, RuleInfo, ToolInfo

# a step summary may have 1 MiB and is dropped whole when it has more; this leaves room for what others write
LONGEST_BYTES = 900_000


def render(
    files: Sequence[CheckedFile], rules: Sequence[RuleInfo], tool: ToolInfo, options: FormatOptions = USUAL
) -> str:
    """A heading, the count, a table of the findings (gravest first), and a table of the ignored ones.

    What was not checked is counted, and has a table where it is asked for.
    """
    del rules
    found = located_findings(files, tool, ignored=True)
    active = sorted(
        (entry for entry in decided(found) if entry.ignored_because is None),
        key=lambda entry: entry.finding.severity.rank,
    )
    silent = [entry for entry in found if entry.ignored_because is not None]
    text = f"## {cell(tool.name)} check\n\n{summary_line(files)}.\n"
    text += _table(["", "Rule", "Place", "Finding", "What would pass", "Source"], [_active(e) for e in active], text)
    if options.not_checked:
        waiting = [entry for entry in found if entry.finding.status == "not checked" and entry.ignored_because is None]
        rows = [_unchecked(path, each) for path, each in _by_file(waiting)]
        text += _table(
            ["Rules", "Place", "What to write, with an example of a value"], rows, text, "\n### Not checked\n"
        )
    if silent:
        text += _table(["Rule", "Place", "Finding", "Reason"], [_silent(e) for e in silent], text, "\n### Ignored\n")
    return text


def _table(head: list[str], rows: list[list[str]], before: str, heading: str = "") -> str:
    """Rows as far as the whole stays within `LONGEST_BYTES`, and how many are missing then."""
    if not rows:
        return ""
    lines = [heading, row(head), row(["---"] * len(head))]
    size = len(before.encode()) + sum(len(line) + 1 for line in lines)
    for number, cells in enumerate(rows):
        line = row(cells)
        size += len(line.encode()) + 1
        if size > LONGEST_BYTES:
            lines += ["", f"{len(rows) - number} more are not shown here."]
            break
        lines.append(line)
    return "\n".join(lines) + "\n"


def _by_file(waiting: Sequence[LocatedFinding]) -> Iterator[tuple[str, MissingInput]]:
    for path, found in groupby(waiting, key=lambda entry: entry.path):
        yield from ((path, each) for each in missing_inputs(found))


def _unchecked(path: str, each: MissingInput) -> list[str]:
    return [
        cell(each.waiting),
        f"{cell(path)}:{each.line}",
        cell(f"{each.written} in {each.where}" if each.where else each.written),
    ]


def _place(entry: LocatedFinding) -> str:
    return f"{cell(entry.path)}:{entry.span.line}:{entry.span.column}"


def _rule(entry: LocatedFinding) -> str:
    return cell(f"{entry.finding.code} {entry.finding.name}")


def _active(entry: LocatedFinding) -> list[str]:
    finding = entry.finding
    texts = [finding.message, *finding.notes]
    return [
        f"**{finding.severity.value}**",
        _rule(entry),
        _place(entry),
        "<br>".join(cell(text) for text in texts),
        cell(finding.remedy),
        cell(finding.source),
    ]


def _silent(entry: LocatedFinding) -> list[str]:
    return [_rule(entry), _place(entry), cell(entry.finding.message), cell(entry.ignored_because or "")]
