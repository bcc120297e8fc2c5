"""Texts in spreadsheets: what these would take for a formula is guarded by an apostrophe, which reading takes off."""

from __future__ import annotations

_FORMULA = ("=", "+", "-", "@", "\t", "\r")
"""With these begins what a spreadsheet takes for a formula."""


def guarded(text: str) -> str:
    """A text that no spreadsheet takes for a formula; `unguarded` gives it back.

    One that is guarded already, or looks as if it were, gets one more apostrophe: so nothing is lost on the way back.
    """
    return f"'{text}" if _is_formula(text) else text


def unguarded(text: str) -> str:
    """The text that `guarded` was given."""
    return text[1:] if text.startswith("'") and _is_formula(text) else text


def _is_formula(text: str) -> bool:
    return text.lstrip("'").startswith(_FORMULA)
