"""Public wing: sees released results and declarations only."""
