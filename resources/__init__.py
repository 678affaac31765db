"""Resources: configuration in, domain objects out.

Belongs here: what an installation can set through the environment or ``definitions``. Assets see
only what a resource hands out. Does not belong here: any step of the walk (``cl_pipeline``).
"""

from resources.pipeline import PipelineResource

__all__ = ["PipelineResource"]
