# Gives a graph to MLflow in both of its ways, and answers with the folders that it wrote.
import json
import logging
import os
import sys
import warnings

warnings.filterwarnings("ignore")
logging.disable(logging.WARNING)

import mlflow
import onnx
import pandas as pd
from mlflow.models import infer_signature

asked = json.load(sys.stdin)
graph = onnx.load(asked["graph"])
frame = pd.read_csv(asked["table"]).drop(columns=["churned"])
signature = infer_signature(frame)
os.chdir(asked["folder"])
second = mlflow.__version__.startswith("2")
# Each release's own store: of the second a folder, because its database layer does not fit newer releases of SQLAlchemy.
mlflow.set_tracking_uri(f"file://{asked['folder']}/runs" if second else f"sqlite:///{asked['folder']}/mlflow.db")
saved = f"{asked['folder']}/saved"
mlflow.onnx.save_model(graph, saved, signature=signature)
with mlflow.start_run():
    name = {"artifact_path": "model"} if second else {"name": "model"}
    logged = mlflow.onnx.log_model(graph, **name, signature=signature, input_example=frame.head(2))
logged = mlflow.artifacts.download_artifacts(logged.model_uri, dst_path=f"{asked['folder']}/logged")
json.dump({"saved": saved, "logged": logged}, sys.stdout)
