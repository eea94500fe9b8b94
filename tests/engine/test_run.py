"""A listing runs as `python -m` runs it, what it writes is seen, and nothing of it stays behind."""

import textwrap

import pytest

from tools.engine.run import Worker, as_printed, as_shown, decoded, execute


@pytest.fixture(scope="module")
def root(tmp_path_factory):
    """A folder with listings snippets/page/*.py, and a module that one of them imports."""
    folder = tmp_path_factory.mktemp("clone")
    (folder / "snippets/page").mkdir(parents=True)
    (folder / "snippets/page/reads_mode.py").write_text(
        'import os\n\nmode = os.environ.get("CASE_MODE", "unset")\n'
    )
    return folder


@pytest.fixture(scope="module")
def worker(root):
    """One process that forks all listings of this module; numpy and matplotlib are imported."""
    with Worker(root, ["import numpy", "import matplotlib.pyplot", "import torch"]) as worker:
        yield worker


def write(root, source: str | bytes, name="x"):
    file = root / f"snippets/page/{name}.py"
    source = source if isinstance(source, bytes) else textwrap.dedent(source).encode()
    file.write_bytes(source)
    return file


@pytest.fixture
def run(root, worker):
    def run(source, name="x", **options):
        file = write(root, source, name)
        return worker.run(f"page/{name}", file.read_bytes(), file, **options)

    return run


PROGRAMS = {
    "logging": """
        import logging, sys
        logging.basicConfig(stream=sys.stdout, level=20, format="%(levelname)s %(message)s")
        logging.info("epoch 1 done")
        print("end")
        """,
    "child": """
        import subprocess, sys
        print("before", flush=True)
        subprocess.run([sys.executable, "-c", "print('of a child')"])
        print("after")
        """,
    "fork": """
        import os
        print("before", flush=True)
        if os.fork() == 0:
            print("of a fork", flush=True)
            os._exit(0)
        os.wait()
        print("after")
        """,
    "bytes": """
        import os, sys
        sys.stdout.buffer.write("bytes é\\n".encode())
        sys.stdout.buffer.flush()
        os.write(1, b"descriptor\\n")
        print("text", file=sys.__stdout__)
        """,
    "reconfigure": """
        import sys
        sys.stdout.reconfigure(encoding="utf-8", line_buffering=True)
        print("déjà vu 🙂", sys.stdout.encoding, sys.stdout.fileno(), sys.stdout.isatty())
        """,
    "order": """
        print("first")
        import this as zen
        print(len(zen.s))
        """,
    "identity": """
        import sys
        from .reads_mode import mode
        print(__name__, __package__, __spec__.name, mode)
        print(sys.modules["__main__"].__dict__ is globals(), len(sys.argv))
        print(sys.argv[0] == __file__, sys.path[0] in ("", __import__("os").getcwd()))
        """,
    "threads": """
        import threading, time
        def late():
            time.sleep(0.1)
            print("late")
        threading.Thread(target=late).start()
        print("early")
        """,
    "at exit": """
        import atexit
        atexit.register(print, "bye")
        print("hello")
        """,
    "exit 0": "import sys\nprint('done')\nsys.exit(0)\n",
    "exit None": "print('done')\nraise SystemExit\n",
    "hard exit": "import os\nprint('done', flush=True)\nos._exit(0)\n",
    "future": "from __future__ import annotations\nprint((lambda x: x)(1))\n",
    "mark": b"\xef\xbb\xbfprint('seen')\n",
    "latin": "# -*- coding: latin-1 -*-\nprint('caf\xe9')\n".encode("latin-1"),
    "dos": b"x = 1\r\nprint(x)\r\n",
    "tabs": 'print("text", "label", sep="\\t")\n',
    "content": 'print("```")\nprint(\'--8<-- "a.py"\')\nprint("[[a/b:c]]")\n',
    "multiprocessing": """
        from multiprocessing import get_context

        def double(x):
            return 2 * x

        if __name__ == "__main__":
            with get_context("fork").Pool(2) as pool:
                print(pool.map(double, [1, 2, 3]))
        """,
    "environment": """
        import os
        os.environ["CASE_MODE"] = "fast"
        from snippets.page.reads_mode import mode
        print(mode)
        """,
}  # fmt: skip


