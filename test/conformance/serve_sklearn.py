# Writes a table and pipelines of scikit-learn exported by skl2onnx into a folder; answers with what scikit-learn predicts.
import json
import sys

import numpy as np
import pandas as pd
import skl2onnx_booleans
from skl2onnx import to_onnx
from skl2onnx.common.data_types import FloatTensorType, StringTensorType
from sklearn.compose import ColumnTransformer
from sklearn.ensemble import GradientBoostingClassifier, RandomForestClassifier
from sklearn.impute import SimpleImputer
from sklearn.linear_model import LogisticRegression
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import OneHotEncoder, StandardScaler

folder = json.load(sys.stdin)["folder"]
rng = np.random.default_rng(11)
rows = 1000
NUMERIC = ["tenure", "monthly_charges"]
TEXT = ["contract_type"]
table = pd.DataFrame(
    {
        "tenure": rng.integers(0, 72, rows).astype(float),
        "monthly_charges": rng.normal(65, 30, rows).round(2),
        "contract_type": rng.choice(["Month-to-month", "One year", "Two year"], rows),
    }
)
table.loc[rng.random(rows) < 0.1, "monthly_charges"] = np.nan
signal = -0.05 * table.tenure + 0.02 * table.monthly_charges.fillna(60) + (table.contract_type == "Month-to-month") * 1.5
table["churned"] = (signal + rng.normal(0, 0.7, rows) > 0).astype(int)
table.to_csv(f"{folder}/table.csv", index=False)

inputs = [(name, FloatTensorType([None, 1])) for name in NUMERIC] + [(name, StringTensorType([None, 1])) for name in TEXT]
estimators = {
    "forest": RandomForestClassifier(n_estimators=80, max_depth=7, random_state=1),
    "boosting": GradientBoostingClassifier(n_estimators=60, random_state=1),
    "logistic": LogisticRegression(max_iter=1000),
}
expected = {}
for name, estimator in estimators.items():
    scaler = [StandardScaler()] if name == "logistic" else []
    numeric = make_pipeline(SimpleImputer(strategy="median"), *scaler)
    text = OneHotEncoder(handle_unknown="ignore", sparse_output=False)
    model = make_pipeline(ColumnTransformer([("numeric", numeric, NUMERIC), ("text", text, TEXT)]), estimator)
    model.fit(table[NUMERIC + TEXT], table.churned)
    # As an exporter's defaults have it: labels, and probabilities behind a ZipMap.
    graph = to_onnx(model, initial_types=inputs, target_opset={"": 17, "ai.onnx.ml": 3})
    with open(f"{folder}/{name}.onnx", "wb") as file:
        file.write(graph.SerializeToString())
    expected[name] = {
        "label": model.predict(table[NUMERIC + TEXT]).tolist(),
        "probability": model.predict_proba(table[NUMERIC + TEXT])[:, 1].tolist(),
    }
records = json.loads(table[NUMERIC + TEXT].to_json(orient="records", double_precision=15))
json.dump({"records": records, "expected": expected}, sys.stdout)
