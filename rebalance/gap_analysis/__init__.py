"""Which rows each category is missing, and requests for them."""
