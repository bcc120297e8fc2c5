"""Results for people and programs: text, code frames, JSON and other formats."""
