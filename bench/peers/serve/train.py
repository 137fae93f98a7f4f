"""Fits the tutorial's pipeline on a CSV: python train.py table.csv model.joblib"""

import sys

import joblib
import pandas as pd
from sklearn.compose import ColumnTransformer
from sklearn.ensemble import RandomForestClassifier
from sklearn.impute import SimpleImputer
from sklearn.pipeline import Pipeline
from sklearn.preprocessing import OneHotEncoder, StandardScaler

NUMERIC = ["tenure", "monthly_charges", "total_charges", "num_products"]
CATEGORICAL = ["contract_type", "payment_method", "internet_service"]

table = pd.read_csv(sys.argv[1])
features = ColumnTransformer(
    [
        ("numeric", Pipeline([("impute", SimpleImputer(strategy="median")), ("scale", StandardScaler())]), NUMERIC),
        ("categorical", OneHotEncoder(handle_unknown="ignore"), CATEGORICAL),
    ]
)
forest = RandomForestClassifier(n_estimators=200, max_depth=8, random_state=42, n_jobs=1)
pipeline = Pipeline([("features", features), ("model", forest)])
pipeline.fit(table[NUMERIC + CATEGORICAL], table["churned"])
# As the tutorial serves it: no thread pool is started for one row.
joblib.dump(pipeline, sys.argv[2])
