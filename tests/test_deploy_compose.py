"""The compose file: what depends on what, what is reachable from where, and that it says what the code says.

Needs a YAML parser; without one only this module is skipped.
"""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any

import pytest

from tests.reference import ROOT, commands
from tests.test_deploy import PROJECT
from workers.embedded.engine import USUAL_PORT, USUAL_UI_PORT
from workers.settings import TEMPORAL_VARIABLES, Settings

yaml = pytest.importorskip("yaml", reason="PyYAML is not installed")

FILE = yaml.safe_load((ROOT / "deploy" / "compose.yaml").read_text())
SERVICES: dict[str, dict[str, Any]] = FILE["services"]
OURS = ("migrate", "worker", "gateway")
ONCE = ("temporal-schema", "temporal-namespace", "migrate")


@pytest.mark.parametrize("name", OURS)
def test_our_services_run_commands_that_exist(name: str) -> None:
    assert " ".join(SERVICES[name]["command"]) in commands()
    assert SERVICES[name]["image"] == f"resolute:{PROJECT['project']['version']}"


@pytest.mark.parametrize("name", OURS)
def test_our_services_are_told_where_everything_is(name: str) -> None:
    environment = SERVICES[name]["environment"]
    assert environment["TEMPORAL_ADDRESS"] == f"temporal:{USUAL_PORT}"
    assert environment["TEMPORAL_NAMESPACE"] == SERVICES["temporal-namespace"]["environment"]["ENGINE_NAMESPACE"]
    assert "@postgresql:5432/ledger" in environment["RESOLUTE_DATABASE_URL"]
    assert {key for key in environment if key.startswith("TEMPORAL_")} <= set(TEMPORAL_VARIABLES)


@pytest.mark.parametrize("name", OURS)
def test_our_services_can_write_nowhere_and_gain_nothing(name: str) -> None:
    service = SERVICES[name]
    assert service["read_only"] is True
    assert service["cap_drop"] == ["ALL"]
    assert service["security_opt"] == ["no-new-privileges:true"]
    assert "privileged" not in service


def test_a_worker_begins_after_everything_it_needs() -> None:
    conditions = {
        name: {other: how["condition"] for other, how in service.get("depends_on", {}).items()}
        for name, service in SERVICES.items()
    }
    assert conditions["worker"] == conditions["gateway"] == {"migrate": "service_completed_successfully"}
    for others in conditions.values():
        for other, condition in others.items():
            assert condition == ("service_completed_successfully" if other in ONCE else "service_healthy")
    assert _needs("worker", conditions) == set(SERVICES) - {"worker", "gateway", "temporal-ui"}


def _needs(name: str, conditions: dict[str, dict[str, str]]) -> set[str]:
    direct = set(conditions[name])
    return direct.union(*(_needs(other, conditions) for other in direct))


def test_what_others_wait_for_says_how_it_is() -> None:
    for service in SERVICES.values():
        for other, how in service.get("depends_on", {}).items():
            if how["condition"] == "service_healthy":
                assert SERVICES[other]["healthcheck"]["test"][0] == "CMD"


def test_a_worker_has_longer_to_stop_than_it_takes() -> None:
    worker = SERVICES["worker"]
    allowed = timedelta(seconds=int(worker["stop_grace_period"].removesuffix("s")))
    taken = worker["environment"].get("RESOLUTE_GRACE_SECONDS", Settings.model_fields["grace_seconds"].default)
    assert allowed > timedelta(seconds=float(taken))


def test_services_come_back_and_jobs_end() -> None:
    for name, service in SERVICES.items():
        assert service["restart"] == ("on-failure" if name in ONCE else "unless-stopped")


def test_only_the_ui_and_the_gateway_are_reachable_and_from_this_host_alone() -> None:
    published = {name: service["ports"] for name, service in SERVICES.items() if "ports" in service}
    gateway_port = Settings.model_fields["gateway_port"].default
    assert published == {
        "temporal-ui": [f"127.0.0.1:{USUAL_UI_PORT}:8080"],
        "gateway": [f"127.0.0.1:{gateway_port}:{gateway_port}"],
    }
    assert f"http://127.0.0.1:{gateway_port}/ready" in SERVICES["gateway"]["healthcheck"]["test"][-1]
    assert FILE["networks"]["inside"]["internal"] is True
    outside = {name for name, service in SERVICES.items() if "outside" in service["networks"]}
    assert outside == {"worker", "gateway", "temporal-ui"}


def test_what_must_not_be_lost_is_on_volumes_with_names() -> None:
    mounted = {name: [str(volume) for volume in service.get("volumes", [])] for name, service in SERVICES.items()}
    assert "postgresql:/var/lib/postgresql" in mounted["postgresql"]
    assert "resolute:/var/lib/resolute" in mounted["worker"]
    assert set(FILE["volumes"]) == {"postgresql", "resolute"}
    relative = [volume for volumes in mounted.values() for volume in volumes if volume.startswith("./")]
    for volume in relative:
        path, _, mode = volume.partition(":")[0], *volume.rpartition(":")[1:]
        assert (ROOT / "deploy" / path).is_dir()
        assert mode == "ro"


def test_every_image_has_a_version_and_temporals_server_and_tools_the_same() -> None:
    images = [service["image"] for service in SERVICES.values()]
    assert all(re.fullmatch(r"[a-z/-]+:\d[\w.]*", image) for image in images)
    assert (
        len({image.rpartition(":")[2] for image in images if re.match(r"temporalio/(server|admin-tools)", image)}) == 1
    )


def test_every_script_that_a_service_runs_is_there() -> None:
    for service in SERVICES.values():
        for word in service.get("entrypoint", []):
            if word.startswith("/opt/temporal/"):
                assert (ROOT / "deploy" / "temporal" / word.rpartition("/")[2]).is_file()
