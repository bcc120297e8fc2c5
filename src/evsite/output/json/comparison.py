"""The document of `evsite compare`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from evsite._version import __version__
from evsite.output.from_result import from_result
from evsite.output.json.contract.comparison import CompareDocument, FindingChangeFigures
from evsite.output.json.findings import finding_figures
from evsite.output.json.serialize import document_json
from evsite.output.located import ToolInfo, located_findings

if TYPE_CHECKING:
    from collections.abc import Sequence

    from evsite.documents.changes import DocumentChange
    from evsite.output.json.contract.drivers import DriversFigures
    from evsite.output.located import CheckedFile
    from evsite.studies.comparison.design_results import DesignComparison


def compare_document(
    found: DesignComparison,
    checked: tuple[CheckedFile, CheckedFile],
    documents: Sequence[DocumentChange] | None,
    drivers: DriversFigures | None = None,
) -> dict[str, Any]:
    """Two designs compared, as JSON.

    Parameters
    ----------
    found
        The comparison.
    checked
        Both files with their findings.
    documents
        The documents that differ; None where they were not compared.
    drivers
        What the same drivers get in both; None where no sessions were played.
    """
    entries = {
        id(entry.finding): entry
        for file in checked
        for entry in located_findings([file], ToolInfo(__version__), ignored=True)
    }
    words: dict[bool, Any] = {True: "passes", False: "fails"}
    document = from_result(
        CompareDocument,
        found,
        before=checked[0].document.filename,
        after=checked[1].document.filename,
        verdict_before=words[found.passes_before],
        verdict_after=words[found.passes_after],
        findings=tuple(
            FindingChangeFigures(each.state, finding_figures(entries[id(each.finding)])) for each in found.findings
        ),
        documents=None if documents is None else tuple(documents),
        real_drivers=drivers,
    )
    return document_json(document)
