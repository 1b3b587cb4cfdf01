"""Areas beside areas like them: drawn figures, tests against the rest, funnels and changes."""
