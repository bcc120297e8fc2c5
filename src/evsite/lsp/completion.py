"""What may be typed at a place of a site file: tables, keys, and values."""

from __future__ import annotations

import re
from itertools import islice
from typing import TYPE_CHECKING

from lsprotocol import types

from evsite.lsp.key_routes import place_of, table_at, topic_at
from evsite.lsp.markup import content
from evsite.lsp.site_names import offers
from evsite.output.key_markdown import KEYS_ADDRESS, key_takes, key_title
from evsite.sitefile.table_models import SECTIONS
from evsite.sitefile.tables.base import keys_of
from evsite.sitefile.tables.file import SiteFile
from evsite.sitefile.tables.places import SINGLE_TABLES, table_in
from evsite.toml_text import header, value_text

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from evsite.lsp.cursor import Cursor, Layout
    from evsite.lsp.site_names import SiteNames
    from evsite.lsp.text_positions import TextPositions
    from evsite.model.finding import Path
    from evsite.output.topics import KeyTopic

_NEW = "NAME"
"""Stands for the name of a new thing."""
MOST_OFFERED = 500
"""Of more the editor asks again as the word grows."""


def completions(
    layout: Layout,
    offset: int,
    names: SiteNames,
    positions: TextPositions,
    formats: Sequence[types.MarkupKind] | None = None,
) -> types.CompletionList:
    """What may stand at an offset; what is typed of it up to there goes as soon as one is chosen.

    Parameters
    ----------
    layout
        The text.
    offset
        Where somebody types.
    names
        The names of the file.
    positions
        Those of the text.
    formats
        The formats in which the editor shows documentation; None where it does not say.
    """
    cursor = layout.at(offset)
    makers = {"header": _headers, "key": _keys, "value": _values, "nothing": _nothing}
    typed = layout.text[cursor.at[0] : offset].lstrip("\"'").casefold()
    items = makers[cursor.kind](cursor, layout, names)
    fitting = list(islice((item for item in items if _fits(item, typed)), MOST_OFFERED + 1))
    at = positions.range(*_replaced(cursor, layout, offset))
    for number, item in enumerate(fitting):
        item.text_edit = types.TextEdit(at, item.insert_text or item.label)
        item.insert_text = None
        item.sort_text = f"{number:04}"
        if isinstance(item.documentation, str):
            item.documentation = content(item.documentation, formats)
    return types.CompletionList(is_incomplete=len(fitting) > MOST_OFFERED, items=fitting[:MOST_OFFERED])


def _fits(item: types.CompletionItem, typed: str) -> bool:
    """Whether an item has what is typed in it; editors sort these further."""
    return typed in (item.filter_text or item.label).casefold()


def _replaced(cursor: Cursor, layout: Layout, offset: int) -> tuple[int, int]:
    """What an item stands in place of: the word, with a closing quote; of a header all of it."""
    if cursor.kind != "header":
        start, end = cursor.at
        if cursor.kind == "value" and cursor.quoted and layout.text[end - 1] != layout.text[start]:
            end = offset  # a quote that nothing closes: what follows was not typed for it
        return start, max(end, offset)
    line_start = layout.text.rfind("\n", 0, offset) + 1
    start = layout.text.find("[", line_start)
    line_end = layout.text.find("\n", offset)
    line = layout.text[offset : len(layout.text) if line_end < 0 else line_end]
    rest = re.match(r"[^\s\]#]*\]{0,2}", line)
    return start, offset + (rest.end() if rest else 0)


def _nothing(cursor: Cursor, layout: Layout, names: SiteNames) -> Iterator[types.CompletionItem]:
    del cursor, layout, names
    yield from ()


def _headers(cursor: Cursor, layout: Layout, names: SiteNames) -> Iterator[types.CompletionItem]:
    """Headers that begin as the one that is typed: of sections, of tables in a thing of the file."""
    above = cursor.table
    if not above:
        yield from _top_tables(layout)
        return
    if len(above) == 1 and above[0] in SECTIONS:
        yield from (item for item in _top_tables(layout) if item.label == header(str(above[0]), _NEW))
        for name in names.tables(str(above[0])):
            yield from _inner_tables((*above, name))
        return
    yield from _inner_tables(above)


