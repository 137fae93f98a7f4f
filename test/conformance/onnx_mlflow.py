# Oracle: loads each model folder with mlflow.pyfunc and predicts the frame pandas.read_csv makes of a CSV file; and asks ONNX Runtime directly.
import json
import logging
import sys
import warnings

warnings.filterwarnings("ignore")
logging.disable(logging.WARNING)

import mlflow
import numpy as np
import onnxruntime
import pandas as pd

asked = json.load(sys.stdin)
table = pd.read_csv(asked["csv"])
answers = {}


def plain(values):
    return np.asarray(values).tolist()


DTYPES = {"tensor(double)": np.float64, "tensor(int64)": np.int64, "tensor(bool)": np.bool_}
for name, folder in asked["folders"].items():
    model = mlflow.pyfunc.load_model(folder)
    frame = table[[column.name for column in model.metadata.get_input_schema()]]
    predicted = model.predict(frame)
    session = onnxruntime.InferenceSession(f"{folder}/model.onnx", providers=["CPUExecutionProvider"])
    feeds = {}
    for one in session.get_inputs():
        column = table[one.name]
        if one.type == "tensor(string)":
            feeds[one.name] = column.fillna("").to_numpy(dtype=object).reshape(-1, 1)
        else:
            feeds[one.name] = column.to_numpy(dtype=DTYPES[one.type]).reshape(-1, 1)
    outputs = session.run(None, feeds)
    answers[name] = {
        "pyfunc": {column: plain(predicted[column]) for column in predicted.columns},
        "onnxruntime": {out.name: plain(value) for out, value in zip(session.get_outputs(), outputs)},
    }
json.dump({"mlflow": mlflow.__version__, "pandas": pd.__version__, "answers": answers}, sys.stdout)
