"""All that runs in one test run: each listing once, on all cores, in processes of their own."""

import json
import os
import random
import subprocess
import threading
from collections import defaultdict
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path

import coverage
from markdown import Markdown

from snippets.lab.public import are_here
from tools.engine.compare import differences
from tools.engine.needs import code_digest, imports_first, needs, needs_models
from tools.engine.record import check, note_date, record, tolerance_of
from tools.engine.run import ListingError, Run, Worker
from tools.markdown.errors import relative
from tools.markdown.fences import Fence, normalise
from tools.markdown.site import records_folder, snippets_folder

# in a kernel, tqdm (which transformers imports) asks for widgets that no record shows
NOTEBOOK_WARNINGS = "ignore:IProgress"
MARK = b"--8<-- [start:"  # in a module of which pages show sections


def seed_of(root: Path) -> int:
    """The seed of this test run's order and samples: LISTINGS_SEED, or the commit's hash."""
    if given := os.environ.get("LISTINGS_SEED"):
        return int(given)
    done = subprocess.run(
        ["git", "rev-parse", "--short=8", "HEAD"], cwd=root, capture_output=True, text=True
    )
    return int(done.stdout, 16) if done.returncode == 0 else 0


class Runs:
    """All runs of this test run; each listing runs once, in a process of its own."""

    def __init__(self, config):
        self.root, self.recording = Path(config.rootpath), config.getoption("--record")
        self.warm, self.outputs = config.getini("listings_warm"), config.getoption("--outputs")
        root = self.root
        self.snippets = snippets_folder(root)
        self.seed = seed_of(root)
        self.keep = True  # names of the listings, for tests of their pages
        self.runs: dict[str, Run] = {}
        self.verdicts: dict[str, str | None] = {}  # what is wrong with each, compared once
        self.pages: dict[Path, Markdown] = {}  # what each page collected renders
        self.ran: set[str] = set()  # normalised sources that ran and did as recorded
        self.exempt: set[str] = set()
        self.left_out: set[str] = set()  # listings that need the public models, which are not here
        self.expected: list[str] = []  # listings whose packages the worker imports beforehand
        self.imported: dict[str, tuple] = {}  # what listings import, by page
        self.ahead: dict[str, Future] = {}
        self.pool = ThreadPoolExecutor(os.cpu_count())
        self.starting: dict[tuple[str, int], threading.Lock] = defaultdict(threading.Lock)
        self.workers: dict[tuple[str, int], Worker] = {}
        self.coverage = coverage.Coverage(data_file=None, config_file=False)

    def worker(self, source: bytes, page: str, turn: int = 0) -> Worker:
        """The process that forks a listing of this page; workers are kept.

        Packages, and the modules that the page's listings import, are imported beforehand, unless
        the listing does something before it imports. The second `turn` of a recording has another
        hash seed, and so another order of sets.
        """
        if not imports_first(source):
            return self.kept(("bare", turn), self.bare)
        base = self.kept(("base", turn), self.base)
        if os.environ.get("OMP_NUM_THREADS", "1") != "1":
            return base  # a fork of a process that has computed with threads hangs
        own = self.kept((page, turn), lambda turn: self.of_page(page, base))
        return own if own.fit else base

    def kept(self, key: tuple[str, int], start: Callable[[int], Worker]) -> Worker:
        with self.starting[key]:
            if key not in self.workers:
                self.workers[key] = start(key[1])
            return self.workers[key]

    def environment(self, turn: int) -> dict[str, str]:
        return {"PYTHONHASHSEED": str((self.seed + turn + self.recording) % 2**32)}

    def bare(self, turn: int) -> Worker:
        return Worker(self.root, environment=self.environment(turn))

    def base(self, turn: int) -> Worker:
        packages, _, modules = self.needed("")
        values = [value for value in self.warm if value.partition(":")[0] in modules]
        sections = [str(f) for f in self.snippets.rglob("*.py") if MARK in f.read_bytes()]
        return Worker(self.root, packages, values, sections, self.environment(turn))

    def of_page(self, page: str, base: Worker) -> Worker:
        return Worker(self.root, self.needed(page)[1], parent=base)

    def needed(self, page: str) -> tuple[list[str], list[str], set[str]]:
        """What a page's listings import that begin with their imports; without a page, all do."""
        if page not in self.imported:
            files = [self.file(n) for n in self.expected if page in ("", n.partition("/")[0])]
            if page:
                files = [f for f in files if f.is_file() and imports_first(f.read_bytes())]
            self.imported[page] = needs(files, self.root)
        return self.imported[page]

    def file(self, name: str) -> Path:
        return self.snippets / f"{name}.py"

    def leaves_out(self, name: str) -> bool:
        """Whether a listing cannot run here, for want of the public models; it is then counted."""
        if not are_here() and needs_models(name, self.root):
            self.left_out.add(name)
        return name in self.left_out

    def go_ahead(self, names: list[str]) -> None:
        """Begin to run listings while tests go on, in an order that the seed decides."""
        names = self.expected = [name for name in names if not self.leaves_out(name)]
        if not self.recording:
            random.Random(self.seed).shuffle(names)
            # Python's parser is not safe in several threads: what they ask is answered before
            for page in ("", *{name.partition("/")[0] for name in names}):
                self.needed(page)
            self.ahead = {name: self.pool.submit(self.execute, name) for name in names}

    def close(self) -> None:
        self.pool.shutdown(cancel_futures=True)
        for worker in self.workers.values():
            worker.__exit__()

    def execute(self, name: str, turn: int = 0) -> Run:
        """Run a listing."""
        file = self.file(name)
        if not file.is_file():
            raise ListingError(f"no listing {relative(file)}: mend the name or write it.")
        source = file.read_bytes()
        worker = self.worker(source, name.partition("/")[0], turn)
        return worker.run(name, source, file, pictures=self.recording, keep=self.keep)

    def listing(self, name: str) -> Run:
        """The one run of `snippets/<name>.py`."""
        if name not in self.runs:
            future = self.ahead.pop(name, None)
            begun = future is not None and not future.cancel()
            run = self.runs[name] = future.result() if begun else self.execute(name)
            self.keep_output(run)
            if run.lines:
                self.coverage.get_data().add_lines(run.lines)
        return self.runs[name]

    def keep_output(self, run: Run) -> None:
        """Keep what a listing did in the folder of `--outputs`, for `make portable`."""
        if self.outputs:
            file = self.outputs / f"{run.name}.json"
            file.parent.mkdir(parents=True, exist_ok=True)
            about = {name: getattr(run, name) for name in ("output", "figure", "seconds", "error")}
            about["code"] = code_digest(run.name, self.root)
            file.write_text(json.dumps(about), "utf-8")

    def verdict(self, name: str) -> str | None:
        """What is wrong with a listing, compared (or recorded) once; None if nothing is."""
        if name not in self.verdicts:
            run = self.listing(name)
            try:
                if self.recording:
                    self.say_the_same(run)
                (record if self.recording else check)(run, records_folder(self.root))
                if self.recording and needs_models(name, self.root):
                    note_date(run, records_folder(self.root))
            except ListingError as error:
                self.verdicts[name] = str(error)
            else:
                self.verdicts[name] = None
                self.ran.add(name)
        return self.verdicts[name]

    def say_the_same(self, run: Run) -> None:
        """Run a listing once more, with sets in another order; `ListingError` if it differs."""
        if run.error:
            return
        again = self.execute(run.name, turn=1)
        tolerance = tolerance_of(run)
        report = differences(run.output, again.output, tolerance)
        report += differences(run.figure or "", again.figure or "", max(tolerance, 2e-5), 1e-3)
        if report:
            raise ListingError(
                "two runs of it differ, so it cannot be recorded:\n"
                + "\n".join(report)
                + "\nSet its seed, and sort what it takes from a set."
            )

    def inline(self, source: str, page: Path, line: int) -> str | None:
        """Run an inline fence, once; what is wrong with it, or None."""
        key = f"{relative(page)}: {source}"
        if key not in self.verdicts:
            name = f"{relative(page)}:{line}"
            worker = self.worker(source.encode(), page.stem.replace("-", "_"))
            run = self.runs[key] = worker.run(name, source.encode(), page, line)
            self.verdicts[key] = run.error
            if run.output or run.figure:
                self.verdicts[key] = (
                    "an inline block has no output: make it a listing "
                    "snippets/<page>/<concept>.py and show it in a block."
                )
            if not self.verdicts[key]:
                self.ran.add(normalise(source))
        return self.verdicts[key]

    def section(self, fence: Fence) -> str | None:
        """Whether each line of a shown section was executed by a listing of this test run."""
        file = self.file(fence.listing)
        lines = file.read_text("utf-8").splitlines()
        start, end = (
            next(n for n, line in enumerate(lines, 1) if f"--8<-- [{mark}:{fence.section}]" in line)
            for mark in ("start", "end")
        )
        if str(file) not in self.coverage.get_data().measured_files() and self.left_out:
            used = needs([self.file(name) for name in self.left_out], self.root)[2]
            if ".".join(file.relative_to(self.root).with_suffix("").parts) in used:
                self.left_out.add(f"{fence.listing}:{fence.section}")
                return None
        if str(file) not in self.coverage.get_data().measured_files():
            return f"no listing that ran uses {relative(file)}."
        missing = [line for line in self.coverage.analysis2(str(file))[3] if start < line < end]
        if missing:
            return f"{relative(file)}:{missing[0]}: this line is shown, but no listing executes it."
        self.ran.add(f"{fence.listing}:{fence.section}")
        return None
