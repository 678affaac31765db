"""The context of the indicators: sources, activities, reference series, support, definitions."""
