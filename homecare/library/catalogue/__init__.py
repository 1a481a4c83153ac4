"""What every practice starts with: exercises, advice and programme templates, in our own words."""
