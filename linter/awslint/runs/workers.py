"""Processes beside this one that work on whole units, where there is enough to do for them.

What does the work is any executor of `concurrent.futures`: the standard library's processes, or what an organisation
has (`dask.distributed`'s `Client.get_executor()`), as long as its workers see the same files at the same paths.
"""

from __future__ import annotations

import multiprocessing
import os
import pickle
import signal
import threading
import uuid
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Executor, Future, ProcessPoolExecutor
from dataclasses import replace
from pathlib import Path
from typing import Final

from awslint.cache.disk import FileReads
from awslint.cache.store import open_store
from awslint.frozen import frozen
from awslint.graph.loading import Inputs
from awslint.project import Unit
from awslint.rules import Rule
from awslint.runs.exports import Exports
from awslint.runs.memory import collect_garbage
from awslint.runs.unit_result import RuleFinder, packed
from awslint.runs.units import answered, built_in_rules
from awslint.syntax.sources import Sources, TreeStore

MakeExecutor = Callable[[int], Executor]
"""Makes what does the work, for a number of jobs."""

ENOUGH: Final = 1_500_000
"""Bytes of configuration from which on further processes pay for their start."""
MOST_TEXT: Final = 8_000_000
"""Characters of text that a process keeps, with their trees, from batch to batch."""
BATCHES: Final = 6
"""Batches for every job: few enough to share modules between units, enough for an even load."""


@frozen
class Task:
    """One unit and its inputs."""

    unit: Unit
    inputs: Inputs
    selected: Callable[[Rule], bool]
    exists: Callable[[str], bool] | None
    rules: RuleFinder | None = None


@frozen
class Batch:
    """Units that one process does one after the other, in a working directory.

    Attributes:
        run: tells runs apart.
        exporting: the templates that export to each other, and what they are given. Each process finds out what that
            is: the values know their places by numbers of files, which are not the same everywhere.
        keeps_trees: trees of files are looked up in this machine's cache, and new ones are sent back.
    """

    run: str
    here: str
    tasks: tuple[Task, ...]
    exporting: tuple[tuple[Path, ...], Inputs]
    caches_trees: bool = False


Done = tuple[list[str], bytes, FileReads, bool]
"""The answers of a unit (`answers.packed`), what they rest on, and whether they may be kept."""

BatchDone = tuple[list[Done | None], dict[str, bytes]]
"""What became of the tasks, and the trees that are new."""

_here = threading.local()
"""What the batches of one run share, in each thread: workers may live longer than a run, and files change."""


def work(batch: Batch) -> BatchDone:
    """Does the tasks of a batch; None for one that failed, which is then done again where it can be reported."""
    if os.getcwd() != batch.here:  # noqa: PTH109
        os.chdir(batch.here)
    if getattr(_here, "run", None) != batch.run:
        _here.run, _here.cache_key = batch.run, set()
        _here.tree_store = open_store("trees") if batch.caches_trees else None
        _here.sources = None
    # What is read for one batch serves the next: a module that many units call is parsed once in each process.
    if _here.sources is None or _here.sources.size > MOST_TEXT:
        _here.sources = Sources(tree_store=_here.tree_store)
        _here.exports = Exports(*batch.exporting, _here.sources)
    sources: Sources = _here.sources
    done: list[Done | None] = []
    for task in batch.tasks:
        try:
            with sources.recording() as reads:
                inputs = replace(task.inputs, exports=_here.exports)
                result, deployment = answered(
                    task.unit, sources, inputs, task.selected, task.exists, rules=task.rules or built_in_rules
                )
            deployment.release()
            done.append((*packed(result, sources), reads, result.is_cacheable))
        except Exception:
            done.append(None)
        collect_garbage()
    trees = _here.tree_store.added(_here.cache_key) if _here.tree_store is not None else {}
    _here.cache_key.update(trees)
    return done, trees


def _prepare() -> None:
    # Ctrl-C is for the process that the user started; it ends its workers.
    signal.signal(signal.SIGINT, signal.SIG_IGN)


def processes(jobs: int) -> Executor:
    """Processes of this machine; where it can be, copies of this one, which start at once."""
    methods = multiprocessing.get_all_start_methods()
    context = multiprocessing.get_context("fork" if "fork" in methods else None)
    return ProcessPoolExecutor(jobs, mp_context=context, initializer=_prepare)


def size_of(unit: Unit) -> int:
    """About how much there is to read for a unit, in bytes."""
    try:
        if unit.path.is_file():
            return unit.path.stat().st_size
        with os.scandir(unit.path) as entries:
            return sum(entry.stat().st_size for entry in entries if entry.name.endswith((".tf", ".tofu", ".json")))
    except OSError:
        return 0


def done_elsewhere(
    tasks: Sequence[Task],
    jobs: int,
    make: MakeExecutor | None,
    exporting: tuple[tuple[Path, ...], Inputs],
    tree_store: TreeStore | None = None,
) -> Iterator[Done | None]:
    """Yields the tasks' results in their order, each as soon as it is there; None for what is to be done here.

    Without an executor of one's own, processes are only started where there is enough to do; these put the trees of
    what they parse in the tree store.
    """
    jobs = min(jobs, len(tasks))
    sizes = [size_of(task.unit) for task in tasks] if make is None else []
    if len(tasks) < 2 or (make is None and (jobs < 2 or sum(sizes) < ENOUGH)):
        yield from (None for _ in tasks)
        return
    count = -(-len(tasks) // (jobs * BATCHES))
    here = str(Path.cwd())
    run = uuid.uuid4().hex
    caches_trees = tree_store is not None and make is None
    batches = [Batch(run, here, group, exporting, caches_trees) for group in _groups(tasks, sizes, count)]
    try:
        pickle.dumps(batches[0])
        executor = (make or processes)(jobs)
    except Exception:  # what cannot be sent to another process is done in this one
        yield from (None for _ in tasks)
        return
    futures: list[Future[BatchDone]] = []
    try:
        futures = [executor.submit(work, batch) for batch in batches]
        for batch, future in zip(batches, futures, strict=True):
            try:
                results, trees = future.result()
            except Exception:  # a worker that died costs time, nothing else
                results, trees = [None] * len(batch.tasks), {}
            for key, content in trees.items():
                if tree_store is not None:
                    tree_store.put(key, content)
            yield from results
    except BaseException:
        _end(executor, futures)
        raise
    executor.shutdown(wait=True)


def _groups(tasks: Sequence[Task], sizes: Sequence[int], count: int) -> Iterator[tuple[Task, ...]]:
    """Yields the tasks of each batch: as many as `count`, and not more than a process keeps the texts of."""
    group: list[Task] = []
    text = 0
    for number, task in enumerate(tasks):
        if group and (len(group) == count or text > MOST_TEXT):
            yield tuple(group)
            group, text = [], 0
        group.append(task)
        text += sizes[number] if sizes else 0
    yield tuple(group)


def _end(executor: Executor, futures: Sequence[Future[BatchDone]]) -> None:
    # Only the standard library's own executor has processes that are ours to end. With these gone it is over at once;
    # cancelling what it still holds would make its thread fail, and one that is not waited for is still ending itself
    # when Python ends it.
    running = list((getattr(executor, "_processes", None) or {}).values())
    for process in running:
        process.terminate()
    if not running:
        for future in futures:  # not every executor knows `cancel_futures`
            future.cancel()
    executor.shutdown(wait=bool(running))
