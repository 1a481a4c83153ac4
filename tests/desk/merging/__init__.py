"""The pages on which two records are merged and parted."""
