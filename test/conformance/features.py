# The oracle of features.test.ts: scikit-learn's ColumnTransformer on the same rows, and the types pandas.read_csv finds.
import json
import sys

import numpy as np
import pandas as pd
from sklearn.compose import ColumnTransformer
from sklearn.impute import SimpleImputer
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import MinMaxScaler, OneHotEncoder, OrdinalEncoder, StandardScaler


def dtypes(path):
    return {name: str(dtype) for name, dtype in pd.read_csv(path).dtypes.items()}


def columns(matrix):
    """JSON has no NaN."""
    values = np.asarray(matrix, dtype=float).T
    return np.where(np.isnan(values), None, values).tolist()


def transform(train_path, test_path, numeric, categorical, options):
    train, test = pd.read_csv(train_path), pd.read_csv(test_path)
    encode = options.get("encode", {})
    limits = {key: encode[key] for key in ("min_frequency", "max_categories") if key in encode}
    if encode.get("method") == "ordinal":
        encoder = OrdinalEncoder(handle_unknown="use_encoded_value", unknown_value=-1, **limits)
    else:
        encoder = OneHotEncoder(handle_unknown="ignore", sparse_output=False, **limits)

    def imputer(how):
        if isinstance(how, dict):
            return SimpleImputer(strategy="constant", fill_value=how["constant"])
        return SimpleImputer(strategy=how)

    impute = options.get("impute", {})
    # Without imputers, as trees that take missing values have their features.
    native = options.get("native", False)
    steps = ["passthrough"] if native else [imputer(impute.get("numeric", "median"))]
    scalers = {"standard": StandardScaler, "minmax": MinMaxScaler}
    if options.get("scale", "none") != "none":
        steps.append(scalers[options["scale"]]())
    text = ["passthrough"] if native else [imputer(impute.get("categorical", "most_frequent"))]
    transformer = ColumnTransformer(
        [
            ("numeric", make_pipeline(*steps), numeric),
            ("categorical", make_pipeline(*text, encoder), categorical),
        ],
        verbose_feature_names_out=False,
    ).fit(train)
    return {
        "names": list(transformer.get_feature_names_out()),
        "train": columns(transformer.transform(train)),
        "test": columns(transformer.transform(test)),
    }


request = json.load(sys.stdin)
answer = {
    "dtypes": dtypes(request["types"]),
    "cases": [
        transform(request["train"], request["test"], request["numeric"], request["categorical"], options)
        for options in request["cases"]
    ],
}
json.dump(answer, sys.stdout)
