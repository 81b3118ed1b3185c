"""What the sample datasets are made of: one module a dataset, each with `rows(chance)`."""
