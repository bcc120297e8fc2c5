"""The outline of a site file: its tables, each with its keys."""

from __future__ import annotations

from typing import TYPE_CHECKING

from lsprotocol import types

from evsite.sitefile.file_names import plain
from evsite.words import printable

if TYPE_CHECKING:
    from evsite.lsp.cursor import Layout, Pair
    from evsite.lsp.text_positions import TextPositions

MOST_KEYS = 10_000
"""Of a file with more keys than these the outline has the tables alone."""
_MOST_DETAIL = 60
"""So many characters of a value are shown."""
_KINDS = {
    "supplies": types.SymbolKind.Interface,
    "panels": types.SymbolKind.Struct,
    "circuits": types.SymbolKind.Object,
    "stations": types.SymbolKind.Class,
    "groups": types.SymbolKind.Namespace,
    "loads": types.SymbolKind.Object,
}


def outline(layout: Layout, positions: TextPositions) -> list[types.DocumentSymbol]:
    """The tables of a text in their order, each with its keys; a text that is broken has those that can be seen."""
    with_keys = layout.number_of_keys <= MOST_KEYS
    symbols = [_pair(layout, pair, positions) for pair in layout.pairs(-1) if pair.names]
    for number, header in enumerate(layout.headers):
        inside = [pair for pair in layout.pairs(number) if pair.names]
        end = max(header.at[1], inside[-1].at[1] if inside else 0)
        title = ".".join(name.text for name in header.names)
        symbols.append(
            types.DocumentSymbol(
                name=_shown(title) or "[]",
                detail=_detail(layout, inside),
                kind=_KINDS.get(str(header.route[0]) if header.route else "", types.SymbolKind.Module),
                range=positions.range(header.at[0], end),
                selection_range=positions.range(*header.at),
                children=[_pair(layout, pair, positions) for pair in inside] if with_keys else [],
            )
        )
    return symbols


def _detail(layout: Layout, inside: list[Pair]) -> str:
    """What a table is in a few words: its count, model, rating or the like."""
    told = ("count", "model", "kind", "rating", "main", "breaker", "limit", "policy", "rule")
    by_name = {pair.names[0].text: pair for pair in inside if len(pair.names) == 1}
    values = [_value(layout, by_name[name]).strip("\"'") for name in told if name in by_name]
    return _cut(", ".join(filter(None, values)))


def _pair(layout: Layout, pair: Pair, positions: TextPositions) -> types.DocumentSymbol:
    return types.DocumentSymbol(
        name=_shown(".".join(name.text for name in pair.names)) or '""',
        detail=_cut(_value(layout, pair)),
        kind=types.SymbolKind.Property,
        range=positions.range(*pair.at),
        selection_range=positions.range(pair.names[0].at[0], pair.names[-1].at[1]),
    )


def _value(layout: Layout, pair: Pair) -> str:
    """What is written as the value, without a comment behind it; of one over several lines the first."""
    if pair.value is None:
        return ""
    line = layout.text[slice(*pair.value)].strip().partition("\n")[0]
    quote = line[:1] if line[:1] in {'"', "'"} else ""
    end = line.find(quote, 1) + 1 if quote else line.find("#")
    return _shown(line[:end].strip() if end > 0 else line.strip())


def _shown(text: str) -> str:
    return printable(plain(text))


def _cut(text: str) -> str:
    return text if len(text) <= _MOST_DETAIL else f"{text[: _MOST_DETAIL - 1]}…"
