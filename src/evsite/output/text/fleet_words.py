"""Figures of plans for fleets as texts."""


def short_moment(moment: str, *, dated: bool) -> str:
    """A moment without its year: "03-02 17:40"."""
    return moment.partition("-")[2] if dated else moment


def gets(value_kwh: float, need_kwh: float, *, missing: bool) -> str:
    """What a vehicle gets; less than it needs is never told as the same."""
    text = f"{value_kwh:,.1f}"
    return f"{value_kwh:,.4f}" if missing and text == f"{need_kwh:,.1f}" else text
