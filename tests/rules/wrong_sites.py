"""Sites by chance in which something is wrong: transformers, panels in panels, conductors, groups and other load."""

from __future__ import annotations

from random import Random

MAINS = (100, 125, 150, 200, 225, 250, 400, 600)
BREAKERS = (20, 30, 40, 50, 60, 70, 80, 100)
CURRENTS = (16, 24, 30, 32, 40, 48, 64, 80)
SIZES = ("8 AWG", "6 AWG", "3 AWG", "1/0 AWG", "3/0 AWG", "250 kcmil", "500 kcmil")


def conductor(random: Random) -> str:
    """The line of a conductor, or nothing."""
    if random.random() < 0.7:
        return ""
    egc = random.choice(["", ', egc = "6 AWG"'])
    return f'conductor = {{ size = "{random.choice(SIZES)}", terminal = "75 °C"{egc} }}\n'


def wrong_site(seed: int, *, small: bool = False) -> str:
    """The site file of a number: up to five panels with two families of circuits each, or two with one."""
    random = Random(seed)
    text = f"[site]\nnec = {random.choice((2017, 2020, 2023, 2026))}\n"
    transformers = random.random() < 0.4
    if transformers:
        text += f'[supplies.U]\nkind = "service"\nrating = "{random.choice((400, 800, 1600))} A"\nsystem = "480Y/277"\n'
    else:
        system = random.choice(("208Y/120", "208Y/120", "480Y/277", "240/120"))
        text += f'[supplies.U]\nkind = "service"\nrating = "{random.choice((400, 800, 1600))} A"\nsystem = "{system}"\n'
    text += f'[panels.M]\nfed_from = "U"\nmain = "{random.choice((400, 600, 800, 1600))} A"\nspaces = 84\n'
    panels = []
    for number in range(random.randint(1, 2) if small else random.randint(2, 5)):
        above = "M"
        if transformers:
            rating = random.choice((45, 75, 112.5, 150, 225))
            text += f'[supplies.T{number}]\nkind = "transformer"\nfed_from = "M"\n'
            text += f'rating = "{rating} kVA"\nsystem = "208Y/120"\nprimary_breaker = "{random.choice(MAINS)} A"\n'
            above = f"T{number}"
        elif panels and random.random() < 0.3:
            above = random.choice(panels)
        main = random.choice(MAINS)
        name = f"P{number}"
        bus = random.choice((f'bus = "{main} A"\n', f'bus = "{main} A"\n', "", f'bus = "{random.choice(MAINS)} A"\n'))
        text += f'[panels.{name}]\nfed_from = "{above}"\nmain = "{main} A"\n{bus}spaces = 42\n{conductor(random)}'
        panels.append(name)
        for family in range(1 if small else random.randint(1, 2)):
            amount, current = random.randint(1, 8), random.choice(CURRENTS)
            breaker = random.choice((*BREAKERS, *(size for size in BREAKERS if size >= 1.25 * current)))
            circuits = f"C{number}_{family}x"
            text += f'[circuits.{circuits}]\npanel = "{name}"\nbreaker = "{breaker} A"\ncount = {amount}\n'
            text += conductor(random)
            text += f'[stations.S{number}_{family}x]\nports = 1\ncount = {amount}\nmax_current = "{current} A"\n'
            text += f'circuits = "{circuits}"\ndisconnect = true\n'
        if random.random() < 0.35:
            text += f'[groups.G{number}]\non = "{name}"\nlimit = "{random.choice((8, 40, 80, 160, 320))} A"\n'
        if random.random() < 0.2:
            text += f'[loads.L{number}]\non = "{name}"\ncurrent = "{random.choice((10, 50, 150))} A"\n'
    if random.random() < 0.15:
        text += f'[groups.All]\non = "M"\nlimit = "{random.choice((80, 320, 640))} A"\n'
    return text
