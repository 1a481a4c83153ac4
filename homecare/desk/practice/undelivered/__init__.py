"""Mail that did not get through: told on every page of the desk, listed, and dealt with."""
