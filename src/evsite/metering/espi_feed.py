"""The feed of a Green Button file as entries, before anything in it is understood.

The file comes from outside, so it is read with expat itself: it streams, it needs no memory for a tree, and it tells
of a document type before a single entity of it is defined. Such a document is refused; without one there are no
entities to expand and nothing external to fetch. (xml.etree does not tell in time; defusedxml would be a dependency
for this one refusal.)
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any
from xml.parsers import expat

from evsite.metering.errors import DataError

_WANTED = {
    *("uom", "powerOfTenMultiplier", "intervalLength", "flowDirection", "accumulationBehaviour", "commodity", "phase"),
    *("tzOffset", "dstOffset", "dstStartRule", "dstEndRule", "title", "start", "duration", "value", "quality", "kind"),
}
_MAX_DEPTH = 60
_QUALITY_VALID = {"0", "17", "18", "19"}


@dataclass(slots=True)
class Entry:
    """An entry of the feed: its links, its title, and what it holds."""

    links: dict[str, list[str]] = field(default_factory=dict)
    title: str = ""
    kinds: set[str] = field(default_factory=set)
    fields: dict[str, str] = field(default_factory=dict)
    readings: list[tuple[str, str, str]] = field(default_factory=list)
    """(start, duration, value) of each interval, as texts."""
    estimated: int = 0


class Feed:
    """Reads the elements of a feed into entries; a file without a feed is one entry after the other."""

    def __init__(self) -> None:
        self.entries: list[Entry] = [Entry()]
        self._names: list[str] = []
        self._text: list[str] = []
        self._reading: dict[str, str] = {}
        self._inside = False

    def parse(self, content: bytes) -> list[Entry]:
        """Parse a file, refusing what is not plain XML."""
        parser = expat.ParserCreate(namespace_separator="}")
        parser.buffer_text = True
        parser.StartElementHandler = self._start
        parser.EndElementHandler = self._end
        parser.CharacterDataHandler = self._characters
        parser.StartDoctypeDeclHandler = _refuse_document_type
        try:
            parser.Parse(content, True)  # noqa: FBT003 - expat's own way to say that this is all
        except expat.ExpatError as error:
            raise DataError(f"this is not XML: {expat.ErrorString(error.code)}", line=error.lineno) from None
        except (ValueError, LookupError):
            raise DataError("this XML is in an encoding that cannot be read: expected UTF-8") from None
        return self.entries

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        local = name.rpartition("}")[2]
        self._names.append(local)
        if len(self._names) > _MAX_DEPTH:
            raise DataError("elements are nested too deep for Green Button data")
        self._text.clear()
        if local == "entry":
            self.entries.append(Entry())
        elif local == "link":
            links = self.entries[-1].links
            links.setdefault(attributes.get("rel", ""), []).append(attributes.get("href", "").rstrip("/"))
        elif local == "IntervalReading":
            self._inside, self._reading = True, {}
        elif local in {"ReadingType", "MeterReading", "LocalTimeParameters", "IntervalBlock"}:
            if local in self.entries[-1].kinds and local != "IntervalBlock":
                # no feed, or several things in one entry: the next one starts here
                self.entries.append(Entry())
            self.entries[-1].kinds.add(local)

    def _characters(self, text: str) -> None:
        self._text.append(text)

    def _end(self, name: str) -> None:
        local = name.rpartition("}")[2]
        self._names.pop()
        entry = self.entries[-1]
        if local in _WANTED:
            text = "".join(self._text).strip()
            if self._inside:
                self._reading[local] = text
            elif local == "title":
                entry.title = text
            elif self._names and self._names[-1] in {"ReadingType", "LocalTimeParameters"}:
                entry.fields[local] = text
        elif local == "IntervalReading":
            self._inside = False
            reading = self._reading
            entry.readings.append((reading.get("start", ""), reading.get("duration", ""), reading.get("value", "")))
            entry.estimated += reading.get("quality", "0") not in _QUALITY_VALID
        self._text.clear()


def _refuse_document_type(*_: Any) -> None:  # noqa: ANN401 - expat passes four arguments
    raise DataError("the XML has a document type: Green Button data has none, and this one is not read")
