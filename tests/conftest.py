"""Property tests: the same examples in every run, so that no run fails by chance.

``CL_TEST_RANDOM=1`` draws new and more examples in every run, for cases nobody thought of::

    CL_TEST_RANDOM=1 .venv/bin/python -m pytest -m "not ui" tests
"""

from hypothesis import HealthCheck, settings

from tests.builders.examples import IS_LONG

# Tests share two cores with servers and browsers: how long an example takes says nothing.
settings.register_profile(
    "repeatable", derandomize=True, deadline=None, suppress_health_check=[HealthCheck.too_slow]
)
settings.register_profile("random", settings.get_profile("repeatable"), derandomize=False)
settings.load_profile("random" if IS_LONG else "repeatable")
