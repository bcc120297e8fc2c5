"""Whatever works sites out, and whatever dies on the way: every site has one line, and the lines are the same."""

import json
from dataclasses import replace
from itertools import islice

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from portfolio_sites import (
    BROKEN,
    deadly_once,
    endless_or_deadly,
    faulty,
    quick,
    site_text,
    some_sites,
    write_sites,
)

from evsite._version import __version__
from evsite.output.json.portfolio import portfolio_document
from evsite.output.json.writer import pieces
from evsite.portfolio import batches as batches_module
from evsite.portfolio import cluster as cluster_module
from evsite.portfolio.batches import Batches, EngineError, run_batch, same_version
from evsite.portfolio.cases import task_of
from evsite.portfolio.cluster import Cluster
from evsite.portfolio.journal import Journal
from evsite.portfolio.pool import Pool
from evsite.portfolio.run import run_portfolio
from evsite.portfolio.serial import Serial
from evsite.portfolio.tasks import Asked, Task
from evsite.portfolio.work import work_out
from evsite.studies.portfolio.summary import summarize

CHECK = Asked()


def document_of(journal, cases, asked):
    paths = sorted(case.path for case in cases)
    return "".join(
        pieces(portfolio_document(summarize(journal.lines(paths), asked.do), journal.lines(paths), asked.words))
    )


def worked_out(cases, engine, folder, asked=CHECK, work=work_out):
    """The document of a portfolio, and every line that was written for it."""
    file = folder / "lines.jsonl"
    file.unlink(missing_ok=True)
    with Journal(file) as journal:
        run_portfolio(cases, asked, engine, journal, work=work)
        document = document_of(journal, cases, asked)
    return document, [json.loads(line) for line in file.read_text().splitlines()]


def codes(lines):
    return {
        line["path"].rpartition("/")[2].removesuffix(".site.toml"): [each["code"] for each in line["findings"]]
        for line in lines
    }


def name_of(line):
    return line["path"].rpartition("/")[2].removesuffix(".site.toml")


class Shuffled:
    """An engine that answers batches in any order."""

    def __init__(self, draw):
        self.draw = draw

    def answers(self, tasks, work):
        waiting, batches = [], Batches(tasks)
        while batch := batches.next():
            waiting += run_batch(work, batch)[1]
            batches.took(waiting)
            if self.draw(st.booleans()):
                yield waiting.pop(self.draw(st.integers(0, len(waiting) - 1)))
        while waiting:
            yield waiting.pop(self.draw(st.integers(0, len(waiting) - 1)))


@settings(max_examples=8)
@given(st.data(), st.lists(st.sampled_from([*BROKEN, "a", "b", "c"]), min_size=1, max_size=6, unique=True))
def test_the_order_of_answers_changes_nothing(tmp_path_factory, data, names):
    folder = tmp_path_factory.mktemp("sites")
    sound = {name: site_text(name, 3, 60) for name in "abc"}
    cases = write_sites(folder, {name: (BROKEN | sound)[name] for name in names})
    first, _ = worked_out(cases, Serial(), folder, Asked())
    second, lines = worked_out(list(reversed(cases)), Shuffled(data.draw), folder, Asked())
    assert second == first
    assert sorted(line["path"] for line in lines) == sorted(case.path for case in cases)


@pytest.mark.slow
def test_a_pool_says_what_one_process_says(tmp_path):
    cases = some_sites(tmp_path, 3)
    serial, _ = worked_out(cases, Serial(), tmp_path)
    pooled, lines = worked_out(cases, Pool(2), tmp_path)
    assert pooled == serial
    assert len(lines) == len(cases)
    states = {name_of(line): line["state"] for line in lines}
    assert {name: states[name] for name in BROKEN} == {
        "no-toml": "unreadable",
        "no-text": "unreadable",
        "empty": "refused",
        "wrong-words": "refused",
        "overloaded": "worked out",
    }


@pytest.mark.slow
def test_a_site_that_kills_its_process_or_never_ends_is_a_line_and_takes_no_other_with_it(tmp_path):
    texts = {"a": "a", "b": "endless", "c": "c", "d": "deadly"}
    _, lines = worked_out(write_sites(tmp_path, texts), Pool(1, 0.6), tmp_path, work=endless_or_deadly)
    assert codes(lines) == {"a": ["EV854"], "b": ["EV852"], "c": ["EV854"], "d": ["EV851"]}
    messages = {line["findings"][0]["code"]: line["message"] for line in lines}
    assert messages["EV852"] == "not done after 0.6 s"
    assert messages["EV851"] == "the process that worked on it ended: it crashed, was killed or had no memory left"
    assert len(lines) == len(texts)


def test_a_thread_that_takes_too_long_is_given_up(monkeypatch):
    stop = []
    tasks = [Task("a", b"x", Asked()), Task("b", b"wait", Asked())]

    def waiting(task):
        while task.content == b"wait" and not stop:
            pass
        return quick(task)

    _, answers = run_batch(waiting, tasks, 0.3)
    stop.append(True)
    assert [answer.line.findings[0].code for answer in answers] == ["EV854", "EV852"]


def test_a_bug_that_a_site_meets_is_a_line(tmp_path):
    cases = write_sites(tmp_path, {"a": site_text("a"), "b": "faulty", "c": site_text("c")})
    _, lines = worked_out(cases, Serial(), tmp_path, Asked(), faulty)
    found = codes(lines)
    assert found["b"] == ["EV853"]
    assert "EV853" not in found["a"] + found["c"]
    assert lines[1]["message"] == "ZeroDivisionError: by a site"


