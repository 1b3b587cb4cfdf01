"""Rules met with answers: accepted or set apart, and what came of every rule."""
