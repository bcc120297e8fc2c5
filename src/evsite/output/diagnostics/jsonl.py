"""JSON lines: one object a line, each with a `type`, the last of type `summary`; for readers that stream."""

from __future__ import annotations

from typing import TYPE_CHECKING

from evsite.output.diagnostics.json import as_dict, dumps, head, summary
from evsite.output.diagnostics.located import entries

if TYPE_CHECKING:
    from collections.abc import Sequence

    from evsite.output.diagnostics.located import CheckedFile, RuleInfo, ToolInfo


def render(files: Sequence[CheckedFile], rules: Sequence[RuleInfo], tool: ToolInfo) -> str:
    """Lines of type `finding` and `ignored` with the file and the keys of the JSON contract, then the summary."""
    del rules
    lines = [
        {"type": "finding" if entry.ignored_because is None else "ignored", "file": entry.path, **as_dict(entry)}
        for entry in entries(files, tool, ignored=True)
    ]
    last = {"type": "summary", **head(tool), "files": len(files), **summary(files)}
    return "".join(dumps(line) for line in [*lines, last])
