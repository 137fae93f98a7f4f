"""scikit-learn fitted to the same matrix: predictions on the rows set aside, and coefficients of linear models."""

import json
import sys

import numpy as np
from sklearn import datasets, ensemble, linear_model
from sklearn.preprocessing import StandardScaler

DATA = {
    "wine": lambda: datasets.load_wine(return_X_y=True),
    "digits": lambda: datasets.load_digits(return_X_y=True),
    "cancer": lambda: datasets.load_breast_cancer(return_X_y=True),
    "diabetes": lambda: datasets.load_diabetes(return_X_y=True),
    "friedman1": lambda: datasets.make_friedman1(n_samples=2000, noise=1.0, random_state=0),
}
MODELS = {
    "random_forest": (ensemble.RandomForestClassifier, ensemble.RandomForestRegressor),
    "gradient_boosting": (ensemble.GradientBoostingClassifier, ensemble.GradientBoostingRegressor),
    "logistic_regression": (linear_model.LogisticRegression, None),
    "linear_regression": (None, linear_model.LinearRegression),
}


def load(name, scale):
    x, y = DATA[name]()
    return (StandardScaler().fit_transform(x) if scale else x).astype(float), y


def main():
    request = json.load(sys.stdin)
    if request["do"] == "load":
        loaded = [load(one["data"], one["scale"]) for one in request["tables"]]
        json.dump([{"columns": x.T.tolist(), "y": y.tolist()} for x, y in loaded], sys.stdout)
        return
    answers = []
    for job in request["jobs"]:
        x, y = load(job["data"], job["scale"])
        train = np.arange(len(y)) % 3 != 0
        weight = np.array(job["weight"])[train] if "weight" in job else None
        parameters = {
            k: {int(c): w for c, w in v.items()} if isinstance(v, dict) else v for k, v in job["parameters"].items()
        }
        regression = job["data"] in ("diabetes", "friedman1")
        model = MODELS[job["model"]][regression](**parameters).fit(x[train], y[train], sample_weight=weight)
        answer = {"score": model.score(x[~train], y[~train])}
        if not regression:
            answer["mean_probability"] = model.predict_proba(x[~train]).mean(axis=0).tolist()
        if hasattr(model, "coef_"):
            answer["coefficients"] = np.atleast_2d(model.coef_).tolist()
            answer["intercepts"] = np.atleast_1d(model.intercept_).tolist()
        answers.append(answer)
    json.dump(answers, sys.stdout)


if __name__ == "__main__":
    main()
