"""MLflow's command line."""

import csv
import io
import json
import subprocess
import sys
import tempfile
from pathlib import Path

from click.testing import CliRunner
from harness import case, client, experiment, same, unique
from mlflow.cli import cli


def command(*words):
    """In this process: each start of MLflow takes seconds. The first case starts it as a user does."""
    result = CliRunner().invoke(cli, list(words))
    assert result.exit_code == 0, f"{words}: {result.output} {result.exception}"
    return result.output


@case
def runs_are_listed_and_described():
    made = experiment()
    run = client().create_run(made, run_name="listed").info.run_id
    client().log_param(run, "p", "1")
    words = [sys.executable, "-m", "mlflow", "runs", "list", "--experiment-id", made]
    listed = subprocess.run(words, capture_output=True, text=True, check=False)
    assert listed.returncode == 0 and run in listed.stdout and "listed" in listed.stdout, listed
    described = json.loads(command("runs", "describe", "--run-id", run))
    same((described["info"]["run_id"], described["data"]["params"]), (run, {"p": "1"}))
    command("runs", "delete", "--run-id", run)
    same(client().get_run(run).info.lifecycle_stage, "deleted")
    command("runs", "restore", "--run-id", run)
    same(client().get_run(run).info.lifecycle_stage, "active")


@case
def experiments_are_made_searched_renamed_and_deleted():
    name = unique("command")
    command("experiments", "create", "--experiment-name", name)
    made = client().get_experiment_by_name(name).experiment_id
    assert name in command("experiments", "search")
    command("experiments", "rename", "--experiment-id", made, "--new-name", f"{name}-new")
    command("experiments", "delete", "--experiment-id", made)
    same(client().get_experiment(made).lifecycle_stage, "deleted")
    command("experiments", "restore", "--experiment-id", made)
    same(client().get_experiment(made).name, f"{name}-new")


@case
def runs_are_written_to_a_table():
    made = experiment()
    run = client().create_run(made).info.run_id
    client().log_metric(run, "auc", 0.5)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "runs.csv")
        command("experiments", "csv", "--experiment-id", made, "--filename", str(path))
        rows = list(csv.DictReader(io.StringIO(path.read_text())))
    same([(row["run_id"], row["metrics.auc"]) for row in rows], [(run, "0.5")])


@case
def artifacts_are_sent_listed_and_downloaded():
    run = client().create_run(experiment()).info.run_id
    with tempfile.TemporaryDirectory() as folder:
        Path(folder, "a.txt").write_text("hello")
        command("artifacts", "log-artifact", "--local-file", f"{folder}/a.txt", "--run-id", run, "--artifact-path", "sub")
        command("artifacts", "log-artifacts", "--local-dir", folder, "--run-id", run)
        listed = json.loads(command("artifacts", "list", "--run-id", run))
        same([(file["path"], file["is_dir"]) for file in listed], [("a.txt", False), ("sub", True)])
        command("artifacts", "download", "--run-id", run, "--dst-path", f"{folder}/down")
        same(Path(folder, "down", "sub", "a.txt").read_text(), "hello")
        command("artifacts", "download", "--artifact-uri", f"runs:/{run}/sub/a.txt", "--dst-path", f"{folder}/one")
        same(Path(folder, "one", "a.txt").read_text(), "hello")