@pytest.mark.parametrize("name", PROGRAMS)
def test_a_listing_runs_as_python_runs_it(root, run, name):
    """The same output as the printed command's, and something was printed."""
    forked = run(PROGRAMS[name])
    printed = as_printed("page/x", root)
    assert (forked.error, printed.error) == (None, None)
    assert forked.output == printed.output != ""


def test_what_children_and_loggers_write_is_in_its_place(run):
    assert run(PROGRAMS["logging"]).output == "INFO epoch 1 done\nend\n"
    assert run(PROGRAMS["child"]).output == "before\nof a child\nafter\n"
    assert run(PROGRAMS["environment"]).output == "fast\n"


@pytest.mark.parametrize(
    ("source", "sentence"),
    [
        ("import sys\nsys.exit(3)\n", "exit code 3"),
        ("import sys\nsys.exit('no data')\n", "SystemExit: no data"),
        ("import os\nos._exit(4)\n", "exit code 4"),
        ("import os, signal\nos.kill(os.getpid(), signal.SIGKILL)\n", "ended by SIGKILL"),
        ("x = 1\nprint(x / 0)\n", "x.py:2: print(x / 0)"),
        ("x = 1\nprint(x\n", "x.py:2: SyntaxError"),
        ("import warnings\nwarnings.warn('old', DeprecationWarning)\n", "DeprecationWarning: old"),
        ("import logging\nlogging.warning('hm')\n", "WARNING:root:hm"),
        ("import os\nprint(1)\nos.system('echo trouble >&2')\n", "trouble"),
        ("import sys\nprint('x', file=sys.stderr)\n", "it warns"),
        ("print('\\x1b[2J')\n", "line 1 of its output holds the control character '\\x1b'"),
        ("print('a')\nprint('\\x00')\n", "line 2 of its output holds"),
        ("import sys\nsys.stdout.buffer.write(b'\\xff\\n')\n", "line 1 of its output is not UTF-8"),
        ("import matplotlib.pyplot as plt\nplt.plot([1])\nprint(1)\n", "it never shows"),
    ],
)
def test_what_goes_wrong_is_told(run, source, sentence):
    error = run(source).error
    assert sentence in error
    assert "Traceback" not in error


@pytest.mark.parametrize(
    ("printed", "shown"),
    [
        (b"1%\r50%\r100%\n", "100%\n"),
        (b"long line\rshort\n", "shortline\n"),
        (b"long line\r\x1b[Kshort\n", "short\n"),
        (b"long line\x1b[2K\rshort\n", "short\n"),
        (b"\x1b[1;31mred\x1b[0m plain\n", "red plain\n"),
        (b"dos\r\nline\r\n", "dos\nline\n"),
        (b"a\tb  \n\n\n", "a\tb\n"),
        (b"no end", "no end\n"),
        ("a\u2028b\n".encode(), "a\u2028b\n"),
        (b"", ""),
    ],
)
def test_an_output_is_what_a_terminal_shows_in_the_end(printed, shown):
    assert as_shown(printed) == shown


@pytest.mark.parametrize(
    "source",
    [b"\xef\xbb\xbfx = 1\n", "# coding: latin-1\n# \xe9\n".encode("latin-1"), b"x = 1\r\n"],
)
def test_a_source_is_read_as_python_reads_it(source):
    assert "\ufeff" not in decoded(source)
    assert "\r" not in decoded(source)


def test_a_progress_bar_is_no_warning_and_no_output(run):
    source = """
        from tqdm import tqdm
        for _ in tqdm(range(3), disable=False):
            pass
        print("done")
        """
    assert (run(source).output, run(source).error) == ("done\n", None)


