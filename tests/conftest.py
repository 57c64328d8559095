"""What every test stands on: a clean environment and the real encoder, opened once."""

import os

import pytest
from hypothesis import HealthCheck, settings

from index.encoder import TextEncoder, open_encoder

NAME = "all-MiniLM-L6-v2"


# A busy machine is no fault of the code: no test fails for taking long.
settings.register_profile("citewire", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("citewire")


def pytest_configure() -> None:
    """Keep whoever runs the tests, their settings and the model hub out of them."""
    for variable in [name for name in os.environ if name.startswith("CITEWIRE_") or name == "DISCORD_TOKEN"]:
        del os.environ[variable]
    os.environ["HF_HUB_OFFLINE"] = "1"


@pytest.fixture(scope="session")
def encoder(request: pytest.FixtureRequest) -> TextEncoder:
    """The bundled model; its faster form is kept between runs, under pytest's own cache."""
    return open_encoder(NAME, request.config.cache.mkdir("models"))
