"""One edited site looked at: what is newly wrong with it, and whether a finding is gone."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from evsite.model.finding import Severity, SiteFileError
from evsite.sitefile.document import Document
from evsite.sitefile.edits import changed
from evsite.sitefile.resolve.site import resolve

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping, Sequence
    from typing import Any, Protocol

    from evsite.model.finding import Finding
    from evsite.model.measured import Measured
    from evsite.model.remedy import Edit
    from evsite.model.site import Site
    from evsite.sitefile.named_files import NamedFiles

    class Judge(Protocol):
        """What rules say about a site."""

        def __call__(self, site: Site, read: Collection[str] | None = None, /) -> Sequence[Finding]:
            """All rules, or those that read some keys."""


DECLARED = frozenset(
    {"gfpe", "arc_reduction", "surge_protection", "emergency_disconnect", "primary_disconnect", "ct_cabinet"}
)
"""Keys that state what equipment has and that nothing is calculated with: only rules that name them as inputs say
anything else with another value."""


@dataclass(frozen=True, slots=True)
class Tables:
    """The parsed tables of a site file, or of a part of it; its own name, and where the files are that it names."""

    data: Mapping[str, Any]
    filename: str
    files: NamedFiles
    records: dict[object, Measured] = field(default_factory=dict)
    """Data files that were read already: no edit changes them."""
    resolved: Site | None = None
    """The site that they describe, where that is known already."""

    def site(self, edits: Iterable[Edit] = ()) -> Site:
        """The site that they describe after some edits.

        Raises
        ------
        KeyError
            An edit has no place in them.
        SiteFileError
            It is no site then.
        """
        edits = tuple(edits)
        declared = None if self.resolved is None else with_declared(self.resolved, edits)
        if declared is not None:
            return declared
        data = self.data
        for edit in edits:
            data = changed(data, edit)
        document = Document("", self.filename, dict(data), self.files.folder)
        document.outside = self.files.outside
        return resolve(document, self.records)


def with_declared(site: Site, edits: Sequence[Edit]) -> Site | None:
    """A site with other declarations of its supplies and panels, which needs no reading; None after other edits.

    No figure depends on what is declared, so that what was worked out about the site holds for it too.
    """
    nodes: dict[str, dict[str, Any]] = {"supplies": {**site.supplies}, "panels": {**site.panels}}
    for edit in edits:
        section, name, key = [str(each) for each in edit.path] if len(edit.path) == 3 else ("", "", "")
        node = nodes.get(section, {}).get(name)
        if node is None or key not in DECLARED or not hasattr(node, key) or not isinstance(edit.value, bool):
            return None
        nodes[section][name] = replace(node, **{key: edit.value})
    return replace(site, supplies=nodes["supplies"], panels=nodes["panels"], as_built=None).take_over(site)


@dataclass(frozen=True, slots=True)
class Trial:
    """What rules say after some edits, beside what they said before."""

    new: tuple[Finding, ...]
    """Errors that were not there before."""
    left: tuple[Finding, ...]
    """The finding as it is then, where it is not gone."""
    helps: bool = True
    """Whether the finding is gone, or about fewer things than before."""

    @property
    def good(self) -> bool:
        """Whether the finding is gone and no error is new."""
        return self.helps and not self.new and not self.left


NO_SITE = Trial((), (), helps=False)


def try_edits(
    tables: Tables, edits: Sequence[Edit], finding: Finding, before: Sequence[Finding], judge: Judge
) -> Trial:
    """Look at a site after some edits.

    Parameters
    ----------
    tables
        The site before.
    edits
        What is changed, all of it together.
    finding
        What should be gone then.
    before
        Everything that the rules say about the site before.
    judge
        Asks the rules.
    """
    read = _read_alone(edits)
    try:
        after = judge(tables.site(edits), read)
    except (SiteFileError, KeyError):
        return NO_SITE
    # what rules say that were not asked again is what they said before, and no error that is new
    new = tuple(new_errors(before, after))
    left, known = tuple(same_findings(finding, after)), {each.message for each in same_findings(finding, before)}
    if len(left) < len(known):
        left = ()
    return Trial(new, left, helps=known.isdisjoint(each.message for each in left))


def _read_alone(edits: Sequence[Edit]) -> frozenset[str] | None:
    """The keys of edits where these are declarations; None where all rules have to look."""
    keys = frozenset(str(edit.path[-1]) for edit in edits)
    return keys if keys and keys <= DECLARED and all(len(edit.path) > 2 for edit in edits) else None


def new_errors(before: Iterable[Finding], after: Iterable[Finding]) -> Iterable[Finding]:
    """Errors of a rule at a place where it had fewer of them."""
    known = Counter((finding.code, finding.path) for finding in before if finding.severity is Severity.ERROR)
    for finding in after:
        if finding.severity is Severity.ERROR:
            known[finding.code, finding.path] -= 1
            if known[finding.code, finding.path] < 0:
                yield finding


def same_findings(like: Finding, findings: Iterable[Finding]) -> Iterable[Finding]:
    """The findings of a rule at a place that are as grave as this one."""
    wanted = like.code, like.path, like.severity
    for finding in findings:
        if (finding.code, finding.path, finding.severity) == wanted and finding.status != "not checked":
            yield finding
