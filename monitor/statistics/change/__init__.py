"""Change between waves: tests, families, verdicts."""
