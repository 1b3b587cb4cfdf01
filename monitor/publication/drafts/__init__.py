"""Documents nobody typed: chapters, summaries, glossary."""
