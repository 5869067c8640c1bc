"""Serves the fake cloud by hand: `python -m tests.web.play --scenario fire`, then open the address it prints.

With `STEPPEWATCH_API` set to that address, `npm run dev` in cloud/web shows the page as it is being written.
"""

from __future__ import annotations

import argparse
import time

from tests.web import fake_server
from tests.web.fake_cloud import FakeCloud
from tests.web.scenarios import SCENARIOS, TALKING


def main() -> None:
    """Serve one scenario until interrupted."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--scenario", choices=sorted(SCENARIOS), default="quiet")
    parser.add_argument("--port", type=int, default=8080)
    options = parser.parse_args()
    cloud = FakeCloud()
    SCENARIOS[options.scenario](cloud)
    with fake_server.serving(cloud, options.port) as address:
        print(f"READY {address} ({options.scenario}); Ctrl-C ends it", flush=True)  # noqa: T201
        try:
            while True:
                cloud.hear_gateway()
                for part in TALKING:
                    cloud.read(part)
                time.sleep(5)
        except KeyboardInterrupt:
            return


if __name__ == "__main__":
    main()
