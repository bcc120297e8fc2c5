"""JSON lines: one object a line, each with a `type`, the last of type `summary`; for readers that stream."""

from __future__ import annotations

from typing import TYPE_CHECKING

from evsite.output.json.contract.head import Head, Tool
from evsite.output.json.findings import finding_figures, summary
from evsite.output.json.serialize import as_json
from evsite.output.json.writer import dumps
from evsite.output.located import USUAL, located_findings

if TYPE_CHECKING:
    from collections.abc import Sequence

    from evsite.output.located import CheckedFile, FormatOptions, RuleInfo, ToolInfo


def render(
    files: Sequence[CheckedFile], rules: Sequence[RuleInfo], tool: ToolInfo, options: FormatOptions = USUAL
) -> str:
    """Lines of type `finding` and `ignored` with the file and the keys of the JSON contract, then the summary."""
    del rules, options
    lines = [
        {
            "type": "finding" if entry.ignored_because is None else "ignored",
            "file": entry.path,
            **as_json(finding_figures(entry)),
        }
        for entry in located_findings(files, tool, ignored=True)
    ]
    head = as_json(Head(tool=Tool(tool.name, tool.version)))
    last = {"type": "summary", **head, "files": len(files), **as_json(summary(files))}
    return "".join(dumps(line) for line in [*lines, last])
