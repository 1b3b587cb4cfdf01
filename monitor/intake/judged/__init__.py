"""Files that somebody judged: which were handled and drawn, and what a second reviewer made of them."""
