"""What somebody may have meant who named a command or an option that there is not."""

from __future__ import annotations

import re
from difflib import get_close_matches
from typing import TYPE_CHECKING

from evsite.words import listed, printable

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

_CALLED_ELSEWHERE = {
    "lint": "check", "validate": "check", "verify": "check", "audit": "check",
    "simulation": "simulate", "sessions": "simulate", "drivers": "simulate",
    "policies": "compare-policies", "diff": "compare", "guarantee": "report",
    "oneline": "draw", "one-line": "draw", "diagram": "draw", "sld": "draw", "panel": "schedule", "plot": "chart",
    "permit": "package", "pdf": "package", "page": "html", "design": "size", "new": "init", "example": "init",
    "examples": "init", "codes": "rules", "models": "catalog", "stations": "catalog", "vehicles": "catalog",
    "materials": "bom", "demand": "load-study", "fleets": "fleet", "trips": "fleet", "depot": "fleet", "plan": "fleet",
    "ocpp": "export", "csv": "export", "acnportal": "export", "profiles": "export",
    "convert": "import", "ingest": "import", "from-csv": "import", "from-excel": "import", "excel": "import",
    "editor": "lsp", "editors": "lsp", "language-server": "lsp", "serve": "lsp", "server": "lsp",
    "batch": "portfolio", "bulk": "portfolio", "many": "portfolio",
}  # fmt: skip
"""What other programs and trades call a command."""
_MOVED_OPTIONS = {("compare-policies", "--scenario"): "evsite simulate FILE --sessions ARRIVALS"}
"""Options that a command had once, and what does the same today."""
_CODE = re.compile(r"ev\d{3}", re.IGNORECASE)
_MOST = 3


def unknown_command(word: str, known: Iterable[str]) -> str:
    """The complaint about a command that there is not, with what was meant where that can be determined.

    Parameters
    ----------
    word
        What stands in place of a command.
    known
        The names of all commands.
    """
    shown = printable(word)
    message = f"no such command {word!r}"
    if word.casefold() == "version":
        return f"{message}; did you mean evsite --version?"
    if _CODE.fullmatch(word):
        return f"{message}; did you mean evsite explain {word.upper()}?"
    if word.casefold().endswith(".toml"):
        return f"{message}; did you mean evsite check {shown}?"
    near = near_commands(word, known)
    return f"{message}; did you mean {listed(near)}?" if near else f"{message}; evsite help lists them"


def unknown_word(word: str, known: Iterable[str]) -> str:
    """The complaint about a word of `evsite help` that is no command, code or key."""
    near = near_commands(word, known)
    hint = f"did you mean {listed(near)}?" if near else "evsite help lists the commands, evsite rules the codes"
    return f"no command, rule or key is called {word!r}; {hint}"


def near_commands(word: str, known: Iterable[str]) -> list[str]:
    """The commands that a word may stand for: those of nearly this name first, then those that have it as a part."""
    names, text = list(known), word.strip().casefold().replace("_", "-")
    if text in _CALLED_ELSEWHERE:
        return [_CALLED_ELSEWHERE[text]]
    close = get_close_matches(text[:100], names, _MOST, 0.6)
    parts = [name for name in names if len(text) > 2 and (text in name.split("-") or name.startswith(text))]
    return list(dict.fromkeys([*close, *parts]))[:_MOST]


def moved_option(command: str, option: str) -> str | None:
    """The call that does today what an option of a command did once; None for one that there never was."""
    return _MOVED_OPTIONS.get((command, option))


def near_options(option: str, offered: Sequence[str]) -> list[str]:
    """Of options that are offered for one that there is not those that are nearly called so, or else the nearest."""
    return get_close_matches(option[:100], offered, _MOST, 0.75) or list(offered[:1])
