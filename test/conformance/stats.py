# SciPy's answers to the cases on standard input, in their order.
import json
import sys

import numpy as np
from scipy import special, stats
from scipy.spatial.distance import jensenshannon

ASK = {
    "chi2_sf": lambda x, df: stats.chi2.sf(x, df),
    "gamma_q": lambda a, x: special.gammaincc(a, x),
    "log_gamma": lambda x: special.gammaln(x),
    "chi2": lambda table, yates: list(stats.chi2_contingency(table, correction=yates)[:3]),
    "g": lambda table: list(stats.chi2_contingency(table, correction=False, lambda_="log-likelihood")[:3]),
    "cramers_v": lambda table: stats.contingency.association(np.array(table, dtype=int), method="cramer"),
    "fisher": lambda table: stats.fisher_exact(table)[1],
    "ks": lambda a, b, method: list(stats.ks_2samp(a, b, method=method)),
    "wasserstein": lambda a, b, u, v: stats.wasserstein_distance(a, b, u, v),
    "jensen_shannon": lambda p, q: jensenshannon(p, q, base=2),
    "bh": lambda p: list(stats.false_discovery_control(p)),
}

print(json.dumps([ASK[case["ask"]](*case["args"]) for case in json.load(sys.stdin)], default=float))
