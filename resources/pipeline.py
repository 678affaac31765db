"""The pipeline as a resource: drive, archive, database, mail and clock, opened over one store."""

import multiprocessing
import os
import threading
from functools import cache
from multiprocessing.connection import wait

import dagster as dg
from pydantic import Field

from cl_pipeline.errors import SettingsError
from cl_pipeline.settings import Settings, read_settings
from cl_pipeline.workflows.pipeline import Pipeline, open_pipeline

PipelineParam = dg.ResourceParam[Pipeline]
"""The annotation of a parameter that takes the opened pipeline."""


class PipelineResource(dg.ConfigurableResource[Pipeline]):
    """What an asset works with: drive, archive, database, mail and clock, opened together.

    A field replaces the variable of its name, ``CL_DRIVE`` and so on; if it is empty, the
    environment's is taken when a run starts, as is the mail server. The id of the run is stored
    with everything the run stores.
    """

    drive: str = Field("", description="A folder or an address such as `smb://server/share`.")
    data_dir: str = Field("", description="The folder of the archive and of what is written.")
    database_url: str = Field("", description="The store; by default SQLite in the data folder.")
    now: str = Field("", description="Fixes the clock, e.g. 2021-07-15T09:00:00+07:00.")

    def settings(self) -> Settings:
        """The settings of this installation.

        Raises:
            SettingsError: a field or a variable of the environment is not valid.
        """
        overrides = {f"CL_{name.upper()}": text for name, text in self.model_dump().items() if text}
        return read_settings({**os.environ, **overrides})

    def create_resource(self, context: dg.InitResourceContext) -> Pipeline:
        """The pipeline, opened for this run.

        Raises:
            SettingsError: the run belongs to an instance whose web server is not guarded.
        """
        refuse_unguarded(context.instance)
        end_with_code_server()
        return open_pipeline(self.settings(), context.run.run_id if context.run else "no-run")

    def as_fixed(self) -> dg.ResourceDefinition:
        """The same, not to be changed where a run is launched.

        Otherwise every launch form of the web UI would show these settings between the fields
        that matter, and a slip of the hand would send one run to another store.
        """
        return dg.ResourceDefinition(self.create_resource, description=type(self).__doc__)


def refuse_unguarded(instance: dg.DagsterInstance | None) -> None:
    """Refuse to work for an instance that any web page could use, since its server has no guard.

    Without DAGSTER_HOME, or with that of another project, Dagster makes an instance of its own.
    One that is in memory only has no web server.

    Raises:
        SettingsError: the instance is not that of this project's ``dagster.yaml``.
    """
    if instance and instance.is_persistent and not getattr(instance, "is_guarded", False):
        raise SettingsError(
            "any web page could press the buttons of this web UI, because DAGSTER_HOME is not the "
            "folder of this project's dagster.yaml; start it with `make ui`, or set DAGSTER_HOME"
        )


@cache
def end_with_code_server() -> None:
    """Ends the process of a run when the code server that started it is gone.

    It would go on unseen, and another run would do the same work at the same time.
    """
    if server := multiprocessing.parent_process():

        def watch() -> None:
            wait([server.sentinel])
            os._exit(1)

        threading.Thread(target=watch, daemon=True).start()
