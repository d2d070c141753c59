"""Settings of all tests: how long a property takes on a busy machine says nothing about it; reports are stored elsewhere."""

import os
import tempfile

from hypothesis import HealthCheck, settings

settings.register_profile("wflint", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("wflint")

os.environ["WFLINT_CACHE_DIR"] = tempfile.mkdtemp(prefix="wflint-tests-")
