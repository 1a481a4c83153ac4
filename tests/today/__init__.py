"""Tests of the client's pages."""