# what a listing may leave behind, and how the next one would notice
LEFT = {
    "decimal": (
        "from decimal import getcontext\ngetcontext().prec = 5",
        "from decimal import Decimal\nprint(Decimal(1) / 3)",
    ),
    "logging": (
        "import logging, sys\nlogging.disable()\nlogging.basicConfig(stream=sys.stdout, level=10)",
        "import logging\nprint(logging.root.manager.disable, logging.root.handlers)",
    ),
    "builtins": ("import builtins\nbuiltins.sum = max", "print(sum([1, 2]))"),
    "library": ("import json\njson.dumps = repr", "import json\nprint(json.dumps('x'))"),
    "warnings": (
        "import warnings\nwarnings.simplefilter('ignore')\nwarnings.formatwarning = None",
        "import warnings\nprint(len(warnings.filters), warnings.formatwarning)",
    ),
    "environment": (
        "import os\nos.environ['LEFT'] = 'x'\nos.environ.pop('PATH')",
        "import os\nprint('LEFT' in os.environ, 'PATH' in os.environ)",
    ),
    "locale": (
        "import locale\nlocale.setlocale(locale.LC_ALL, 'C')",
        "import locale\nprint(locale.setlocale(locale.LC_ALL))",
    ),
    "zone": (
        "import os, time\nos.environ['TZ'] = 'Asia/Tokyo'\ntime.tzset()",
        "import time\nprint(time.tzname)",
    ),
    "folder": ("import os\nos.chdir('/')\nos.umask(0)", "import os\nprint(os.getcwd())"),
    "mask": ("import os\nos.umask(0o777)", "import os\nprint(os.umask(0))"),
    "path": ("import sys\nsys.path.clear()", "import sys\nprint(len(sys.path))"),
    "recursion": (
        "import sys\nsys.setrecursionlimit(99)\nsys.set_int_max_str_digits(0)",
        "import sys\nprint(sys.getrecursionlimit(), sys.get_int_max_str_digits())",
    ),
    "signals": (
        "import signal\nsignal.signal(signal.SIGUSR1, signal.SIG_IGN)",
        "import signal\nprint(signal.getsignal(signal.SIGUSR1))",
    ),
    "collector": ("import gc\ngc.disable()", "import gc\nprint(gc.isenabled())"),
    "hooks": (
        "import sys\nsys.excepthook = sys.displayhook = print",
        "import sys\nprint(sys.excepthook is sys.__excepthook__)",
    ),
    "numpy": (
        "import numpy\nnumpy.set_printoptions(precision=1)\nnumpy.seterr(all='ignore')",
        "import numpy\nprint(numpy.array([1 / 3]), numpy.geterr())",
    ),
    "matplotlib": (
        "import matplotlib.pyplot as plt\nplt.rcParams['lines.linewidth'] = 99\n"
        "plt.switch_backend('svg')\nplt.figure()\nplt.close('all')",
        "import matplotlib.pyplot as plt\n"
        "print(plt.rcParams['lines.linewidth'], plt.get_backend(), plt.get_fignums())",
    ),
    "torch": (
        "import torch\ntorch.set_default_dtype(torch.float64)\ntorch.set_grad_enabled(False)\n"
        "torch.use_deterministic_algorithms(True)\ntorch.set_num_threads(3)\n"
        "torch.set_printoptions(precision=1)\ntorch.set_default_device('meta')",
        "import torch\nprint(torch.get_default_dtype(), torch.is_grad_enabled(),\n"
        "torch.ones(1) / 3, torch.are_deterministic_algorithms_enabled(),\n"
        "torch.get_num_threads(), torch.get_default_device())",
    ),
    "threads": (
        "import threading, time\n"
        "threading.Thread(target=time.sleep, args=(9,), daemon=True).start()",
        "import threading\nprint(threading.active_count())",
    ),
    "modules": (
        "import sys, types\nsys.modules['left'] = types.ModuleType('left')\n"
        "import snippets.page.reads_mode as m\nm.mode = 'left'",
        "import sys\nfrom snippets.page.reads_mode import mode\nprint('left' in sys.modules, mode)",
    ),
    "at exit": ("import atexit\natexit.register(print, 'left')", "print('nothing')"),
    "files": ("import sys\nsys.stdout.close()", "print('open')"),
}  # fmt: skip


