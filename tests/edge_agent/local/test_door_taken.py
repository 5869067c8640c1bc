"""A door that cannot be opened is told, and the building is watched all the same."""

import socket
from pathlib import Path

from telemetry.messages import Health
from tests.edge_agent.panels import Cloud, running
from tests.edge_agent.site import all_up, bus, head, panels, serving
from tests.services import start_mosquitto, until


async def test_a_taken_port_is_told_and_the_fire_is_too(tmp_path: Path) -> None:
    with start_mosquitto(tmp_path) as broker, socket.create_server(("127.0.0.1", 0)) as taken:
        cloud = Cloud(broker.port)
        async with panels(1) as [(panel, relay)], running(cloud.run()):
            await cloud.line.wait_connected()
            path = tmp_path / "agent.toml"
            local = f'[local]\nlisten = "127.0.0.1:{taken.getsockname()[1]}"\n'
            path.write_text(head(broker.port) + local + bus("one", relay.port))
            async with serving(path) as agent:
                await all_up(agent)
                panel.registers[263] = 1
                await until(lambda: cloud.seen() == ["one/1-023 fire+"])

                def told() -> bool:
                    healths = [message for message in cloud.got if isinstance(message, Health)]
                    return any("the port is taken" in row.last_error for row in healths[-1].buses)

                await until(told)
