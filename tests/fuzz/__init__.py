"""Every address and method, as everybody, with anything: nothing breaks, nobody reaches over."""
