"""A text with what it says, able to say where everything of it stands.

Lines and columns are worked out only when somebody asks.
"""

from __future__ import annotations

from pathlib import Path as FilePath
from typing import TYPE_CHECKING, Any, NoReturn

from evsite.model.finding import Anchor, Finding, Path, SiteFileError, Span
from evsite.sitefile.lost import Lost
from evsite.sitefile.recovery import in_original, original
from evsite.sitefile.spans import Place, scan
from evsite.sitefile.text_places import TextPlaces

if TYPE_CHECKING:
    from evsite.model.remedy import Remedy, Replacement, Way
    from evsite.sitefile.problem import Problem
    from evsite.sitefile.rewriting import Rewriting

_START = Span(1, 1, 1, 1)


class LocatedText:
    """The text of a file, the data in it, and where each of these stands; `Document` says what its attributes are."""

    __slots__ = (
        "_places",
        "_rewritings",
        "_sound",
        "_text_places",
        "byte_order_mark",
        "data",
        "filename",
        "folder",
        "lost",
        "outside",
        "slips",
        "source",
        "text",
    )

    def __init__(self, text: str, filename: str, data: dict[str, Any], folder: FilePath | None = None) -> None:
        self.text = text
        self.byte_order_mark = False
        self.filename = filename
        self.data = data
        self.folder = _folder_of(filename) if folder is None else folder
        self.outside = False
        self.source = filename
        self.slips: list[Finding] = []
        self.lost = Lost()
        self._rewritings: list[Rewriting] = []
        self._text_places: TextPlaces | None = None
        self._places: dict[Path, Place] | None = None
        self._sound = False

    def span(self, path: Path, anchor: Anchor = "value") -> Span:
        """Where the value, key or table header at a route stands.

        What a route has not (a header for a plain value, say) falls back to the next best: its header, key or
        value. A route that the file has not falls back to the nearest parent that it has, at last to the header
        of the site table or the first line.
        """
        for length in range(len(path), 0, -1):
            place = self.places.get(path[:length])
            if place is not None:
                # for something missing, its table is what to look at: by header or name, not all that it holds
                wanted = anchor if length == len(path) else "header"
                orders = {"value": ("value", "header", "key"), "key": ("key", "header", "value")}
                order = orders.get(wanted, ("header", "key", "value"))
                found = next((place_range for name in order if (place_range := getattr(place, name)) is not None), None)
                if found is not None:
                    return self.between(*found)
        site = self.places.get(("site",)) if path != ("site",) else None
        if site is not None and site.header is not None:
            return self.between(*site.header)
        return self._lines.first_line()

    def locate(self, finding: Finding) -> Span:
        """Where a finding points."""
        return finding.span or self.span(finding.path, finding.anchor)

    def line(self, number: int) -> str:
        """A line of the text without its end; lines count from 1, and beyond the last there is nothing."""
        return self._lines.line(number)

    @property
    def _lines(self) -> TextPlaces:
        if self._text_places is None or self._text_places.text is not self.text:
            self._text_places = TextPlaces(self.text)
        return self._text_places

    @property
    def places(self) -> dict[Path, Place]:
        """Where everything stands in the text, by its route; nothing of a text that was refused."""
        if self._places is None:
            # the text of a document that was refused cannot be scanned
            self._places = scan(self.meant) if self._sound else {}
            if self._rewritings:
                self._places = {path: self._back(place) for path, place in self._places.items()}
        return self._places

    @property
    def meant(self) -> str:
        """The text that the data was read from: `text`, with what is no TOML written as it was probably meant."""
        return self._rewritings[-1].text if self._rewritings else self.text

    def in_text(self, edit: Replacement) -> Replacement | None:
        """A replacement in `meant` as one in `text`; None where it meets what was not read as it stands."""
        return in_original(self._rewritings, edit)

    def _back(self, place: Place) -> Place:
        ranges = (place.key, place.value, place.header)
        return Place(*(None if each is None else original(self._rewritings, each) for each in ranges))

    def between(self, start: int, end: int) -> Span:
        """The place of a stretch of the text, by offsets."""
        return self._lines.between(start, end)

    def refuse(self, problem: Problem, message: str, span: Span = _START, words: Way | Remedy = "") -> NoReturn:
        """End the reading of the text.

        Raises
        ------
        SiteFileError
            Always, with the one problem.
        """
        raise SiteFileError(self, [problem.finding(message, remedy=words, span=span)], unreadable=True)


def _folder_of(filename: str) -> FilePath:
    """The folder of a file; the working folder for a text that is in none, whose name is like "<string>"."""
    return FilePath() if filename.startswith("<") else FilePath(filename).parent
