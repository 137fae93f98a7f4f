# Makes an mlflow.db with its artifacts in the folder that standard input names.
import json
import os
import sys

import mlflow

os.chdir(json.load(sys.stdin)["folder"])
mlflow.set_tracking_uri("sqlite:///mlflow.db")
mlflow.set_registry_uri("sqlite:///mlflow.db")
client = mlflow.MlflowClient()
place = os.path.join(os.getcwd(), "artifacts", "1")
experiment = client.create_experiment("imported", artifact_location=place, tags={"team": "crm"})
mlflow.set_experiment("imported")
with mlflow.start_run(run_name="one") as run:
    mlflow.log_params({"depth": 3, "note": "ä"})
    for step in range(300):
        mlflow.log_metric("loss", 1 / (step + 1), step=step)
    mlflow.log_metric("nan", float("nan"))
    mlflow.log_text("hello", "model/MLmodel")
    with mlflow.start_run(run_name="child", nested=True):
        mlflow.log_metric("auc", 0.9)
client.delete_run(client.create_run(experiment).info.run_id)
client.create_registered_model("churn", tags={"a": "b"}, description="d")
for _ in range(3):
    client.create_model_version("churn", run.info.artifact_uri + "/model", run.info.run_id)
client.delete_model_version("churn", 2)
client.transition_model_version_stage("churn", 3, "Production")
client.set_registered_model_alias("churn", "champion", 3)
model = client.create_logged_model(experiment, name="lm", source_run_id=run.info.run_id, params={"p": "q"})
client.finalize_logged_model(model.model_id, "READY")
json.dump({"run": run.info.run_id, "model": model.model_id}, sys.stdout)
