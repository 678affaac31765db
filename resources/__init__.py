"""Resources: configuration in, domain objects out."""

from resources.pipeline import PipelineResource

__all__ = ["PipelineResource"]
