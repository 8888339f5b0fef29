"""Set-up and packaging helpers. Nothing here is imported by the product."""
