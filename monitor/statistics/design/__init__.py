"""Who was sampled from what: the design, group sums and linearisation."""
