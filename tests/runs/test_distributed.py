"""Units checked by a cluster of dask.distributed, as an organisation may hand it in: a real local cluster."""

from __future__ import annotations

from concurrent.futures import Executor

import pytest
from tests.fixture_cases import FIXTURES, apart

from awslint.engine import Options, check
from awslint.report.as_json import as_json

distributed = pytest.importorskip(
    "distributed", reason="the extra awslint[distributed] is not installed: no cluster is tried"
)

PROJECTS = [apart(FIXTURES / name) for name in ("cloudformation/CFN001", "memorydb", "kms/KMS085")]


def test_a_cluster_gives_the_same_report() -> None:
    alone = check(PROJECTS, Options())
    with (
        distributed.LocalCluster(n_workers=2, threads_per_worker=1, processes=True, dashboard_address=None) as cluster,
        distributed.Client(cluster) as client,
    ):
        made: list[int] = []

        def executor(jobs: int) -> Executor:
            made.append(jobs)
            return client.get_executor()

        report = check(PROJECTS, Options(jobs=2, executor=executor))
    assert made
    assert as_json(report, report.shown()) == as_json(alone, alone.shown())
