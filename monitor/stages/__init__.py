"""The stages of a run, each in a file of its own."""
