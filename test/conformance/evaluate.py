"""Metrics and curves as scikit-learn computes them."""
import json
import sys

import numpy as np
from sklearn import metrics as m
from sklearn.calibration import calibration_curve


def classification(case):
    y, p = np.array(case["truth"]), np.array(case["probability"])
    w = np.array(case["weight"]) if case.get("weight") else None
    labels = np.arange(p.shape[1])
    predicted = p.argmax(axis=1) if "threshold" not in case else (p[:, 1] >= case["threshold"]).astype(int)
    out = {"accuracy": m.accuracy_score(y, predicted, sample_weight=w),
           "log_loss": m.log_loss(y, p, labels=labels, sample_weight=w)}
    shared = dict(sample_weight=w, zero_division=0)
    scores = {"precision": m.precision_score, "recall": m.recall_score, "f1": m.f1_score}
    both = len(set(y.tolist())) == len(labels)
    if len(labels) == 2:
        for name, score in scores.items():
            out[name] = score(y, predicted, labels=labels, **shared)
        out["brier"] = m.brier_score_loss(y, p[:, 1], sample_weight=w, pos_label=1)
        if both:
            out["roc_auc"] = m.roc_auc_score(y, p[:, 1], sample_weight=w)
        if (y == 1).any():
            out["average_precision"] = m.average_precision_score(y, p[:, 1], sample_weight=w)
    else:
        for name, score in scores.items():
            for average in ("macro", "weighted"):
                out[f"{name}_{average}"] = score(y, predicted, average=average, **shared)
            out[name] = out[f"{name}_macro"]
        if both:
            out["roc_auc"] = out["roc_auc_ovr_macro"] = m.roc_auc_score(
                y, p, multi_class="ovr", labels=labels, sample_weight=w)
            out["average_precision"] = m.average_precision_score(np.eye(len(labels))[y], p, sample_weight=w)
    result = {"metrics": out,
              "confusion": m.confusion_matrix(y, predicted, labels=labels, sample_weight=w).astype(float).ravel().tolist()}
    if w is None:
        result["report"] = m.classification_report(y, predicted, zero_division=0, digits=4)
    if len(labels) == 2 and both:
        s = p[:, 1]
        curve = lambda arrays: [np.where(np.isinf(a), 1e308, a).tolist() for a in arrays]
        result["roc"] = [curve(m.roc_curve(y, s, sample_weight=w, drop_intermediate=d)) for d in (True, False)]
        result["pr"] = [curve(m.precision_recall_curve(y, s, sample_weight=w, drop_intermediate=d)) for d in (True, False)]
        result["calibration"] = [curve(calibration_curve(y, s, n_bins=8, strategy=k)) for k in ("uniform", "quantile")]
    return result


def regression(case):
    y, p = np.array(case["truth"]), np.array(case["predicted"])
    w = np.array(case["weight"]) if case.get("weight") else None
    return {"mae": m.mean_absolute_error(y, p, sample_weight=w),
            "mse": m.mean_squared_error(y, p, sample_weight=w),
            "rmse": m.root_mean_squared_error(y, p, sample_weight=w),
            "r2": m.r2_score(y, p, sample_weight=w),
            "mape": m.mean_absolute_percentage_error(y, p, sample_weight=w)}


cases = json.load(sys.stdin)
json.dump({"classification": [classification(case) for case in cases["classification"]],
           "regression": [regression(case) for case in cases["regression"]]}, sys.stdout)
