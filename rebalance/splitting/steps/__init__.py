"""The steps of a split that goes shard by shard: buckets of rows by key, and back to the shards."""
