"""Fits scikit-learn's forest and boosting on a matrix from a file; one JSON line per request on standard input."""

import json
import platform
import sys
import time

import numpy as np
import sklearn
from sklearn.ensemble import GradientBoostingClassifier, RandomForestClassifier
from sklearn.metrics import roc_auc_score

MODELS = {
    "random_forest": lambda p: RandomForestClassifier(n_jobs=1, **p),
    "gradient_boosting": lambda p: GradientBoostingClassifier(**p),
}


def main():
    setup = json.loads(sys.stdin.readline())
    rows, features, train = setup["rows"], setup["features"], setup["train"]
    # The file is column-major; scikit-learn's trees want row-major float32.
    x = np.fromfile(setup["matrix"], dtype=np.float32).reshape(features, rows)
    x = np.ascontiguousarray(x.T)
    y = np.fromfile(setup["target"], dtype=np.int32)
    print(json.dumps({"python": platform.python_version(), "sklearn": sklearn.__version__}), flush=True)
    for line in sys.stdin:
        job = json.loads(line)
        model = MODELS[job["model"]](job["parameters"])
        start = time.perf_counter()
        model.fit(x[:train], y[:train])
        seconds = time.perf_counter() - start
        auc = roc_auc_score(y[train:], model.predict_proba(x[train:])[:, 1])
        print(json.dumps({"seconds": seconds, "auc": auc}), flush=True)


if __name__ == "__main__":
    main()
