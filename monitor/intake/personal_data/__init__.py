"""Personal data found in any text that comes in: open answers, quotes, respondent numbers, headers."""
