"""A panel with stations and a group of its own, as text of a site file."""

PANEL = """[panels.P{n}]
fed_from = "{feed}"
main = "{main_a} A"
[circuits.C{n}_]
panel = "P{n}"
count = {ports}
breaker = "100 A"
[stations.S{n}_]
count = {ports}
max_current = "{port_a} A"
circuits = "C{n}_"
[groups.P{n}]
on = "P{n}"
"""


def panel(n, *, main_a, ports, feed="U", port_a=80):
    """The tables of panel number `n`."""
    return PANEL.format(n=n, main_a=main_a, ports=ports, feed=feed, port_a=port_a)
