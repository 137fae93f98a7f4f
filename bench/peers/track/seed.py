"""Fills a database of MLflow's with runs, by its own schema and past its server, which would take an hour: seed.py <uri> <runs> <keys>."""

import random
import sys
import uuid

import sqlalchemy
from mlflow.store.tracking.sqlalchemy_store import SqlAlchemyStore

uri, runs, keys = sys.argv[1], int(sys.argv[2]), int(sys.argv[3])
SqlAlchemyStore(uri, "mlflow-artifacts:/")
engine = sqlalchemy.create_engine(uri)
random.seed(7)
START = 1_700_000_000_000
tables = sqlalchemy.MetaData()
tables.reflect(engine, only=["runs", "params", "metrics", "latest_metrics", "tags"])


def rows(first, last):
    made = {name: [] for name in ("runs", "params", "metrics", "latest_metrics", "tags")}
    for number in range(first, last):
        run = uuid.UUID(int=random.getrandbits(128)).hex
        made["runs"].append(
            {
                "run_uuid": run,
                "name": f"run-{number}",
                "experiment_id": 0,
                "user_id": "bench",
                "status": "FINISHED",
                "start_time": START + number,
                "end_time": START + number + 1,
                "source_type": "LOCAL",
                "source_name": "",
                "entry_point_name": "",
                "source_version": "",
                "lifecycle_stage": "active",
                "artifact_uri": f"mlflow-artifacts:/0/{run}/artifacts",
            }
        )
        made["tags"].append({"run_uuid": run, "key": "mlflow.runName", "value": f"run-{number}"})
        for i in range(keys):
            metric = {
                "run_uuid": run,
                "key": f"metric_{i}",
                "value": random.random(),
                "timestamp": START + number,
                "step": 0,
                "is_nan": False,
            }
            made["metrics"].append(metric)
            made["latest_metrics"].append(metric)
            made["params"].append({"run_uuid": run, "key": f"param_{i}", "value": str(number % 100)})
    return made


with engine.begin() as connection:
    for first in range(0, runs, 1000):
        for name, values in rows(first, min(first + 1000, runs)).items():
            connection.execute(tables.tables[name].insert(), values)
