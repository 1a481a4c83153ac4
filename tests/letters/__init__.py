"""The receiver's pages."""
