"""A real Temporal server on one SQLite file, on the loopback address."""

import asyncio
import json
import signal
import time
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager
from datetime import timedelta
from pathlib import Path

from google.protobuf.duration_pb2 import Duration
from temporalio.api.enums.v1 import IndexedValueType
from temporalio.api.operatorservice.v1 import AddSearchAttributesRequest, ListSearchAttributesRequest
from temporalio.api.workflowservice.v1 import DescribeNamespaceRequest, RegisterNamespaceRequest
from temporalio.client import Client
from temporalio.service import RPCError, RPCStatusCode

from workers.embedded.ports import LOOPBACK, free_ports, is_free
from workers.embedded.process import CannotStart, ServerProcess
from workers.embedded.temporal_program import TemporalProgram, find_temporal

NAMESPACE = "bylaw"
RETENTION = timedelta(days=30)
SEARCH_ATTRIBUTES = {
    "CaseKind": IndexedValueType.INDEXED_VALUE_TYPE_KEYWORD,
    "CasePlan": IndexedValueType.INDEXED_VALUE_TYPE_KEYWORD,
    "CaseStage": IndexedValueType.INDEXED_VALUE_TYPE_KEYWORD,
    "NextDue": IndexedValueType.INDEXED_VALUE_TYPE_DATETIME,
}

Setting = bool | int | float | str
DynamicConfig = Mapping[str, Setting]

RUN_SETTINGS: DynamicConfig = {
    "history.maxInFlightUpdates": 1000,  # by default 10, and the eleventh voter waits for seconds
    "history.maxTotalUpdates": 20_000,
    "frontend.namespaceRPS.visibility": 100,
    "frontend.enableExecuteMultiOperation": True,
    "system.enableEagerWorkflowStart": True,
}
# What a test needs beside: moved clocks, and nothing that waits to be seen.
TEST_SETTINGS: DynamicConfig = {
    "frontend.WorkflowTimeSkippingEnabled": True,
    "frontend.WorkflowTimeSkippingMaxSkipPerSession": 100_000,
    "system.forceSearchAttributesCacheRefreshOnRead": True,
    "history.workflowIdReuseMinimalInterval": "0s",
    "system.numConsecutiveWorkflowTaskProblemsToTriggerSearchAttribute": 2,
}


class EmbeddedTemporal:
    """One Temporal server on a folder. Started and stopped as often as one likes; the address stays the same."""

    def __init__(
        self,
        folder: Path,
        *,
        dynamic_config: DynamicConfig | None = None,
        namespace: str = NAMESPACE,
        port: int | None = None,
        say: Callable[[str], None] = lambda _: None,
    ) -> None:
        self.folder = folder
        self.namespace = namespace
        self._settings = {**RUN_SETTINGS, **(dynamic_config or {})}
        self._wished_port = port
        self._say = say
        self._process = ServerProcess(name="temporal", folder=folder)
        self._ports: tuple[int, ...] = ()

    @property
    def pid(self) -> int:
        """The server's pid."""
        return self._process.pid

    @property
    def address(self) -> str:
        """``host:port`` of the frontend."""
        return f"{LOOPBACK}:{self._ports[0]}"

    def running(self) -> bool:
        """Whether the server that we started is alive."""
        return self._process.running()

    async def start(self) -> str:
        """Start, wait until it answers, make the namespace and its search attributes; gives the address."""
        self.folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        await asyncio.to_thread(self._process.end_leftover)
        program = await find_temporal(say=self._say)
        self._ports = self._ports or self._chosen_ports()
        self._process.launch(self._cli_command(program) if program.is_cli else self._server_command(program))
        await self._wait_until_ready()
        await ensure_namespace(self.address, self.namespace)
        return self.address

    async def stop(self) -> None:
        """Orderly stop; what workflows knew is in the file."""
        await self._process.stop(signal.SIGTERM)

    def kill(self) -> None:
        """SIGKILL, as a crash would be. ``start`` brings it back."""
        self._process.kill()

    def _chosen_ports(self) -> tuple[int, ...]:
        """The frontend's port and seven of the server's own, the same as last time if they are free."""
        noted = self.folder / "ports.json"
        old = tuple(json.loads(noted.read_text())) if noted.exists() else ()
        ports = old if old and all(map(is_free, old)) else free_ports(8)
        if self._wished_port is not None:
            ports = (self._wished_port, *ports[1:])
        noted.write_text(json.dumps(ports))
        return ports

    def _server_command(self, program: TemporalProgram) -> list[str]:
        dynamic, config = self.folder / "dynamic.yaml", self.folder / "server.yaml"
        dynamic.write_text(json.dumps({key: [{"value": value}] for key, value in self._settings.items()}, indent=1))  # JSON is YAML
        config.write_text(json.dumps(server_config(self.folder / "temporal.db", dynamic, self._ports), indent=1))
        return [str(program.path), "--config-file", str(config), "--allow-no-auth", "start"]

    def _cli_command(self, program: TemporalProgram) -> list[str]:
        command = [str(program.path), "server", "start-dev", "--headless", "--ip", LOOPBACK, "--port", str(self._ports[0])]
        command += ["--db-filename", str(self.folder / "temporal.db"), "--namespace", self.namespace, "--log-level", "warn"]
        command += ["--sqlite-pragma", "journal_mode=wal", "--sqlite-pragma", "synchronous=normal"]
        for key, value in self._settings.items():
            command += ["--dynamic-config-value", f"{key}={json.dumps(value)}"]
        return command

    async def _wait_until_ready(self, *, within: float = 90.0) -> None:
        deadline = time.monotonic() + within
        while True:
            try:
                await describe(await Client.connect(self.address), "temporal-system")
            except (RuntimeError, RPCError) as error:
                if not self.running() or time.monotonic() > deadline:
                    self.kill()
                    raise CannotStart(f"Temporal did not start on port {self._ports[0]}; its last words:\n{self._process.why()}") from error
                await asyncio.sleep(0.1)
            else:
                return


