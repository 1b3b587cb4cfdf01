"""One reader per format: a file of another program as a `Source`."""
