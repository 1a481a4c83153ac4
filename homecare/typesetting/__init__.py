"""Paper: what letters, records and pictures of the chart are set with."""
