"""A GST fire panel as a Modbus TCP server: its registers are the states of its points, read-only.

Function code 3 only, at most 100 registers a request, register = loop x 240 + device counted from 0, then
mains, battery and bus. Anything else is answered with a Modbus exception, as the panel does.
"""

from __future__ import annotations

from typing import Any

from pymodbus.constants import ExcCodes
from pymodbus.pdu.device import ModbusDeviceIdentification
from pymodbus.server import ModbusTcpServer
from pymodbus.simulator import DataType, SimData, SimDevice

from runtime.process import listening_fault
from runtime.settings import HostPort
from simulators.panel import PanelLogic, State

LOOP_STRIDE = 240
MAX_READ = 100
MAINS, BATTERY, BUS = 2401, 2402, 2403
LAST = 2410
_READ_HOLDING = 3

IDENTITY = {
    "VendorName": "GST",
    "ProductCode": "GST5000",
    "VendorUrl": "",
    "ProductName": "simulated GST5000",
    "ModelName": "JB-QG-GST5000",
    "MajorMinorRevision": "1.0",
}


def register_of(loop: int, device: int) -> int:
    """The register of a point, counted from 0 as on the wire."""
    return loop * LOOP_STRIDE + device


class ModbusPanel:
    """One panel's Modbus side. `unplug` closes the port and every connection; `plug` opens it again."""

    def __init__(self, logic: PanelLogic, listen: HostPort) -> None:
        self.logic = logic
        self.listen = listen
        #: Values put into registers by hand; they stand until set again or until the panel is reset.
        self.forced: dict[int, int] = {}
        self.requests = 0
        self.rejected = 0
        self._registers = {register_of(point.loop, point.device): point.id for point in logic.points}
        self._server: ModbusTcpServer | None = None

    @property
    def port(self) -> int:
        """The port that is open, also when any was asked for (0)."""
        if self._server is None or self._server.transport is None:
            return self.listen.port
        sockets: Any = getattr(self._server.transport, "sockets", None)
        return int(sockets[0].getsockname()[1]) if sockets else self.listen.port

    @property
    def plugged(self) -> bool:
        """Whether the port is open."""
        return self._server is not None

    def registers(self) -> dict[int, int]:
        """Every register that is not 0."""
        states = self.logic.states()
        values = {register: int(states[point]) for register, point in self._registers.items()}
        values[MAINS] = int(self.logic.mains)
        values.update(self.forced)
        return {register: value for register, value in sorted(values.items()) if value}

    def force(self, register: int, value: int) -> None:
        """Put a value into a register, as firmware that nobody foresaw would."""
        if not 0 <= register < LAST or not 0 <= value <= 0xFFFF:
            raise ValueError(
                f"register {register} = {value}: registers are 0 to {LAST - 1}, values 0 to 65535"
            )
        self.forced[register] = value

    async def plug(self) -> None:
        """Open the port. Raises PlainFault when it is taken."""
        if self._server is not None:
            return
        device = SimDevice(
            id=0,
            simdata=[SimData(address=0, count=LAST, values=0, datatype=DataType.REGISTERS)],
            action=self._serve,
        )
        identity = ModbusDeviceIdentification(info_name=IDENTITY)  # type: ignore[no-untyped-call]
        host, port = self.listen
        server = ModbusTcpServer(device, identity=identity, address=(host, port))
        try:
            await server.serve_forever(background=True)
        except (OSError, RuntimeError) as fault:
            cause = fault if isinstance(fault, OSError) else OSError(98, "Address already in use")
            raise listening_fault(cause, host, port) from fault
        self._server = server
        self.listen = HostPort(host, self.port)

    async def unplug(self) -> None:
        """Pull the plug: the port closes, connections fall."""
        server, self._server = self._server, None
        if server is not None:
            await server.shutdown()  # type: ignore[no-untyped-call]

    async def _serve(
        self,
        function_code: int,
        start_address: int,
        address: int,
        count: int,
        current_registers: list[int],
        set_values: list[int] | list[bool] | None,
    ) -> ExcCodes | None:
        """Answer one request: fill in what the points say now, or refuse."""
        self.requests += 1
        if function_code != _READ_HOLDING or set_values is not None:
            self.rejected += 1
            return ExcCodes.ILLEGAL_FUNCTION
        if count > MAX_READ:
            self.rejected += 1
            return ExcCodes.ILLEGAL_VALUE
        values = self.registers()
        for offset in range(count):
            current_registers[address - start_address + offset] = values.get(address + offset, State.NONE)
        return None
