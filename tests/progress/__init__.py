"""Tests of series, words and charts."""
