"""A jointed body in space: its proportions, its joints, what covers them."""
