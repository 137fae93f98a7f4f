# Loads models:/<name>@champion from a tracking server and scores rows with it.
import json
import sys

import mlflow
import pandas as pd

asked = json.load(sys.stdin)
mlflow.set_tracking_uri(asked["address"])
mlflow.set_registry_uri(asked["address"])
model = mlflow.pyfunc.load_model(f"models:/{asked['name']}@champion")
scores = model.predict(pd.DataFrame(asked["rows"]))
client = mlflow.MlflowClient()
run = client.get_run(client.get_model_version_by_alias(asked["name"], "champion").run_id)
json.dump(
    {
        "label": [str(value) for value in scores["label"]],
        "probability": [float(value) for value in scores["probability"]],
        "stages": {v.version: v.current_stage for v in client.search_model_versions(f"name='{asked['name']}'")},
        "status": run.info.status,
        "metrics": sorted(run.data.metrics),
    },
    sys.stdout,
)
