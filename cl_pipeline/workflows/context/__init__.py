"""Context: sources, activities and reference series around the indicators."""
