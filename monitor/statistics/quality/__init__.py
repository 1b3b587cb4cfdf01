"""How well it was measured: response, representativeness, agreement of coders."""
