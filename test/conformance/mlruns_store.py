# Makes an mlruns folder, registry included, in the folder that standard input names.
import json
import os
import sys

import mlflow
import pandas as pd

os.chdir(json.load(sys.stdin)["folder"])
mlflow.set_tracking_uri("mlruns")
client = mlflow.MlflowClient()
experiment = client.create_experiment("imported", tags={"team": "crm"})
mlflow.set_experiment("imported")
with mlflow.start_run(run_name="one") as run:
    mlflow.log_params({"depth": 3, "a/b": "ä"})
    for step in range(300):
        mlflow.log_metric("loss/train", 1 / (step + 1), step=step)
    mlflow.log_metric("nan", float("nan"))
    mlflow.log_text("hello", "model/MLmodel")
    mlflow.log_input(mlflow.data.from_pandas(pd.DataFrame({"x": [1.0]}), name="train"), context="training")
client.delete_run(client.create_run(experiment).info.run_id)
client.create_registered_model("churn", tags={"a": "b"}, description="d")
for _ in range(3):
    client.create_model_version("churn", run.info.artifact_uri + "/model", run.info.run_id)
client.delete_model_version("churn", 2)
client.transition_model_version_stage("churn", 3, "Production")
client.set_registered_model_alias("churn", "champion", 3)
client.delete_experiment(client.create_experiment("gone"))
json.dump({"run": run.info.run_id}, sys.stdout)