@asynccontextmanager
async def embedded_temporal(folder: Path, *, dynamic_config: DynamicConfig | None = None, port: int | None = None) -> AsyncIterator[str]:
    """A running Temporal server as long as the block lasts; gives its address."""
    server = EmbeddedTemporal(folder, dynamic_config=dynamic_config, port=port)
    try:
        yield await server.start()
    finally:
        await server.stop()


async def ensure_namespace(address: str, namespace: str) -> None:
    """Make the namespace and the search attributes that our workflows set, unless they are there; wait until both are usable."""
    client = await Client.connect(address)
    try:
        await client.workflow_service.register_namespace(
            RegisterNamespaceRequest(
                namespace=namespace,
                description="Cases of Bylaw",
                workflow_execution_retention_period=Duration(seconds=int(RETENTION.total_seconds())),
            )
        )
    except RPCError as error:
        if error.status is not RPCStatusCode.ALREADY_EXISTS:
            raise
    await until_known(client, namespace)


async def until_known(client: Client, namespace: str, *, within: float = 30.0) -> None:
    """Each of the server's parts learns of a namespace in its own time."""
    deadline = time.monotonic() + within
    while True:
        try:
            await add_search_attributes(client, namespace)
        except RPCError as error:
            if error.status is not RPCStatusCode.NOT_FOUND or time.monotonic() > deadline:
                raise
            await asyncio.sleep(0.1)
        else:
            return


async def add_search_attributes(client: Client, namespace: str) -> None:
    """Add those of ours that are not there."""
    present = await client.operator_service.list_search_attributes(ListSearchAttributesRequest(namespace=namespace))
    missing = {name: kind for name, kind in SEARCH_ATTRIBUTES.items() if name not in present.custom_attributes}
    if missing:
        await client.operator_service.add_search_attributes(AddSearchAttributesRequest(namespace=namespace, search_attributes=missing))


async def describe(client: Client, namespace: str) -> None:
    """Ask for a namespace: answered only when the frontend and its store are up."""
    await client.workflow_service.describe_namespace(DescribeNamespaceRequest(namespace=namespace))


def server_config(database: Path, dynamic: Path, ports: tuple[int, ...]) -> dict[str, object]:
    """The official server's own configuration: everything in one file, everything on the loopback address."""
    frontend, *others = ports
    rpc = {name: (others[2 * at], others[2 * at + 1]) for at, name in enumerate(("matching", "history", "worker"))}
    rpc["frontend"] = (frontend, others[6])
    return {
        "log": {"stdout": True, "level": "warn"},
        "persistence": {
            "defaultStore": "default",
            "visibilityStore": "visibility",
            "numHistoryShards": 1,
            "datastores": {"default": {"sql": sqlite(database)}, "visibility": {"sql": sqlite(database)}},
        },
        "global": {"membership": {"maxJoinDuration": "30s", "broadcastAddress": LOOPBACK}},
        "services": {
            name: {"rpc": {"grpcPort": grpc, "membershipPort": membership, "bindOnLocalHost": True}}
            for name, (grpc, membership) in rpc.items()
        },
        "clusterMetadata": {
            "enableGlobalNamespace": False,
            "failoverVersionIncrement": 10,
            "masterClusterName": "active",
            "currentClusterName": "active",
            "clusterInformation": {
                "active": {"enabled": True, "initialFailoverVersion": 1, "rpcName": "frontend", "rpcAddress": f"{LOOPBACK}:{frontend}"}
            },
        },
        "dcRedirectionPolicy": {"policy": "noop"},
        "archival": {"history": {"state": "disabled"}, "visibility": {"state": "disabled"}},
        "namespaceDefaults": {"archival": {"history": {"state": "disabled"}, "visibility": {"state": "disabled"}}},
        "dynamicConfigClient": {"filepath": str(dynamic), "pollInterval": "10s"},
    }


def sqlite(database: Path) -> dict[str, object]:
    """One file; the server makes its schema on the first start."""
    return {
        "pluginName": "sqlite",
        "databaseName": str(database),
        "connectAddr": "localhost",
        "connectProtocol": "tcp",
        "connectAttributes": {"mode": "rwc", "cache": "private", "setup": "true", "journal_mode": "wal", "synchronous": "normal"},
        "maxConns": 1,
        "maxIdleConns": 1,
        "maxConnLifetime": "1h",
    }
