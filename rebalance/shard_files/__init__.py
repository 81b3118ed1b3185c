"""The steps over shards as commands: each reads files and writes one, for Make and clusters."""
