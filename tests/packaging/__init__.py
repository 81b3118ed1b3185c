"""What is released: the distributions, where they install, and on which versions they run."""
