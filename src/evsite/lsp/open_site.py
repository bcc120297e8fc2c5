"""A site file that is open in an editor: its text, what was found in it, and what is being worked out."""

from __future__ import annotations

import asyncio
import os
import time
from typing import TYPE_CHECKING, NamedTuple

from evsite.lsp.background import GivenUpError
from evsite.lsp.checked_text import check_text, figures_of
from evsite.lsp.cursor import Layout
from evsite.lsp.site_names import SiteNames
from evsite.lsp.text_positions import TextPositions
from evsite.sitefile.named_files import texts_in

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from pygls.workspace import PositionCodec

    from evsite.lsp.background import Background, Job
    from evsite.lsp.checked_text import CheckedText
    from evsite.model.site import Site
    from evsite.studies.results import SiteReport

LEAST_PAUSE_S = 0.15
"""So long a text has to stay as it is before it is checked."""
MOST_PAUSE_S = 1.0
"""The same for a site whose check takes long: half of that, but no more than this."""


class Version(NamedTuple):
    """One state of the text, and the number that the editor gives it."""

    number: int | None
    text: str


class Known(NamedTuple):
    """What was found in one state of the text."""

    version: Version
    checked: CheckedText


class OpenSite:
    """A site file that is open.

    Parameters
    ----------
    path
        Where it is.
    background
        Works out what takes time.
    codec
        Counts the code units of columns.
    outside
        Whether it may name files outside of its folder.
    """

    def __init__(self, path: Path, background: Background, codec: PositionCodec, *, outside: bool) -> None:
        self.path = path
        self.version = Version(None, "")
        self.known: Known | None = None
        """What was found last, of this version or of an earlier one."""
        self._background = background
        self._codec = codec
        self._outside = outside
        self._as_site: Known | None = None
        self._seconds = 0.0
        self._check: Job[CheckedText] | None = None
        self._watching: asyncio.Task[None] | None = None
        self._figures: tuple[Known, Job[SiteReport | None]] | None = None
        self._layout: tuple[str, Layout] | None = None

    def change(self, version: Version, found: Callable[[Known | Exception], None], *, at_once: bool) -> None:
        """Take over a new text; `found` is called with what is found in it, unless it changes again before that.

        It is called with the exception where evsite has a bug.
        With `at_once` it is checked without a pause: it was opened or saved, and nobody types.
        """
        self.version = version
        self.give_up()
        pause_s = 0.0 if at_once else min(max(LEAST_PAUSE_S, self._seconds / 2), MOST_PAUSE_S)
        self._watching = asyncio.ensure_future(self._checked(version, found, pause_s))

    def give_up(self) -> None:
        """Stop whatever is being worked out."""
        if self._watching is not None:
            self._watching.cancel()
        if self._check is not None:
            self._check.give_up()
        self.give_up_figures()

    def give_up_figures(self) -> None:
        """Stop working out figures: a check comes first."""
        if self._figures is not None and not self._figures[1].result.done():
            self._figures[1].give_up()
            self._figures = None

    async def _checked(self, version: Version, found: Callable[[Known | Exception], None], pause_s: float) -> None:
        await asyncio.sleep(pause_s)
        began = time.monotonic()
        path, outside = self.path, self._outside
        self._check = self._background.start(
            lambda go_on: check_text(version.text, path, outside=outside, on_step=go_on)
        )
        try:
            checked = await self._check.result
        except GivenUpError:
            return
        except Exception as error:
            found(error)
            return
        self._seconds = time.monotonic() - began
        self.known = Known(version, checked)
        if checked.site is not None:
            self._as_site = self.known
        found(self.known)

    def names_file(self, path: Path) -> bool:
        """Whether the text, as it was last checked, names a file; of none that was checked it is not known: True."""
        if self.known is None:
            return True
        folder = self.path.parent
        return any(
            os.path.normpath(folder / name) == str(path) for name in texts_in(self.known.checked.file.document.data)
        )

    async def up_to_date(self, wait_s: float) -> Known | None:
        """What is known of the text as it is; None where that is not known within so many seconds."""
        if self._watching is not None and not self._watching.done():
            await asyncio.wait([self._watching], timeout=wait_s)
        known = self.known
        return known if known is not None and known.version is self.version else None

    @property
    def site(self) -> Site | None:
        """The site as it was last read; None where the text never was one."""
        return None if self._as_site is None else self._as_site.checked.site

    @property
    def is_outdated(self) -> bool:
        """Whether that site is of an earlier text."""
        return self._as_site is None or self._as_site.version is not self.version

    async def figures(self, wait_s: float) -> SiteReport | None:
        """The figures of `site`; None where they are not known within so many seconds.

        They are worked out only when they are asked for, and then kept.
        """
        known = self._as_site
        if known is None:
            return None
        if self._figures is None or self._figures[0] is not known:
            self.give_up_figures()
            self._figures = known, self._background.start(lambda go_on: figures_of(known.checked, go_on))
        result = self._figures[1].result
        await asyncio.wait([result], timeout=wait_s)
        return result.result() if result.done() and not result.cancelled() and result.exception() is None else None

    @property
    def layout(self) -> Layout:
        """The headers and keys of the text as it is."""
        text = self.version.text.removeprefix("\ufeff")
        if self._layout is None or self._layout[0] != text:
            self._layout = text, Layout(text)
        return self._layout[1]

    @property
    def names(self) -> SiteNames:
        """The names of the file."""
        return SiteNames(self.layout, self.site)

    def positions(self) -> TextPositions:
        """The positions of the text as it is."""
        return TextPositions(self.version.text, self._codec)
