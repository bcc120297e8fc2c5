"""The ways out of findings as changes of the text that an editor makes on demand."""

from __future__ import annotations

from typing import TYPE_CHECKING

from lsprotocol import types

from evsite.lsp.diagnostics import diagnostic_of
from evsite.model.remedy import Remedy
from evsite.model.remedy_words import sentence
from evsite.output.diagnostics.fix_texts import FixTexts
from evsite.sitefile.file_names import plain

if TYPE_CHECKING:
    from collections.abc import Iterable

    from evsite.lsp.text_positions import TextPositions
    from evsite.output.located import LocatedFinding


def quick_fixes(
    found: Iterable[LocatedFinding],
    positions: TextPositions,
    file: types.OptionalVersionedTextDocumentIdentifier,
    at: types.Range,
    *,
    related: bool,
    versioned: bool,
) -> list[types.CodeAction]:
    """A code action for every way out that has its place in the text, of the findings at a place.

    Ways out of what rules find were tried out by the check: the finding goes, and no error is new.

    Parameters
    ----------
    found
        The findings.
    positions
        Those of the text that they were found in.
    file
        The file, and the version of it that has this text.
    at
        The place.
    related
        As for `diagnostic_of`.
    versioned
        Whether the editor takes changes of a version of a file.
    """
    texts, actions = FixTexts(), list[types.CodeAction]()
    for entry in found:
        where = positions.range_of(entry.span)
        if not _meet(where, at):
            continue
        ways = [way for way in entry.finding.fix.alternatives if way.edits or way.rewrites]
        made = [(way, parts) for way in ways if (parts := texts.of(entry.file.document, way))]
        for way, parts in made:
            edits = [types.TextEdit(positions.range(start, end), plain(text)) for start, end, text in parts]
            actions.append(
                types.CodeAction(
                    title=plain(sentence(Remedy((way,)), entry.finding.path)),
                    kind=types.CodeActionKind.QuickFix,
                    diagnostics=[diagnostic_of(entry, positions, file.uri, related=related)],
                    is_preferred=len(made) == 1,
                    edit=types.WorkspaceEdit(document_changes=[types.TextDocumentEdit(file, edits)])
                    if versioned
                    else types.WorkspaceEdit(changes={file.uri: edits}),
                )
            )
    return actions


def _meet(one: types.Range, other: types.Range) -> bool:
    return one.start <= other.end and other.start <= one.end
