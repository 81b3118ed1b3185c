"""A plan of `balance` over shards, made of their indices."""
