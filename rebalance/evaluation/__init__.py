"""Predictions measured for each class and each category."""
