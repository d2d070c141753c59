"""Facts: everything that one file says, on its own."""
