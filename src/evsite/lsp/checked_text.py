"""What a check finds in the text of an editor, and the figures of the site that it describes."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, cast

from evsite.model.finding import SiteFileError
from evsite.output.located import CheckedFile
from evsite.rules import check_loaded
from evsite.sitefile.document import Document, LoadedSite
from evsite.sitefile.resolve.site import resolve

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from evsite.model.site import Site
    from evsite.studies.results import SiteReport


@dataclass(frozen=True, slots=True)
class CheckedText:
    """A text with its findings, and the site that it describes; None where it is none that can be read."""

    file: CheckedFile
    site: Site | None


def check_text(text: str, path: Path, *, outside: bool, on_step: Callable[[], None]) -> CheckedText:
    """Check the text of a site file as `evsite check` does.

    Parameters
    ----------
    text
        The text.
    path
        Where the file is: what it names is looked for beside it.
    outside
        Whether it may name files outside of that folder.
    on_step
        Called again and again; what it raises ends the check.

    Returns
    -------
    CheckedText
        With every problem of the form of the file where it has one, and else with what rules say.
    """
    on_step()
    try:
        document = Document.parse(text, str(path), path.parent, site=True)
        document.outside = outside
        on_step()
        site = resolve(document)
    except SiteFileError as error:
        return CheckedText(CheckedFile(cast("Document", error.document), tuple(error.findings)), None)
    found = check_loaded(LoadedSite(site, document), on_step=on_step)
    return CheckedText(CheckedFile(document, found.findings, found.ignored, found.untried, found.records), site)


def figures_of(checked: CheckedText, on_step: Callable[[], None]) -> SiteReport | None:
    """The figures that `evsite report` shows of a site; None where there is none."""
    if checked.site is None:
        return None
    from evsite.studies.site_report import report

    on_step()
    return report(checked.site, lambda _: on_step(), records=checked.file.records)
