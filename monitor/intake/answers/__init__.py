"""From texts to typed answers: routes, sets, derived items, what a row brings along."""
