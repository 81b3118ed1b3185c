"""Objects of a store, whose names are URLs: s3://bucket/key. What knows fsspec is here alone."""
