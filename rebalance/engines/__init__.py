"""Where tasks run: processes of this machine. The only folder that starts processes."""