@pytest.mark.parametrize("kind", LEFT)
def test_nothing_is_left_for_the_next(run, kind):
    """The second listing prints the same with the first one before it as without."""
    rude, probe = LEFT[kind]
    alone = run(probe)
    assert (alone.error, alone.output != "") == (None, True)
    assert run(rude).error is None
    assert run(probe).output == alone.output


def test_the_probe_does_notice_what_is_left(run):
    """In one process, each of them does: the test above asks for something."""
    blind = [
        kind
        for kind, (rude, probe) in LEFT.items()
        if kind not in ("at exit", "files")
        and run(f"{rude}\nprint('---')\n{probe}").output.partition("---\n")[2] == run(probe).output
    ]
    assert blind == []


def test_random_states_are_new_each_time(run):
    source = (
        "import random, numpy, torch\nprint(random.random(), numpy.random.rand(), torch.rand(1))"
    )
    assert len({run(source).output for _ in range(3)}) == 3


def test_names_come_back_and_what_cannot_is_left_out(run):
    source = """
        import threading
        import numpy as np
        import torch

        class Box:
            def __init__(self, content):
                self.content = content

        def double(x):
            return 2 * x * factor

        factor, lock, array, box = 3, threading.Lock(), np.arange(3), Box(torch.ones(2))
        print(double(1))
        """
    names = run(source, keep=True).namespace
    assert names["double"](2) == 12
    assert names["array"].tolist() == [0, 1, 2]
    assert names["box"].content.tolist() == [1.0, 1.0]
    assert "lock" not in names


def test_a_worker_that_dies_says_so(root):
    with Worker(root) as worker:
        file = write(root, "print(1)\n")
        worker.process.kill()
        worker.process.wait()
        run = worker.run("page/x", file.read_bytes(), file)
    assert "has died" in run.error


def test_figures_are_captured(run):
    source = """
        import matplotlib.pyplot as plt
        fig, ax = plt.subplots()
        ax.plot([1, 2], [3, 4])
        plt.show()
        """
    drawn = run(source, pictures=True)
    assert drawn.error is None
    assert drawn.svg.startswith(b"<?xml")
    assert run(source).figure == drawn.figure
    assert run(source.replace("4]", "5]")).figure != drawn.figure
    assert run(source.replace("4]", "5]"), pictures=True).svg != drawn.svg


def test_inline_code_counts_the_lines_of_its_page(tmp_path):
    page = tmp_path / "page.md"
    page.write_text("# Page\n\n```python\nx = 1 / 0\n```\n")
    assert f"{page}:4: x = 1 / 0" in execute("page.md:4", "x = 1 / 0\n", page, 4).error


def test_a_large_model_is_named_and_not_pickled(tmp_path, monkeypatch):
    """By the folder from which it came; a small one is kept as it is."""
    import torch
    from transformers import GPT2Config, GPT2LMHeadModel

    from tools.engine import worker

    shape = {"n_embd": 8, "n_layer": 1, "n_head": 1, "vocab_size": 50, "n_positions": 8}
    config = GPT2Config(**shape, bos_token_id=None, eos_token_id=None)
    GPT2LMHeadModel(config).save_pretrained(tmp_path / "saved")
    model = GPT2LMHeadModel.from_pretrained(tmp_path / "saved")
    sizes = {}
    for large in (10**9, 10):
        monkeypatch.setattr(worker, "LARGE", large)
        file = tmp_path / f"{large}.pickle"
        worker.keep({"model": model, "width": 8}, file)
        sizes[large] = file.stat().st_size
        with file.open("rb") as stream:
            names = worker.Unpickler(stream).load()
        assert names["width"] == 8
        weights = names["model"].state_dict()
        assert all(torch.equal(weights[name], w) for name, w in model.state_dict().items())
    assert sizes[10] < 1000 < sizes[10**9]
