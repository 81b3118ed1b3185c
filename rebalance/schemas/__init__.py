"""JSON Schemas of the reports, which `rebalance schema` prints."""
