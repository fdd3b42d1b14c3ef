"""The real server binary, asked by real clients over the network."""
