"""What a check says of site files as text, worked out once: many tests of rules begin with the same examples."""

from functools import lru_cache

from evsite.rules import check
from evsite.sitefile.loading import loads


@lru_cache(maxsize=4096)
def findings_of(text, name="<string>", *, remedies=True):
    """What a check finds in a text.

    Parameters
    ----------
    text
        A site file.
    name
        What it is called; the files that it names are looked for beside it.
    remedies
        Whether remedies are looked for.
    """
    return tuple(check(loads(text, name), remedies=remedies).findings)
