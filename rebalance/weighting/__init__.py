"""Weights of categories and rows, for losses and samplers."""
