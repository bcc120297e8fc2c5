"""Which of the profiles that `evsite size` is given say what drivers do, and which what a jurisdiction asks."""

from __future__ import annotations

from typing import TYPE_CHECKING

from evsite.codebook.profiles import profiles
from evsite.model.spelling import folded
from evsite.studies.arrivals.profiles import arrival_profiles

if TYPE_CHECKING:
    from collections.abc import Iterator

    from evsite.cli.size_answers import SizeAnswers


def arrivals_named(answers: SizeAnswers) -> Iterator[str]:
    """Profiles of what drivers do, among those that may be of jurisdictions too."""
    if answers.served is None:
        return
    known = {folded(name) for name in arrival_profiles()}
    for text in answers.profile:
        for name in text.split(","):
            if name.strip() not in profiles() and folded(name) in known:
                yield name.strip()
