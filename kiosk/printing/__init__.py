"""Thermal slip printers: a slip as bytes, the way to a printer and back, and the spool."""