def test_the_first_batches_are_small_and_later_ones_take_about_a_second():
    tasks = iter([Task(str(place), b"x", Asked()) for place in range(1000)])
    batches = Batches(tasks)
    sizes = []
    while batch := batches.next():
        sizes.append(len(batch))
        batches.took(taking(batch, 0.02))
    assert sizes[:6] == [1, 2, 4, 8, 16, 32]
    assert max(sizes) in {49, 50}
    assert sum(sizes) == 1000


def taking(batch, elapsed_s):
    answers = [quick(task) for task in batch]
    return [replace(answer, line=replace(answer.line, elapsed_s=elapsed_s)) for answer in answers]


def test_no_more_bytes_travel_at_once_than_are_good(monkeypatch):
    monkeypatch.setattr(batches_module, "_MOST_BYTES", 10)
    batches = Batches(Task(str(place), b"1234", Asked()) for place in range(9))
    batches.took(taking([Task("", b"", Asked())] * 8, 0.001))
    batches.took(taking([Task("", b"", Asked())] * 8, 0.001))
    sizes = [len(batch) for batch in iter(batches.next, [])]
    assert max(sizes) == 2
    assert sum(sizes) == 9


def test_tasks_are_read_no_faster_than_they_are_worked_out():
    read = []

    def tasks():
        for place in range(10_000):
            read.append(place)
            yield Task(str(place), b"", Asked())

    answers = Serial().answers(tasks(), quick)
    assert len(list(islice(answers, 5))) == 5
    answers.close()
    assert len(read) == 5


def test_another_version_of_evsite_is_refused():
    same_version(__version__)
    with pytest.raises(EngineError, match=r"worker tcp://x has evsite 0\.0\.1, and this is"):
        same_version("0.0.1", "worker tcp://x")


@pytest.fixture(scope="module")
def dask_cluster():
    """Two workers, each a process, on ports that are free; the tests hold the cluster by its handle."""
    import dask
    from distributed import LocalCluster

    settings = {"distributed.worker.daemon": True, "distributed.comm.timeouts.connect": "30s"}
    with (
        dask.config.set(settings),
        LocalCluster(
            n_workers=2,
            threads_per_worker=1,
            processes=True,
            dashboard_address=None,
            worker_dashboard_address=None,
            host="127.0.0.1",
            scheduler_port=0,
            silence_logs="CRITICAL",
        ) as cluster,
    ):
        cluster.wait_for_workers(2, timeout=60)
        yield cluster


@pytest.mark.slow
def test_a_cluster_of_another_version_is_refused(tmp_path, dask_cluster, monkeypatch):
    monkeypatch.setattr(batches_module, "__version__", "0.0.1")
    with pytest.raises(EngineError, match=rf"has evsite {__version__}, and this is 0\.0\.1"):
        worked_out(some_sites(tmp_path, 1), Cluster(dask_cluster.scheduler_address), tmp_path)


@pytest.mark.slow
def test_a_cluster_says_what_one_process_says_though_a_worker_is_killed(tmp_path, dask_cluster, monkeypatch):
    monkeypatch.setattr(dask_cluster.scheduler, "allowed_failures", 0)  # it gives up what the worker had at once
    cases = some_sites(tmp_path, 6)
    (tmp_path / "s3.site.toml").write_text(site_text("deadly", 9))
    serial, _ = worked_out(cases, Serial(), tmp_path)
    clustered, lines = worked_out(cases, Cluster(dask_cluster.scheduler_address), tmp_path, work=deadly_once)
    assert (tmp_path / "s3.site.died").exists()
    assert clustered == serial
    assert sorted(line["path"] for line in lines) == sorted(case.path for case in cases)


@pytest.mark.slow
def test_what_a_cluster_gives_up_is_tried_again_alone_and_only_then_to_blame(tmp_path, dask_cluster, monkeypatch):
    real, together = cluster_module._result, []

    def given_up(future):
        _, answers = future.result()
        names = [name_of({"path": answer.line.path}) for answer in answers]
        together.append(names)
        return None if {"c", "e"} & set(names) else real(future)

    monkeypatch.setattr(cluster_module, "_result", given_up)
    cases = write_sites(tmp_path, {name: name for name in "abcdefg"})
    _, lines = worked_out(cases, Cluster(dask_cluster.scheduler_address), tmp_path, work=quick)
    assert codes(lines) == {name: ["EV851" if name in "ce" else "EV854"] for name in "abcdefg"}
    assert [names for names in together if "c" in names][-1] == ["c"]
    assert len(lines) == len(cases)


@pytest.mark.slow
def test_no_scheduler_is_said_in_a_line(tmp_path, monkeypatch):
    monkeypatch.setattr(cluster_module, "_CONNECT_S", 0.2)
    with pytest.raises(EngineError, match=r"no scheduler of Dask at tcp://127\.0\.0\.1:9"):
        worked_out(some_sites(tmp_path, 1), Cluster("tcp://127.0.0.1:9"), tmp_path)


def test_a_task_needs_no_file_where_it_is_worked_out(tmp_path):
    (case,) = write_sites(tmp_path, {"a": site_text("a")})
    task = task_of(case, Asked(("check", "report")))
    before = work_out(task).line.without_time()
    (tmp_path / "a.site.toml").unlink()
    assert work_out(task).line.without_time() == before
