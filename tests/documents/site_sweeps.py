"""Sites of every kind that each document is made of: odd ones, and the examples of all rules."""

import random

from odd_sites import odd_site

from evsite.model.finding import SiteFileError
from evsite.rules import all_rules
from evsite.sitefile.loading import loads

RULE_EXAMPLES = [str(example) for rule in all_rules() for example in (*rule.failing, *rule.passing)]


def an_odd_site(seed):
    """The first odd file of a seed that is a site."""
    dice = random.Random(seed)
    while True:
        try:
            return loads(odd_site(dice))
        except SiteFileError:  # not every odd file is a site
            continue


def rule_sites(first, number, step=1):
    """The sites of some examples of rules: each document is made of a third of them, all together of all."""
    return (loads(example) for example in RULE_EXAMPLES[first : first + number : step])
