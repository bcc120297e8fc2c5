"""The permit set: every document that a plan checker asks for, in one, with what ties them together."""
