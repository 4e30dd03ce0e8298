"""The rule language: what an owner types to say which customers, read, said back in words, and completed."""
