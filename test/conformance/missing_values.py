"""Trees of scikit-learn that take NaN as it is, on the caller's rows: scores on the rows set aside."""

import json
import sys

import numpy as np
import pandas as pd
from sklearn import ensemble
from sklearn.compose import ColumnTransformer
from sklearn.metrics import r2_score, roc_auc_score
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import OneHotEncoder

MODELS = {
    "random_forest": (ensemble.RandomForestClassifier, ensemble.RandomForestRegressor),
    "gradient_boosting": (ensemble.HistGradientBoostingClassifier, ensemble.HistGradientBoostingRegressor),
}


def main():
    answers = []
    for job in json.load(sys.stdin):
        table = pd.read_csv(job["path"]).drop(columns=job["drop"])
        y = table.pop(job["target"]).to_numpy()
        if job["positive"] is not None:
            y = (y == job["positive"]).astype(int)
        text = table.select_dtypes("object").columns
        features = ColumnTransformer(
            [("text", OneHotEncoder(handle_unknown="ignore", sparse_output=False), text)], remainder="passthrough"
        )
        scores = []
        for seed in range(job["seeds"]):
            model = MODELS[job["model"]][job["positive"] is None](random_state=seed, **job["parameters"])
            held = np.arange(len(y)) % 3 == 0
            fitted = make_pipeline(features, model).fit(table[~held], y[~held])
            if job["positive"] is None:
                scores.append(r2_score(y[held], fitted.predict(table[held])))
            else:
                scores.append(roc_auc_score(y[held], fitted.predict_proba(table[held])[:, 1]))
        answers.append(float(np.mean(scores)))
    json.dump(answers, sys.stdout)


if __name__ == "__main__":
    main()
