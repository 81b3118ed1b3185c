"""Blocks -> text of every form."""
