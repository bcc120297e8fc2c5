"""The contract format: one JSON document for one file, and a list of such documents for several."""

from __future__ import annotations

from typing import TYPE_CHECKING

from evsite.output.from_result import from_result
from evsite.output.json.contract.findings import CheckDocument, CheckFilesDocument
from evsite.output.json.contract.head import Tool
from evsite.output.json.findings import file_findings, summary
from evsite.output.json.serialize import as_json
from evsite.output.json.writer import pieces
from evsite.output.located import USUAL

if TYPE_CHECKING:
    from collections.abc import Sequence

    from evsite.output.located import CheckedFile, FormatOptions, RuleInfo, ToolInfo


def render(
    files: Sequence[CheckedFile], rules: Sequence[RuleInfo], tool: ToolInfo, options: FormatOptions = USUAL
) -> str:
    """The document of the one file, or `{"files": [...], "summary": ...}` when there are several (or none).

    Lines and columns count from 1, ends are exclusive, columns are characters.
    """
    del rules, options  # the document has no place for rules, and all findings
    found = tuple(file_findings(file, tool) for file in files)
    by = Tool(tool.name, tool.version)
    document = (
        from_result(CheckDocument, found[0], tool=by, file=found[0].file)
        if len(found) == 1
        else CheckFilesDocument(tool=by, files=found, summary=summary(files))
    )
    return "".join(pieces(as_json(document)))
