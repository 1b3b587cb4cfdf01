"""Differences between the groups of a breakdown within one wave."""
