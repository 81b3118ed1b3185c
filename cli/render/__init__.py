"""A report -> tables and sentences, one module a command. Prints nothing."""
