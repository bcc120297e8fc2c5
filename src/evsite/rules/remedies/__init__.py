"""Remedies tried out: a finding keeps those of its edits after which it is gone and nothing new is wrong."""
