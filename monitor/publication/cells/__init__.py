"""The released set by key."""
