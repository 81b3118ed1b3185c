"""Shapes, words, sketches."""
