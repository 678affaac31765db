"""Dagster in this process: a job pressed, a sensor's look, a schedule's morning."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property

import dagster as dg
from dagster._core.definitions.schedule_definition import ScheduleExecutionData
from dagster._core.definitions.sensor_definition import SensorExecutionData

from definitions import build_definitions
from resources.pipeline import PipelineResource
from tests.builders.command_line import JULY_2021, CommandLine

QUIET = {"loggers": {"console": {"config": {"log_level": "CRITICAL"}}}}


@dataclass(frozen=True)
class Orchestration:
    """The officer's web UI without the web: jobs, sensor and schedules over one folder."""

    instance: dg.DagsterInstance
    resource: PipelineResource

    @cached_property
    def definitions(self) -> dg.Definitions:
        """The whole code location."""
        return build_definitions(self.resource)

    def press(
        self,
        job: str,
        *,
        partition: str | None = None,
        config: Mapping[str, object] | None = None,
        tags: Mapping[str, str] | None = None,
        fails: bool = False,
    ) -> dg.ExecuteInProcessResult:
        """Runs a job as its button does; it must succeed, unless it ``fails``."""
        ops = {name: {"config": given} for name, given in (config or {}).items()}
        result = self.definitions.resolve_job_def(job).execute_in_process(
            instance=self.instance,
            partition_key=partition,
            run_config={**QUIET, "ops": ops},
            tags=dict(tags or {}),
            raise_on_error=not fails,
        )
        assert result.success != fails
        return result

    def look(self, sensor: str = "drive_sensor") -> tuple[dg.RunRequest, ...]:
        """What one tick of a sensor asks for."""
        return tuple(self.tick(sensor).run_requests or ())

    def tick(self, sensor: str = "drive_sensor", cursor: str | None = None) -> SensorExecutionData:
        """One tick of a sensor."""
        defined = self.definitions.resolve_sensor_def(sensor)
        with dg.build_sensor_context(
            instance=self.instance,
            cursor=cursor,
            definitions=self.definitions,
            resources={"pipeline": self.resource.as_fixed()},
        ) as context:
            return defined.evaluate_tick(context)

    def morning(self, schedule: str, at: datetime) -> ScheduleExecutionData:
        """One tick of a schedule at that time."""
        definitions = self.definitions
        context = dg.build_schedule_context(
            instance=self.instance,
            scheduled_execution_time=at,
            repository_def=definitions.get_repository_def(),
        )
        return definitions.resolve_schedule_def(schedule).evaluate_tick(context)

    def partitions(self, asset: str) -> set[str]:
        """The partitions of an asset that are green."""
        return self.instance.get_materialized_partitions(dg.AssetKey(asset))

    def materialised(self) -> set[str]:
        """The assets that were materialised at least once."""
        return {key.to_user_string() for key in self.instance.all_asset_keys()}


@contextmanager
def orchestrated(line: CommandLine, now: str = JULY_2021) -> Iterator[Orchestration]:
    """Dagster over the folder of a command line, at that time."""
    resource = PipelineResource(data_dir=str(line.data), drive=str(line.drive), now=now)
    with dg.DagsterInstance.ephemeral() as instance:
        yield Orchestration(instance, resource)
