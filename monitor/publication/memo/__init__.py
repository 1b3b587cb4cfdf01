"""The memo of a plan: one page on how many people to ask, in Dutch."""
