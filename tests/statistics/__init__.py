"""Visits, figures and exports."""
