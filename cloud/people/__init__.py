"""Who asks: accounts, roles, tokens and logins, and what each may see and do."""
