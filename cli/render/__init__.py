"""A report -> tables and sentences, one room a command. Prints nothing."""
