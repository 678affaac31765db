"""Resources: configuration in, domain objects out."""

from resources.pipeline import PipelineResource, pipeline_resource

__all__ = ["PipelineResource", "pipeline_resource"]
