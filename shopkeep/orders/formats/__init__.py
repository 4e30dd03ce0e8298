"""One module a platform. Each has a FORMAT; adding a file here is all it takes to read another platform."""
