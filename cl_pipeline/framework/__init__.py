"""The Roadmap as data, and its loader."""
