"""The formats of `evsite check`: a name, what it is for, and the module that renders it.

A format for programs is `render(files, rules, tool, options) -> str`. Its module is imported when it is asked for. To
add a format, write its module and add its line here; `full` and `concise` are for people and know the terminal.
"""

from __future__ import annotations

from dataclasses import dataclass
from importlib import import_module
from typing import TYPE_CHECKING, Protocol, cast

if TYPE_CHECKING:
    from collections.abc import Sequence

    from evsite.output.located import CheckedFile, FormatOptions, RuleInfo, ToolInfo

    class Renderer(Protocol):
        """A function that renders findings of files."""

        def __call__(
            self, files: Sequence[CheckedFile], rules: Sequence[RuleInfo], tool: ToolInfo, options: FormatOptions = ...
        ) -> str:
            """The text of the format."""
            ...


@dataclass(frozen=True, slots=True)
class Format:
    """A format of `check`; without `module` it is one for people, rendered by `check_text`.

    `wants_rules` is set where the format lists all rules, also those that found nothing.
    """

    summary: str
    module: str = ""
    wants_rules: bool = False

    def renderer(self) -> Renderer:
        """The function that renders a format for programs."""
        return cast("Renderer", import_module(self.module).render)


FORMATS: dict[str, Format] = {
    "full": Format("findings with the lines of the file"),
    "concise": Format("one line a finding"),
    "json": Format("everything, as one JSON document", "evsite.output.diagnostics.json"),
    "jsonl": Format("everything, one JSON object a line", "evsite.output.diagnostics.jsonl"),
    "sarif": Format("SARIF 2.1.0, for code scanning", "evsite.output.diagnostics.sarif", wants_rules=True),
    "junit": Format("JUnit XML, for test dashboards", "evsite.output.diagnostics.junit", wants_rules=True),
    "github": Format("annotations of GitHub Actions", "evsite.output.diagnostics.github"),
    "gitlab": Format("Code Quality report of GitLab", "evsite.output.diagnostics.gitlab"),
    "markdown": Format("a table, for step summaries and comments", "evsite.output.diagnostics.markdown"),
}
