"""Slip printers, over real sockets."""
