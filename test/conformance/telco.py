"""5-fold ROC AUC of scikit-learn on the Telco churn table, on folds that come from the caller."""

import json
import sys

import pandas as pd
from sklearn.compose import ColumnTransformer
from sklearn.ensemble import GradientBoostingClassifier, RandomForestClassifier
from sklearn.impute import SimpleImputer
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import roc_auc_score
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import OneHotEncoder, StandardScaler

NUMERIC = ["SeniorCitizen", "tenure", "MonthlyCharges", "TotalCharges"]
MODELS = {
    "random_forest": RandomForestClassifier,
    "gradient_boosting": GradientBoostingClassifier,
    "logistic_regression": LogisticRegression,
}


def pipeline(name, parameters, categorical):
    impute = SimpleImputer(strategy="median")
    scale = name == "logistic_regression"
    numeric = make_pipeline(impute, StandardScaler()) if scale else impute
    text = make_pipeline(SimpleImputer(strategy="most_frequent"), OneHotEncoder(handle_unknown="ignore"))
    features = ColumnTransformer([("numeric", numeric, NUMERIC), ("categorical", text, categorical)])
    return make_pipeline(features, MODELS[name](random_state=0, **parameters))


def main():
    request = json.load(sys.stdin)
    table = pd.read_csv(request["path"]).drop(columns="customerID")
    table["TotalCharges"] = pd.to_numeric(table["TotalCharges"], errors="coerce")
    y = (table.pop("Churn") == "Yes").to_numpy().astype(int)
    categorical = [name for name in table.columns if name not in NUMERIC]
    answer = {}
    for name, model in request["models"].items():
        theirs, ours = [], []
        for fold, probability in zip(request["folds"], model["probability"]):
            fitted = pipeline(name, model["parameters"], categorical).fit(table.iloc[fold["train"]], y[fold["train"]])
            theirs.append(roc_auc_score(y[fold["val"]], fitted.predict_proba(table.iloc[fold["val"]])[:, 1]))
            ours.append(roc_auc_score(y[fold["val"]], probability))
        answer[name] = {"ours": ours, "theirs": theirs}
    json.dump(answer, sys.stdout)


if __name__ == "__main__":
    main()
