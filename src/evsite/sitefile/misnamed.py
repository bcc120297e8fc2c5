"""Tables under names that a site file does not have, and keys above all tables: reported, and read as they were meant.

`[panel.EV1]`, `[[panels]]` with a name in it, `[panels]` with the keys of one panel, `[service]`, `[panels.EV.1]`,
`[panels.EV1.circuits.C]`, and `name` and `nec` at the top of a file.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from typing import TYPE_CHECKING, Any, NamedTuple

from evsite.model.remedy import Replacement
from evsite.sitefile.key_kinds import inner_tables
from evsite.sitefile.spans import outline
from evsite.sitefile.statements import statements
from evsite.sitefile.table_models import SECTIONS, example_name, is_usable_name, usable_name
from evsite.sitefile.table_names import SERVICES, TRANSFORMERS, section_meant, table_names
from evsite.sitefile.tables.base import keys_of
from evsite.sitefile.tables.places import SINGLE_TABLES
from evsite.sitefile.tables.site import SiteTable
from evsite.sitefile.wording import header_of, shown
from evsite.toml_text import assignment, header

if TYPE_CHECKING:
    from collections.abc import Mapping

    from evsite.model.finding import Path
    from evsite.sitefile.lost import Lost
    from evsite.sitefile.spans import Head, Range


_MOST_LOOKED_FOR = 100
"""Tables under wrong names for which is looked what was meant."""


class Misnamed(NamedTuple):
    """A table or key under a wrong name: which problem it is, where it stands, and how it was meant."""

    kind: str
    """ "name", "shape" or "place"."""
    path: Path
    at: Range
    message: str
    words: str
    ways: list[Replacement]


def are_named_well(data: Mapping[str, Any], lost: Lost) -> bool:
    """Whether nothing here has to be done: all tables have their names, and what stands in them is tables of keys."""
    for key, value in data.items():
        if key in lost.doubles:
            continue
        if key not in table_names():
            return False
        if key == "ignore":
            if not isinstance(value, list):
                return False
        elif not isinstance(value, dict) or (
            key in SECTIONS
            and not all(isinstance(inner, dict) and not _tables_below(key, inner) for inner in value.values())
        ):
            return False
    return True


def _tables_below(section: str, table: Mapping[str, Any]) -> list[str]:
    """Keys of a table that hold things of a section: of another one, or, below a part of a name, of its own."""
    keys = keys_of(SECTIONS[section])
    needed = {name for name, field in keys.items() if field.is_required()}
    found = []
    for key, inner in table.items():
        if key in keys or not isinstance(inner, dict):
            continue
        in_section = key in SECTIONS and any(isinstance(each, dict) for each in inner.values())
        alone = all(isinstance(each, dict) for each in table.values())
        part = key not in inner_tables() and bool((keys.keys() if alone else needed) & inner.keys())
        if in_section or part:
            found.append(key)
    return found


class TableNames:
    """What is wrong with the names of the tables of a text that is TOML; `edits` set them right."""

    def __init__(self, text: str, data: Mapping[str, Any], lost: Lost) -> None:
        self.text = text
        self.lost = lost
        self.found: list[Misnamed] = []
        self.edits: list[Replacement] = []
        outlined = outline(text)
        self.tops = outlined.tops
        self._heads_of: dict[tuple[str, ...], list[Head]] = {}
        self._below: dict[str, list[Head]] = {}
        self._deep: dict[tuple[str, ...], list[Head]] = {}
        self._places_of: dict[str, list[Range]] = {}
        self._number: dict[str, int] = {}
        self._left = _MOST_LOOKED_FOR
        for name, at in self.tops:
            self._places_of.setdefault(name, []).append(at)
        for head in outlined.heads:
            self._heads_of.setdefault(head.names, []).append(head)
            first, at = head.keys[0]
            self._below.setdefault(first, []).append(head)
            if len(head.names) > 2:
                self._deep.setdefault(head.names[:3], []).append(head)
            self._places_of.setdefault(first, []).append(at)
        self._taken = {name for value in data.values() if isinstance(value, dict) for name in value}
        self._of_site(data)
        for key, value in data.items():
            if key in lost.doubles:
                continue
            if key not in table_names():
                self._under_wrong_name(key, value)
            elif key in SECTIONS:
                self._of_wrong_shape(key, key, value)
            elif isinstance(value, list) != (key == "ignore"):
                self._of_wrong_brackets(key, value)

    # --- keys above all tables ----------------------------------------------------------------------------------

    def _of_site(self, data: Mapping[str, Any]) -> None:
        keys = [(name, at) for name, at in self.tops if name in keys_of(SiteTable) and name not in table_names()]
        if not keys:
            return
        head = next((head for head in self._heads_of.get(("site",), ()) if not head.double), None)
        alone = "site" not in data and len(keys) == len(self.tops)
        first = self._line(keys[0][1][0])
        for name, at in keys:
            if "site" in data:
                self.lost.doubles["site-2"] = "site"
            self.edits.append(Replacement(at[0], at[0], "site-2." if "site" in data else "site."))
            ways = [Replacement(at[0], at[0], "site.")]
            if alone:
                ways = [Replacement(first, first, "[site]\n")]
            elif head is not None:
                ways = self._moved(at[0], head.at[1])
            self.found.append(
                Misnamed(
                    "place", (name,), at, f"unknown key '{name}' above all tables", f"`{name}` belongs in [site]", ways
                )
            )

    def _moved(self, offset: int, below: int) -> list[Replacement]:
        start, end = next(statements(self.text, self._line(offset)))
        line_end = self.text.find("\n", below)
        away = Replacement(start, min(end + 1, len(self.text)), "")
        if line_end < 0:
            return [away, Replacement(below, below, f"\n{self.text[start:end]}")]
        return [away, Replacement(line_end + 1, line_end + 1, f"{self.text[start:end]}\n")]

    # --- tables -------------------------------------------------------------------------------------------------

    def _under_wrong_name(self, key: str, value: object) -> None:
        tables = isinstance(value, dict) or (isinstance(value, list) and value and isinstance(value[0], dict))
        self._left -= bool(tables)
        meant = section_meant(key) if tables and self._left >= 0 else None
        places = self._places_of.get(key, [])
        if meant is None or not places:
            return
        if meant in SECTIONS and self._has_keys(meant, value):
            self._of_wrong_shape(key, meant, value)
            return
        several = meant == "ignore"
        if meant in SINGLE_TABLES and isinstance(value, list):
            return
        edits = [Replacement(*at, meant) for at in places]
        if several and isinstance(value, dict):
            edits = [Replacement(*head.at, "[[ignore]]") for head in self._heads_of.get((key,), ())]
        self.edits += edits
        suggested = f"[[{meant}]]" if several else f"[{meant}]"
        self.found.append(
            Misnamed("name", (key,), places[0], f"unknown table [{shown(key)}]", f"did you mean {suggested}?", edits)
        )

    def _has_keys(self, section: str, value: object) -> bool:
        if isinstance(value, list):
            return True
        keys = keys_of(SECTIONS[section])
        return isinstance(value, dict) and any(
            name in keys or name == "name" for name, inner in value.items() if not isinstance(inner, dict)
        )

    def _of_wrong_shape(self, key: str, section: str, value: object) -> None:
        """`[panels]` with the keys of one panel in it, or `[[panels]]`; or `[[panels.EV1]]`."""
        if isinstance(value, dict) and not self._has_keys(section, value):
            for name, inner in value.items():
                if isinstance(inner, dict):
                    for below in _tables_below(section, inner):
                        self._of_deep_name(key, name, below)
                if isinstance(inner, list) and inner and all(isinstance(each, dict) for each in inner):
                    self._of_list(section, name, inner)
            return
        tables = [value] if isinstance(value, dict) else value
        heads = self._heads_of.get((key,), [])
        if (
            not isinstance(tables, list)
            or len(heads) != len(tables)
            or not all(isinstance(each, dict) for each in tables)
        ):
            return
        made: list[Replacement] = []
        suggested = ""
        for number, (head, table) in enumerate(zip(heads, tables, strict=True)):
            until = heads[number + 1].at[0] if number + 1 < len(heads) else len(self.text)
            name, edits = self._named(section, key, table, head, until)
            written = header(section, name)
            extra = self._kind(key, table)
            made += [Replacement(*head.at, written + (f"\n{extra}" if extra else "")), *edits]
            suggested = suggested or (f"write {written}" + (f" with {extra}" if extra else ""))
        self.edits += made
        first = heads[0]
        if key != section:
            found = Misnamed("name", (key,), first.keys[0][1], f"unknown table [{shown(key)}]", suggested, made)
        elif isinstance(value, dict):
            unnamed = next(name for name, inner in value.items() if not isinstance(inner, dict))
            at = self._key_at(first, unnamed, len(self.text))
            wanted = f"a named table like [{section}.{example_name(section)}]"
            message = f"'{shown(unnamed)}' is in [{section}] itself, expected {wanted}"
            found = Misnamed("shape", (section, unnamed), at, message, suggested, made)
        else:
            example = f"named tables like [{section}.{example_name(section)}]"
            message = f"found [[{section}]] for {section}, expected {example}"
            found = Misnamed("shape", (section,), first.keys[0][1], message, suggested, made)
        self.found.append(found)

    def _named(
        self, section: str, key: str, table: Mapping[str, Any], head: Head, until: int
    ) -> tuple[str, list[Replacement]]:
        """The name of a table that has none in its header, and what else to replace: the line that says the name."""
        edits = []
        name = table.get("name")
        if isinstance(name, str) and is_usable_name(name) and "name" not in keys_of(SECTIONS[section]):
            start, end = next(statements(self.text, self._line(self._key_at(head, "name", until)[0])))
            edits = [Replacement(start, end, "")]
        elif not isinstance(name, str) or name in self._taken or not is_usable_name(name):
            name = key if key != section and key not in self._taken else example_name(section)
            number = self._number.get(section, 1)
            while name in self._taken:
                number += 1
                name = f"{example_name(section).rstrip('1')}{number}"
            self._number[section] = number
            self.lost.sections.add(section)
        self._taken.add(name)
        part = header(name).strip("[]")
        heads = self._below.get(key, [])
        first = bisect_right(heads, head.at[0], key=lambda each: each.at[0])
        for inner in heads[first : bisect_left(heads, until, key=lambda each: each.at[0])]:
            below = len(inner.names) > 1
            if below and inner.names[1] in inner_tables() and inner.names[1] in keys_of(SECTIONS[section]):
                edits.append(Replacement(*inner.keys[0][1], f"{section}.{part}"))
            elif below and key != section:
                edits.append(Replacement(*inner.keys[0][1], section))
        return name, edits

    def _kind(self, key: str, table: Mapping[str, Any]) -> str:
        """The kind of a supply that the word for it says."""
        folded = key.casefold()
        if "kind" in table or folded not in SERVICES | TRANSFORMERS:
            return ""
        return assignment("kind", "service" if folded in SERVICES else "transformer")

    def _of_deep_name(self, section: str, name: str, below: str) -> None:
        """`[panels.EV.1]`, a name with a dot in it, and `[panels.EV1.circuits.C]`, a table of another section."""
        inner = below in SECTIONS
        route = (section, name, below)
        heads = [head for head in self._deep.get(route, ()) if len(head.names) > 2 + inner]
        if not heads:
            return
        joined = usable_name(f"{name}.{below}")
        if not inner and joined in self._taken:
            return
        self._taken.add(joined)
        written = below if inner else header(section, joined).strip("[]")
        edits = [Replacement(head.keys[0][1][0], head.keys[2][1][1], written) for head in heads]
        suggested = header(below, heads[0].names[3]) if inner else header(section, joined)
        self.edits += edits
        whole = header_of(heads[0].names[: 3 + inner])
        message = f"a table of [{below}] in one of [{section}]" if inner else f"a dot in the name of {whole}"
        self.found.append(Misnamed("shape", route, heads[0].keys[2][1], message, f"write {suggested}", edits))

    def _of_list(self, section: str, name: str, tables: list[Any]) -> None:
        """`[[panels.EV1]]`: one such table is `[panels.EV1]`, of several the others need names of their own."""
        heads = [head for head in self._heads_of.get((section, name), ()) if head.double]
        if len(heads) != len(tables):
            return
        edits = [Replacement(*heads[0].at, header(section, name))]
        for number, head in enumerate(heads[1:], 2):
            edits.append(Replacement(*head.at, header(section, f"{name}-{number}")))
            self.lost.tables |= {(section, name), (section, f"{name}-{number}")}
        self.edits += edits
        message = f"found {header_of((section, name, 0))}, expected the table {header_of((section, name))}"
        words = f"write {header(section, name)}"
        self.found.append(Misnamed("shape", (section, name), heads[0].keys[-1][1], message, words, edits))

    def _of_wrong_brackets(self, key: str, value: object) -> None:
        """`[ignore]` for `[[ignore]]`, and the other way round for tables that there are once."""
        heads = self._heads_of.get((key,), [])
        if len(heads) != 1 or not isinstance(value, (list, dict)):
            return
        written = "[[ignore]]" if key == "ignore" else f"[{key}]"
        wanted = "tables like [[ignore]]" if key == "ignore" else f"the table [{key}]"
        edits = [Replacement(*heads[0].at, written)]
        self.edits += edits
        bare = f"found [{key}]" if key == "ignore" else f"found [[{key}]] for {key}"
        message = f"{bare}, expected {wanted}"
        self.found.append(Misnamed("shape", (key,), heads[0].keys[0][1], message, f"write {written}", edits))

    # --- places -------------------------------------------------------------------------------------------------

    def _key_at(self, head: Head, key: str, until: int) -> Range:
        """Where a key stands below a header, before an offset."""
        for start, end in statements(self.text, self._line(head.at[0])):
            if start >= until:
                break
            written = self.text[start:end].lstrip()
            if start > head.at[0] and written.lstrip("\"'").startswith(key):
                at = end - len(self.text[start:end].lstrip())
                return at, at + len(key)
        return head.keys[0][1]

    def _line(self, offset: int) -> int:
        return self.text.rfind("\n", 0, offset) + 1
