"""Views for people, one a study."""
