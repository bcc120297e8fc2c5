"""Load management that equipment relies on."""
