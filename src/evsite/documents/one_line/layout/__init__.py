"""Where everything of a one-line stands on its sheets: blocks that know their room, rows, frames, and pages."""
