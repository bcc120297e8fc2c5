"""What cannot be planned."""


class PlanError(ValueError):
    """Raised where trips and a site do not go together; the message says which trip or port."""
