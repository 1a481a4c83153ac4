"""The one chart of homecare, as SVG for pages and letters and as a picture for mail."""
