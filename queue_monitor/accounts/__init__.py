"""Staff sign-in, roles, paired devices, bearer tokens and sessions; all kept in the vault."""
