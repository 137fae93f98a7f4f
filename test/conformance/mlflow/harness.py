"""What the cases share: the server that is asked, the client that asks, and how a case says what it expected."""

import json
import os
import sys
import time
import traceback
import uuid

# Of a server that fails, a case must say so at once; the client would try seven times, ever slower.
os.environ.setdefault("MLFLOW_HTTP_REQUEST_MAX_RETRIES", "1")
os.environ.setdefault("MLFLOW_DISABLE_TELEMETRY", "true")
os.environ.setdefault("MLFLOW_ENABLE_ARTIFACTS_PROGRESS_BAR", "false")
os.environ.setdefault("MLFLOW_DISABLE_ENV_CREATION", "true")

import requests  # noqa: E402

# The client writes where runs are to be seen to standard output, where the answer goes.
ANSWER = os.fdopen(os.dup(1), "w")
os.dup2(2, 1)

INPUT = json.load(sys.stdin)
ADDRESS = INPUT["address"]
os.environ["MLFLOW_TRACKING_URI"] = ADDRESS
for key, value in INPUT.get("env", {}).items():
    os.environ[key] = value

import mlflow  # noqa: E402
from mlflow import MlflowClient  # noqa: E402
from mlflow.exceptions import MlflowException  # noqa: E402

MAJOR = int(mlflow.__version__.split(".")[0])
CASES = []


def case(function=None, *, since=2):
    """Marks a case; `since` is the first major version of the client that can ask for it. The tests read these marks."""

    def register(chosen):
        if since <= MAJOR:
            CASES.append(chosen)
        return chosen

    return register(function) if function else register


def unique(name):
    """Two clients and many cases use one server."""
    return f"{name}-{MAJOR}-{uuid.uuid4().hex[:8]}"


def client():
    return MlflowClient(ADDRESS)


def experiment(name="experiment"):
    return client().create_experiment(unique(name))


def same(actual, expected, what=""):
    assert actual == expected, f"{what + ': ' if what else ''}{actual!r} is not {expected!r}"


def each(rows, check):
    """Every row is checked, and all that fail are told of."""
    failures = []
    for row in rows:
        try:
            check(*row)
        except Exception as error:  # noqa: BLE001
            failures.append(f"{row[0]}: {type(error).__name__}: {error}")
    assert not failures, f"{len(failures)} of {len(rows)}:\n" + "\n".join(failures)


def refused(code, ask, text=""):
    try:
        answer = ask()
    except MlflowException as error:
        same(error.error_code, code, str(error))
        assert text in str(error), f"{text!r} is not in {error}"
        return
    raise AssertionError(f"not refused, but {answer!r}")


def rest(method, path, query=None, **options):
    """A request without the client: `runs/create`, or a path from the root on."""
    url = ADDRESS + (path if path.startswith("/") else f"/api/2.0/mlflow/{path}")
    return requests.request(method, url, params=query, timeout=60, **options)


def answered(method, path, query=None, **options):
    response = rest(method, path, query, **options)
    same(response.status_code, 200, f"{method} {path}: {response.text[:500]}")
    return response.json()


def run_cases():
    results = []
    for chosen in CASES:
        started = time.monotonic()
        error = None
        try:
            chosen()
        except BaseException as raised:  # noqa: BLE001
            where = [f"{os.path.basename(f.filename)}:{f.lineno}" for f in traceback.extract_tb(raised.__traceback__)]
            error = f"{type(raised).__name__}: {raised} ({' < '.join(reversed(where[1:][-4:]))})"
        while mlflow.active_run() is not None:
            mlflow.end_run()
        results.append({"name": chosen.__name__, "error": error, "seconds": round(time.monotonic() - started, 2)})
    json.dump(results, ANSWER)
    ANSWER.close()
