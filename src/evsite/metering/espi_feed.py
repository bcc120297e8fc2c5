"""The feed of a Green Button file: its readings as numbers, and the entries that say what they are.

The file comes from outside, so it is read with expat itself: it streams, it needs no memory for a tree, and it
describes a document type before a single entity of it is defined. Such a document is refused; without one there are no
entities to expand and nothing external to fetch. (xml.etree does not show it in time; defusedxml would be a dependency
for this one refusal.)
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any
from xml.parsers import expat

from evsite.metering.errors import DataError
from evsite.metering.espi_codes import QUALITY_CLASSES, UNKNOWN, Quality
from evsite.metering.espi_entries import NO_START, Block, Described, Entry, Feed, Links, address
from evsite.metering.text_rows import MAX_ROWS

if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import BinaryIO

CHUNK_BYTES = 1 << 18
_MAX_DEPTH = 60
_MAX_TOKEN_BYTES = 4 << 20
_MAX_NAMES = 5_000
_MAX_ENTRIES = 100_000
_MAX_LINKS = 200_000
_MAX_LINK_LENGTH = 500
_MAX_TEXTS = 50_000
_MAX_PARTS = 60_000
_LATEST_S = 4_102_444_800
"""The year 2100."""
_LONGEST_S = 400 * 86_400

_TYPE, _METER, _POINT, _BLOCK, _READING, _LOCAL, _ENTRY, _LINK, _TITLE, _QUALITY = range(1, 11)
_START, _DURATION, _VALUE, _FIELD = range(11, 15)
_ELEMENTS = (
    {"readingtype": _TYPE, "meterreading": _METER, "usagepoint": _POINT, "intervalblock": _BLOCK}
    | {"intervalreading": _READING, "localtimeparameters": _LOCAL, "timeconfiguration": _LOCAL}
    | {"entry": _ENTRY, "link": _LINK, "title": _TITLE, "readingquality": _QUALITY, "quality": _QUALITY}
    | {"start": _START, "duration": _DURATION, "value": _VALUE}
)
_FIELDS = {
    *("uom", "powerOfTenMultiplier", "intervalLength", "flowDirection", "accumulationBehaviour", "commodity", "phase"),
    *("kind", "dataQualifier", "timeAttribute", "tou", "cpp", "consumptionTier", "defaultQuality"),
    *("tzOffset", "dstOffset", "dstStartRule", "dstEndRule"),
}
_FIELD_NAMES = {name.casefold(): name for name in _FIELDS}
_PARTS = ("tou", "cpp", "consumptionTier")
"""What divides the readings of one meter into parts, by tariff."""


def read_feed(source: BinaryIO, progress: Callable[[int], None] | None = None) -> Feed:
    """Read a file in pieces, refusing what is not plain XML.

    Parameters
    ----------
    source
        The file.
    progress
        Called with the number of bytes read so far.

    Raises
    ------
    DataError
        It is no XML, has a document type, or a number in it cannot be read.
    """
    parser = expat.ParserCreate()
    reader = _Reader(parser)
    total = 0
    try:
        while chunk := source.read(CHUNK_BYTES):
            parser.Parse(chunk, False)  # noqa: FBT003 - expat's own way to say that more follows
            total += len(chunk)
            if total - max(parser.CurrentByteIndex, 0) > _MAX_TOKEN_BYTES:
                raise DataError(
                    f"one tag or comment is longer than {_MAX_TOKEN_BYTES >> 20} MB", line=parser.CurrentLineNumber
                )
            if len(reader.text) > _MAX_TEXTS:
                raise DataError("a text without end: this is no Green Button data", line=parser.CurrentLineNumber)
            if len(reader.feed.starts) > MAX_ROWS:
                raise DataError(
                    f"more than {MAX_ROWS:,} readings, expected at most {MAX_ROWS:,}", line=parser.CurrentLineNumber
                )
            if progress is not None:
                progress(total)
        parser.Parse(b"", True)  # noqa: FBT003
        reader.end_entry()
    except expat.ExpatError as error:
        raise DataError(f"this is not XML: {expat.ErrorString(error.code)}", line=error.lineno) from None
    except (ValueError, LookupError):
        raise DataError("this XML is in an encoding that cannot be read: expected UTF-8") from None
    return reader.feed


class _Reader:
    """What is done at each tag of a file. A file without a feed is one entry.

    The handlers of expat are functions that share their variables, as they run some twenty times for each reading.
    """

    def __init__(self, parser: expat.XMLParserType) -> None:
        self.feed = Feed()
        self.text: list[str] = []
        """Pieces of the text since the last tag."""
        self._parser = parser
        self._codes: dict[str, int] = {}
        self._names: dict[str, str] = {}
        self._inside: list[int] = []
        self._entry = Entry()
        self._pending: list[Block] = []
        self._known_links: dict[Links, Links] = {}
        self._block: Block | None = None
        self._part: dict[str, str] = {}
        self._quality: Quality | None = None
        parser.buffer_text = True
        parser.StartDoctypeDeclHandler = _refuse_document_type
        parser.CharacterDataHandler = self.text.append
        parser.StartElementHandler, parser.EndElementHandler = self._handlers()

    def _handlers(self) -> tuple[Callable[[str, dict[str, str]], None], Callable[[str], None]]:
        feed, codes, text = self.feed, self._codes, self.text
        depth = 0
        leaf = False
        reading = False
        start_s, duration_s = NO_START, 0
        value: float | None = None

        def opened(name: str, attributes: dict[str, str]) -> None:
            nonlocal depth, leaf, reading, start_s, duration_s, value
            code = codes.get(name, -1)
            if code < 0:
                code = self._learn(name)
            depth += 1
            if depth > _MAX_DEPTH:
                raise DataError("elements are nested too deep for Green Button data")
            if leaf:
                raise self._error(f"an element '{name[:40]}' inside a number")
            text.clear()
            if code >= _START:
                leaf = True
            elif code == _READING:
                reading = True
                start_s, duration_s, value = NO_START, 0, None
            elif code:
                self._open(code, attributes)

        def closed(name: str) -> None:
            nonlocal depth, leaf, reading, start_s, duration_s, value
            code = codes[name]
            depth -= 1
            leaf = False
            if code >= _START:
                body = text[0] if len(text) == 1 else "".join(text)
                if not reading:
                    self._field(code, name, body.strip())
                elif code == _VALUE:
                    if value is not None:
                        raise self._error("a second value in one IntervalReading")
                    value = self._number(body)
                elif code == _START:
                    start_s = self._whole(body, "start", _LATEST_S, "seconds since 1970")
                elif code == _DURATION:
                    duration_s = self._whole(body or "0", "duration", _LONGEST_S, "seconds")
                else:
                    self._reading_field(name, body.strip())
            elif code == _READING:
                reading = False
                block = self._block or self._begin_block()
                if value is None or self._quality == Quality.MISSING:
                    feed.empty += 1
                    if start_s == NO_START:
                        raise self._error("an IntervalReading without a value and without a start")
                else:
                    feed.starts.append(start_s)
                    feed.seconds.append(duration_s)
                    feed.values.append(value)
                    feed.parts.append(self._part_code() if self._part else 0)
                    if not duration_s or start_s == NO_START:
                        block.inferred = True
                    if self._quality is not None:
                        block.qualities[self._quality] = block.qualities.get(self._quality, 0) + 1
                self._quality = None
            elif code:
                self._close(code, reading=reading)
            text.clear()

        return opened, closed

    def _learn(self, name: str) -> int:
        if len(self._codes) >= _MAX_NAMES:
            raise DataError(f"more than {_MAX_NAMES:,} different names of elements: this is no Green Button data")
        local = name.rpartition(":")[2].casefold()
        self._names[name] = _FIELD_NAMES.get(local, "")
        code = _FIELD if local in _FIELD_NAMES else _ELEMENTS.get(local, 0)
        self._codes[name] = code
        return code

    def _open(self, code: int, attributes: dict[str, str]) -> None:
        if code == _LINK:
            self._link(attributes)
        elif code == _ENTRY:
            self.end_entry()
        elif code <= _LOCAL:
            self._inside.append(code)
            self._begin(code)

    def _close(self, code: int, *, reading: bool) -> None:
        if code == _QUALITY:
            if reading:
                self._add_quality("".join(self.text).strip())
        elif code == _TITLE:
            if not self._inside and not self._entry.title:
                self._entry.title = "".join(self.text).strip()[:200]
        elif code == _ENTRY:
            self.end_entry()
        elif code <= _LOCAL:
            self._inside.pop()
            if code == _BLOCK:
                self._end_block()

    def _reading_field(self, name: str, text: str) -> None:
        field_name = self._names[name]
        if field_name in _PARTS and text not in {"", "0"}:
            self._part[field_name] = text[:20]

    def _field(self, code: int, name: str, text: str) -> None:
        inside = self._inside[-1] if self._inside else 0
        if inside == _BLOCK and self._block is not None:
            # the interval of the block serves only readings without a time of their own
            if code == _START:
                self._block.start_s = _integer(text, NO_START)
            elif code == _DURATION:
                self._block.duration_s = _integer(text, 0)
        elif code == _FIELD:
            described = {_TYPE: self.feed.types, _POINT: self.feed.points, _LOCAL: self.feed.local}.get(inside)
            if described:
                described[-1].fields[self._names[name]] = text[:40]

    def _add_quality(self, text: str) -> None:
        if text:
            quality = QUALITY_CLASSES.get(text.casefold()[:40], UNKNOWN)
            if self._quality is None or quality > self._quality:
                self._quality = quality

    def _part_code(self) -> int:
        """The number of the tariff period of the reading that has just ended."""
        key = tuple(self._part.get(name, "") for name in _PARTS)
        self._part = {}
        code = self.feed.part_names.setdefault(key, len(self.feed.part_names))
        if code > _MAX_PARTS:
            raise self._error(f"more than {_MAX_PARTS:,} different tariff periods")
        return code

    def _begin(self, code: int) -> None:
        feed = self.feed
        if code == _BLOCK:
            self._begin_block()
            return
        entries = {_TYPE: feed.types, _METER: feed.meters, _POINT: feed.points, _LOCAL: feed.local}[code]
        if len(entries) >= _MAX_ENTRIES:
            raise DataError(f"more than {_MAX_ENTRIES:,} entries of one kind: this is no Green Button data")
        entries.append(Described(self._entry, near_point=len(feed.points) - 1))

    def _begin_block(self) -> Block:
        self._end_block()
        feed = self.feed
        near = (len(feed.points) - 1, len(feed.meters) - 1, len(feed.types) - 1)
        self._block = Block(((), (), ()), *near, first=len(feed.values))
        return self._block

    def _end_block(self) -> None:
        block, self._block = self._block, None
        if block is not None:
            block.end = len(self.feed.values)
            unmarked = block.end - block.first - sum(block.qualities.values())
            if unmarked:
                block.qualities[Quality.NONE] = unmarked
            if block.end > block.first:
                self._pending.append(block)

    def end_entry(self) -> None:
        """Give the blocks of the entry its links, which may stand behind them, and start a new one."""
        self._end_block()
        if self._pending:
            links = self._entry.links()
            links = self._known_links.setdefault(links, links)
            blocks = self.feed.blocks
            for block in self._pending:
                block.links = links
                if not (blocks and blocks[-1].extend(block)):
                    blocks.append(block)
            self._pending.clear()
        self._entry = Entry()

    def _link(self, attributes: dict[str, str]) -> None:
        href = attributes.get("href", "")
        if len(href) > _MAX_LINK_LENGTH:
            return
        entry = self._entry
        links = {"self": entry.own, "up": entry.up, "related": entry.related}.get(attributes.get("rel", ""))
        if links is not None and len(links) < _MAX_LINKS:
            links.append(address(href))

    def _number(self, text: str) -> float | None:
        try:
            value = float(text) if len(text) < 40 and "_" not in text else math.nan
        except ValueError:
            if not text.strip():
                return None
            value = math.nan
        if not -1e20 < value < 1e20:
            raise self._error(f"the value '{text.strip()[:20]}' is no number")
        return value

    def _whole(self, text: str, what: str, greatest: int, unit: str) -> int:
        number = _integer(text, -1)
        if not 0 <= number <= greatest:
            raise self._error(f"the {what} '{text.strip()[:30]}' of a reading is not in {unit}")
        return number

    def _error(self, message: str) -> DataError:
        return DataError(message, line=self._parser.CurrentLineNumber)


def _integer(text: str, default: int) -> int:
    try:
        return int(text) if len(text) < 20 and "_" not in text else default
    except ValueError:
        return default


def _refuse_document_type(*_: Any) -> None:  # noqa: ANN401 - expat passes four arguments
    raise DataError("the XML has a document type: Green Button data has none, and this one is not read")
