# Oracle: scikit-learn pipelines exported by skl2onnx, with the scores scikit-learn itself gives.
import base64
import json
import sys

import numpy as np
import pandas as pd
import skl2onnx_booleans
from skl2onnx import to_onnx
from skl2onnx.common.data_types import DoubleTensorType, FloatTensorType, Int64TensorType, StringTensorType
from sklearn.compose import ColumnTransformer
from sklearn.ensemble import (
    GradientBoostingClassifier,
    GradientBoostingRegressor,
    HistGradientBoostingClassifier,
    RandomForestClassifier,
    RandomForestRegressor,
)
from sklearn.impute import SimpleImputer
from sklearn.linear_model import LinearRegression, LogisticRegression
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import MinMaxScaler, OneHotEncoder, OrdinalEncoder, StandardScaler

rng = np.random.default_rng(7)
rows = 1200


def float32(values):
    return values.astype(np.float32).astype(np.float64)


def frame(missing):
    table = pd.DataFrame(
        {
            "tenure": float32(rng.integers(0, 72, rows).astype(float)),
            "charges": float32(rng.normal(65, 30, rows)),
            "usage": float32(rng.gamma(2.0, 3.0, rows)),
            "contract": rng.choice(["month", "year", "two years"], rows, p=[0.6, 0.3, 0.1]),
            "payment": rng.choice(["card", "bank", "cheque"], rows),
        }
    )
    if missing:
        for name in ["tenure", "charges"]:
            table.loc[rng.random(rows) < 0.08, name] = np.nan
    return table


table = frame(True)
signal = (
    -0.03 * table.tenure.fillna(30)
    + 0.02 * table.charges.fillna(60)
    + (table.contract == "month") * 1.2
    + rng.normal(0, 0.7, rows)
)
binary_text = np.where(signal > np.median(signal), "Yes", "No")
binary_int = (signal > np.median(signal)).astype(int)
three = np.digitize(signal, np.quantile(signal, [0.33, 0.66]))
NUMERIC = ["tenure", "charges", "usage"]
TEXT = ["contract", "payment"]


def preprocess(scaler, encoder=None):
    numeric = make_pipeline(SimpleImputer(strategy="median"), *([scaler] if scaler else []))
    text = encoder or OneHotEncoder(handle_unknown="ignore", sparse_output=False)
    return ColumnTransformer([("numeric", numeric, NUMERIC), ("text", text, TEXT)])


def inputs(kind):
    types = [(name, kind([None, 1])) for name in NUMERIC]
    return types + [(name, StringTensorType([None, 1])) for name in TEXT]


cases = []


def add(name, model, x, y, types, zipmap=None, columns=None):
    model.fit(x, y)
    options = {} if zipmap is None else {id(model): {"zipmap": zipmap}}
    graph = to_onnx(model, initial_types=types, options=options, target_opset={"": 17, "ai.onnx.ml": 3})
    test = x if isinstance(x, np.ndarray) else x.copy()
    if isinstance(test, pd.DataFrame) and isinstance(model[0], ColumnTransformer) and "ordinal" not in name:
        test.loc[:20, "payment"] = "never seen"
    result = {"name": name, "graph": base64.b64encode(graph.SerializeToString()).decode()}
    if hasattr(model, "predict_proba"):
        result["classes"] = model.classes_.tolist()
        result["probability"] = model.predict_proba(test).tolist()
        result["label"] = model.predict(test).tolist()
    else:
        result["values"] = np.asarray(model.predict(test)).reshape(-1).tolist()
    frame_ = pd.DataFrame(test)
    result["columns"] = [
        frame_[c].tolist() if frame_[c].dtype == object else [None if np.isnan(v) else float(v) for v in frame_[c]]
        for c in frame_.columns
    ]
    cases.append(result)


forest = lambda **k: RandomForestClassifier(n_estimators=60, max_depth=8, random_state=1, **k)
for zipmap in [True, False]:
    add(f"forest zipmap={zipmap}", make_pipeline(preprocess(None), forest()), table, binary_text, inputs(FloatTensorType), zipmap)
    add(
        f"boosting zipmap={zipmap}",
        make_pipeline(preprocess(None), GradientBoostingClassifier(n_estimators=50, random_state=1)),
        table, binary_int, inputs(FloatTensorType), zipmap,
    )
    add(
        f"logistic zipmap={zipmap}",
        make_pipeline(preprocess(StandardScaler()), LogisticRegression(max_iter=1000)),
        table, binary_text, inputs(FloatTensorType), zipmap,
    )
    add(
        f"logistic, three classes, zipmap={zipmap}",
        make_pipeline(preprocess(StandardScaler()), LogisticRegression(max_iter=1000)),
        table, three, inputs(FloatTensorType), zipmap,
    )
add("forest, three classes", make_pipeline(preprocess(None), forest()), table, three, inputs(FloatTensorType), False)
add(
    "boosting, three classes",
    make_pipeline(preprocess(None), GradientBoostingClassifier(n_estimators=20, random_state=1)),
    table, three, inputs(FloatTensorType), False,
)
# No scaler before the forest: scaled in float32, rows that tie with a threshold go the other way (in ONNX Runtime too).
add(
    "forest on ordinal",
    make_pipeline(preprocess(None, OrdinalEncoder()), forest()),
    table, binary_int, inputs(FloatTensorType), False,
)
add(
    "logistic on min-max and ordinal",
    make_pipeline(preprocess(MinMaxScaler(), OrdinalEncoder()), LogisticRegression(max_iter=1000)),
    table, binary_int, inputs(FloatTensorType), False,
)
add(
    "logistic on doubles",
    make_pipeline(preprocess(StandardScaler()), LogisticRegression(max_iter=1000)),
    table, binary_int, inputs(DoubleTensorType), False,
)
matrix = table[NUMERIC].to_numpy(dtype=np.float32)
wide = [("X", FloatTensorType([None, 3]))]
add("histogram boosting on one matrix", make_pipeline(HistGradientBoostingClassifier(max_iter=40, random_state=1)), matrix, binary_int, wide, False)
filled = np.nan_to_num(matrix, nan=1.0)
add("linear regression", make_pipeline(StandardScaler(), LinearRegression()), filled, signal.to_numpy(), wide)
add("forest regression", make_pipeline(RandomForestRegressor(n_estimators=40, max_depth=7, random_state=1)), filled, signal.to_numpy(), wide)
add("boosting regression", make_pipeline(GradientBoostingRegressor(n_estimators=40, random_state=1)), filled, signal.to_numpy(), wide)
json.dump(cases, sys.stdout)
