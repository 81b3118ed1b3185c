"""Blocks -> text: one module a form, and what several of them share."""
