"""The code, the pages and the costs as a whole."""
