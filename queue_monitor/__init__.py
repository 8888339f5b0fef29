"""Counter queue and wait-time monitor for walk-in offices."""
