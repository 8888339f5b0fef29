"""Where the log, the vault and the visits are kept."""
