"""The opened pipeline as a resource: drive, archive, database and clock together.

They are one resource because they are one thing to an asset: the walk over one store. A run's id
goes with it, so that everything stored says which run stored it.
"""

import os

import dagster as dg

from cl_pipeline.settings import Settings, read_settings
from cl_pipeline.workflows.pipeline import Pipeline, open_pipeline


class PipelineResource(dg.ConfigurableResource[Pipeline]):
    """Where things are. Fields left empty are taken from the environment when a run starts."""

    data_dir: str = ""
    drive: str = ""
    database_url: str = ""
    now: str = ""

    def settings(self) -> Settings:
        """The settings of this installation."""
        given = {
            "CL_DATA_DIR": self.data_dir,
            "CL_DRIVE": self.drive,
            "CL_DATABASE_URL": self.database_url,
            "CL_NOW": self.now,
        }
        return read_settings({**os.environ, **{name: text for name, text in given.items() if text}})

    def create_resource(self, context: dg.InitResourceContext) -> Pipeline:
        """The pipeline, opened for this run."""
        return open_pipeline(self.settings(), context.run.run_id if context.run else "no-run")

    def as_fixed(self) -> dg.ResourceDefinition:
        """The same, not to be changed where a run is launched.

        Otherwise every launch form of the web UI would show these settings between the fields
        that matter, and a slip of the hand would send one run to another store.
        """
        return dg.ResourceDefinition(self.create_resource, description=type(self).__doc__)
