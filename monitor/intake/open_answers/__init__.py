"""Open answers: coded, searched for personal data, kept apart."""