def _top_tables(layout: Layout) -> Iterator[types.CompletionItem]:
    there = {each.route[:1] for each in layout.headers}
    for name, field in keys_of(SiteFile).items():
        if name in SINGLE_TABLES and (name,) in there:
            continue
        insert = f"[[{name}]]" if name == "ignore" else header(*((name,) if name in SINGLE_TABLES else (name, _NEW)))
        yield types.CompletionItem(
            label=insert,
            kind=types.CompletionItemKind.Module,
            detail=field.description,
            documentation=_documentation(topic_at((name,))),
            filter_text=f"{insert.replace(f'{_NEW}]', '')} {name}",
            insert_text=insert,
        )


def _inner_tables(route: Path) -> Iterator[types.CompletionItem]:
    """Headers of the tables that a table holds: `[panels.EV1.feeder]`, `[[groups.EV1.schedule]]`."""
    table = table_at(route)
    names = [str(part) for part in route if not isinstance(part, int)]
    for name, field in keys_of(table).items() if table is not None else ():
        inner, many = table_in(field)
        if inner is None:
            continue
        single = header(*names, name)
        shown = f"[{single}]" if many else single
        yield types.CompletionItem(
            label=shown,
            kind=types.CompletionItemKind.Module,
            detail=field.description,
            documentation=_documentation(topic_at((*route, name))),
            filter_text=shown,
            insert_text=shown,
        )


def _keys(cursor: Cursor, layout: Layout, names: SiteNames) -> Iterator[types.CompletionItem]:
    """The keys of the table that are not there yet; above all headers, and below a whole table, headers too."""
    del names
    table = table_at(cursor.table)
    there = _there(layout, cursor)
    for name in keys_of(table) if table is not None and cursor.table else ():
        if name in there and name != cursor.word:
            continue
        topic = topic_at((*cursor.table, name))
        typed_on = layout.text[cursor.at[1] : cursor.at[1] + 20].lstrip(" \t")
        yield types.CompletionItem(
            label=name,
            kind=types.CompletionItemKind.Property,
            detail=topic.key.kind if topic is not None else None,
            documentation=_documentation(topic),
            insert_text=name if typed_on.startswith(("=", ".")) else f"{name} = ",
        )
    if _begins_line(layout, cursor):
        yield from _top_tables(layout)


def _begins_line(layout: Layout, cursor: Cursor) -> bool:
    line_start = layout.text.rfind("\n", 0, cursor.at[0]) + 1
    return not layout.text[line_start : cursor.at[0]].strip() and not any(isinstance(p, int) for p in cursor.table[2:])


def _there(layout: Layout, cursor: Cursor) -> set[str]:
    """The keys that the table of a cursor has already, whole or as the first part of one with dots."""
    found: set[str] = set()
    for number in range(-1, len(layout.headers)):
        above = layout.headers[number].route if number >= 0 else ()
        if above != cursor.table[: len(above)]:
            continue
        for pair in layout.pairs(number):
            route = (*above, *(name.text for name in pair.names))
            if route[: len(cursor.table)] == cursor.table and len(route) > len(cursor.table):
                found.add(str(route[len(cursor.table)]))
    for each in layout.headers:
        if each.route[: len(cursor.table)] == cursor.table and len(each.route) > len(cursor.table):
            found.add(str(each.route[len(cursor.table)]))
    return found


def _values(cursor: Cursor, layout: Layout, names: SiteNames) -> Iterator[types.CompletionItem]:
    del layout
    place = place_of(cursor.route)
    if place is None:
        return
    for offer in offers(cursor.route, place, names):
        text = value_text(offer.word) if offer.quoted else offer.word
        yield types.CompletionItem(
            label=offer.word,
            kind=types.CompletionItemKind.Value,
            detail=offer.about or None,
            # the word that is replaced has its quotes with it, and editors compare these too
            filter_text=text if cursor.quoted else offer.word,
            insert_text=text,
        )


def _documentation(topic: KeyTopic | None) -> str | None:
    return None if topic is None else f"{key_title(topic)}\n\n{key_takes(topic, KEYS_ADDRESS)}"
