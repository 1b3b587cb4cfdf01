"""Tables from the released set, and how they print."""
