"""Resources: configuration in, domain objects out."""
