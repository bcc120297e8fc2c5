"""Sites whose stations offer only some currents: one panel of alike ports, and random sites of the odd kind."""

import tomllib

import tomli_w
from odd_sites import odd_site

import evsite
from evsite.model.finding import SiteFileError

LISTS = ((8, 16, 24, 32), (6, 10, 16, 32), (7, 9, 12, 20, 40, 80), (8, 12))
STEPS = ("1 A", "2 A", "3 A", "4 A", "8 A")


def panel(limit, *banks, system="240/120", policy="equal"):
    """Stations of one port, each on a circuit of its own of one panel: banks of a name, a count, phases and keys."""
    text = f'[site]\nnec = 2023\n[supplies.U]\nkind = "service"\nrating = "2000 A"\nsystem = "{system}"\n'
    text += '[panels.P]\nfed_from = "U"\nmain = "1000 A"\n'
    for name, count, phases, keys in banks:
        text += f'[circuits.C{name}]\npanel = "P"\ncount = {count}\nbreaker = "100 A"\nphases = "{phases}"\n'
        text += f'[stations.{name}]\ncount = {count}\ncircuits = "C{name}"\n{keys}\n'
    return f'{text}[groups.G]\non = "P"\nlimit = "{limit}"\npolicy = "{policy}"\n'


EIGHTS = 'max_current = "32 A"\ncurrents = ["8 A", "16 A", "24 A", "32 A"]'
WHOLE = 'max_current = "32 A"\ncurrent_step = "1 A"'
ANY = 'max_current = "32 A"'


def with_steps(dice, text):
    """The same site, with steps at most of its AC stations."""
    file = tomllib.loads(text)
    for group in file["groups"].values():
        # the physics of the tests knows no meter
        group.pop("site_meter", None)
    for table in file["stations"].values():
        if table.get("type") == "dc" or "model" in table or dice.random() < 0.3:
            continue
        most_a, least_a = (float(table.get(key, usual).split()[0]) for key, usual in _ENDS)
        currents = [amps for amps in dice.choice(LISTS) if least_a <= amps <= most_a]
        if currents and dice.random() < 0.5:
            table["currents"] = [f"{amps} A" for amps in currents]
        else:
            table["current_step"] = dice.choice(STEPS)
    return tomli_w.dumps(file)


_ENDS = (("max_current", "32 A"), ("min_current", "6 A"))


def stepped_site(dice, max_ports=6):
    """A random site with some ports that offer only some currents."""
    while True:
        try:
            site = evsite.loads(with_steps(dice, odd_site(dice, max_ports)))
        except SiteFileError:
            # a step that its breaker leaves no current
            continue
        if any(port.steps is not None for port in site.ports.values()):
            return site
