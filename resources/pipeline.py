"""The resources of the installation: drive, archive, database, mail, clock, and the pipeline.

A field left empty is taken from the environment when a run starts.
"""

import os

import dagster as dg

from cl_pipeline.settings import Settings, read_settings
from cl_pipeline.workflows.pipeline import Pipeline, open_pipeline


class DriveResource(dg.ConfigurableResource[None]):
    """The shared drive: a folder or an address such as ``smb://server/share``."""

    address: str = ""


class ArchiveResource(dg.ConfigurableResource[None]):
    """The data folder; the archive of received files and the output folder are in it."""

    data_dir: str = ""


class DatabaseResource(dg.ConfigurableResource[None]):
    """The store; an SQLite file in the data folder where no address is set."""

    url: str = ""


class MailResource(dg.ConfigurableResource[None]):
    """The mail server that sends feedback; without one, drafts are written only."""

    host: str = ""
    port: str = ""
    sender: str = ""


class ClockResource(dg.ConfigurableResource[None]):
    """The present instant; ``now`` fixes it, e.g. 2021-07-15T09:00:00+07:00, for the sample."""

    now: str = ""


class PipelineResource(dg.ConfigurableResource[Pipeline]):
    """What an asset works with: the five resources above, opened together over one store.

    The id of the run is stored with everything the run stores.
    """

    drive: DriveResource
    archive: ArchiveResource
    database: DatabaseResource
    mail: MailResource
    clock: ClockResource

    def settings(self) -> Settings:
        """The settings of this installation.

        Raises:
            SettingsError: a field or a variable of the environment is not valid.
        """
        configured = {
            "CL_DRIVE": self.drive.address,
            "CL_DATA_DIR": self.archive.data_dir,
            "CL_DATABASE_URL": self.database.url,
            "CL_MAIL_HOST": self.mail.host,
            "CL_MAIL_PORT": self.mail.port,
            "CL_MAIL_FROM": self.mail.sender,
            "CL_NOW": self.clock.now,
        }
        overrides = {name: text for name, text in configured.items() if text}
        return read_settings({**os.environ, **overrides})

    def create_resource(self, context: dg.InitResourceContext) -> Pipeline:
        """The pipeline, opened for this run."""
        return open_pipeline(self.settings(), context.run.run_id if context.run else "no-run")

    def as_fixed(self) -> dg.ResourceDefinition:
        """The same, not to be changed where a run is launched.

        Otherwise every launch form of the web UI would show these settings between the fields
        that matter, and a slip of the hand would send one run to another store.
        """
        return dg.ResourceDefinition(self.create_resource, description=type(self).__doc__)


def pipeline_resource(
    *, drive: str = "", data_dir: str = "", database_url: str = "", now: str = ""
) -> PipelineResource:
    """The pipeline over these settings; what is left empty comes from the environment."""
    return PipelineResource(
        drive=DriveResource(address=drive),
        archive=ArchiveResource(data_dir=data_dir),
        database=DatabaseResource(url=database_url),
        mail=MailResource(),
        clock=ClockResource(now=now),
    )
