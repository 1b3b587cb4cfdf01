"""How many people to ask: sizes for a change or a margin, over strata, within a budget."""
