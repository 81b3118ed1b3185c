"""A plan of `weights` over shards, made of their indices."""
