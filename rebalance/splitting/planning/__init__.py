"""A plan of `split` over shards, made of their indices."""
