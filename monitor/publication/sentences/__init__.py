"""Sentences about figures, and every variable a template can name."""
