"""The assets of the SLOM timeline, one module per phase.

Belongs here: what a thing is called, which phase it belongs to, and what the web UI shows of it.
An asset body takes the pipeline, calls one stage, attaches metadata and returns. Does not belong
here: any rule (``cl_pipeline``), any schedule (``schedules``).
"""
