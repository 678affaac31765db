"""The domain model: frozen dataclasses that use the standard library only."""
