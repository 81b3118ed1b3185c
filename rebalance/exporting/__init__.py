"""Rows and settings as trainers read them."""
