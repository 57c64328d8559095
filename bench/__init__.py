"""Measurements of quality and speed; not installed with the product."""
