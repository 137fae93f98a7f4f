"""Searches: every operator of the grammar, every order, every page."""

import functools
import math
import time

from harness import answered, case, client, each, refused, rest, same, unique
from mlflow.entities import Dataset, DatasetInput, InputTag, Metric, Param, RunTag, ViewType

RUNS = {
    "one": ({"auc": 0.5, "loss": 3.0}, {"depth": "1", "kind": "Forest"}, {"team": "risk", "a.b c": "x"}),
    "two": ({"auc": 0.7, "loss": math.nan}, {"depth": "2", "kind": "forest"}, {"team": "Risk"}),
    "three": ({"auc": 0.9}, {"depth": "10", "kind": "linear_x"}, {"team": "fraud%"}),
    "four": ({"auc": 0.9, "loss": -1.0}, {"kind": "linearAx"}, {}),
}


@functools.cache
def runs():
    """Four runs in an experiment: (experiment, {name: id})."""
    made = client().create_experiment(unique("search"))
    ids = {}
    for number, (name, (metrics, params, tags)) in enumerate(RUNS.items()):
        run = client().create_run(made, start_time=1000 + number, run_name=name, tags=tags).info.run_id
        client().log_batch(
            run,
            [Metric(key, value, 1, 0) for key, value in metrics.items()],
            [Param(key, value) for key, value in params.items()],
            [RunTag("all", "1")],
        )
        ids[name] = run
    data = Dataset("table", "d1g3st", "http", '{"url": "http://example.com"}')
    client().log_inputs(ids["one"], [DatasetInput(data, [InputTag("mlflow.data.context", "train")])])
    other = Dataset("Other", "abc", "http", '{"url": "http://example.com"}')
    client().log_inputs(ids["two"], [DatasetInput(other, [InputTag("mlflow.data.context", "test")])])
    client().set_terminated(ids["one"], "FINISHED", end_time=5000)
    client().set_terminated(ids["two"], "FAILED", end_time=6000)
    return made, ids


def names(found):
    return {run.info.run_name for run in found}


def finds(text, expected):
    same(names(client().search_runs([runs()[0]], text)), set(expected.split()))


@case
def runs_by_metrics():
    each(
        [
            ("", "one two three four"),
            ("metrics.auc = 0.9", "three four"),
            ("metrics.auc != 0.9", "one two"),
            ("metrics.auc > 0.7", "three four"),
            ("metrics.auc >= 0.7", "two three four"),
            ("metrics.auc < 0.7", "one"),
            ("metric.auc <= 0.7", "one two"),
            ("metrics.`auc` > 0.7 and metrics.loss < 0", "four"),
            ('metrics."auc" > 0.7 AND params.kind = "linear_x"', "three"),
            ("metrics.loss > -5", "one four"),
            ("metrics.loss = 3", "one"),
            ("metrics.none > 0", ""),
        ],
        finds,
    )


@case
def runs_by_params():
    each(
        [
            ("params.depth = '1'", "one"),
            ("params.depth != '1'", "two three"),
            ("param.kind LIKE 'linear%'", "three four"),
            ("parameters.kind LIKE 'linear_x'", "three four"),
            ("parameter.kind LIKE 'f%'", "two"),
            ("params.kind ILIKE 'f%'", "one two"),
            ("params.kind ilike 'FOREST'", "one two"),
            ('params.kind = "Forest" AND params.depth = "1"', "one"),
        ],
        finds,
    )


@case
def runs_by_tags():
    each(
        [
            ("tags.team = 'risk'", "one"),
            ("tag.team != 'risk'", "two three"),
            ("tags.team LIKE 'r%'", "one"),
            ("tags.team ILIKE '%isk'", "one two"),
            ("tags.`a.b c` = 'x'", "one"),
            ('tags."a.b c" = "x"', "one"),
            ("tags.mlflow.runName = 'four'", "four"),
        ],
        finds,
    )


@case(since=3)
def runs_by_what_they_lack():
    each(
        [
            ("params.depth IS NULL", "four"),
            ("params.depth IS NOT NULL", "one two three"),
            ("tags.team IS NULL", "four"),
            ("tags.team IS NOT NULL AND metrics.auc > 0.5", "two three"),
        ],
        finds,
    )


@case
def runs_by_attributes():
    ids = runs()[1]
    each(
        [
            (f"attributes.run_id = '{ids['one']}'", "one"),
            (f"run_id IN ('{ids['one']}', '{ids['two']}')", "one two"),
            (f"attribute.run_id NOT IN ('{ids['one']}')", "two three four"),
            (f"run_id != '{ids['one']}'", "two three four"),
            ("attributes.run_name = 'two'", "two"),
            ("run_name LIKE 't%'", "two three"),
            ("attr.`run name` ILIKE 'T%'", "two three"),
            ("attributes.\"Run name\" = 'two'", "two"),
            ("status = 'FINISHED'", "one"),
            ("attributes.status != 'RUNNING'", "one two"),
            ("run.status = 'RUNNING'", "three four"),
            ("attributes.start_time > 1001", "three four"),
            ("start_time <= 1001", "one two"),
            ("created = 1003", "four"),
            ("end_time >= 6000", "two"),
            ("attributes.artifact_uri LIKE '%/artifacts'", "one two three four"),
            (f"artifact_uri = '{client().get_run(ids['two']).info.artifact_uri}'", "two"),
            ("user_id != 'nobody'", "one two three four"),
        ],
        finds,
    )


@case
def runs_by_datasets():
    each(
        [
            ("dataset.name = 'table'", "one"),
            ("datasets.name != 'table'", "two"),
            ("dataset.name LIKE 'Oth%'", "two"),
            ("dataset.name ILIKE 'oth%'", "two"),
            ("dataset.digest IN ('d1g3st', 'abc')", "one two"),
            ("dataset.digest = 'abc'", "two"),
            ("dataset.context = 'train'", "one"),
            ("dataset.name = 'table' AND dataset.context = 'train' AND metrics.auc = 0.5", "one"),
        ],
        finds,
    )


@case
def filters_that_are_wrong_are_refused():
    each(
        [
            (text,)
            for text in (
                "metrics.auc",
                "metrics.auc >",
                "metrics.auc > 'x'",
                "params.depth = 1",
                "tags.team = risk",
                "nothing.x = '1'",
                "attributes.nothing = '1'",
                "status LIKE",
                "metrics.auc LIKE '1'",
                "start_time = 'x'",
                "params.depth = 'x",
                "dataset.size = '1'",
            )
        ],
        lambda text: refused("INVALID_PARAMETER_VALUE", lambda: list(client().search_runs([runs()[0]], text))),
    )


@case
def runs_in_order():
    made = runs()[0]

    def ordered(order, expected):
        found = client().search_runs([made], order_by=order.split(", ") if order else None)
        same(" ".join(run.info.run_name for run in found), expected)

    each(
        [
            ("", "four three two one"),
            ("metrics.auc DESC, start_time ASC", "three four two one"),
            ("metrics.auc, attributes.start_time DESC", "one two four three"),
            # NaN, then missing, come last whichever way.
            ("metrics.loss ASC", "four one two three"),
            ("metrics.loss DESC", "one four two three"),
            ("params.depth, start_time", "one three two four"),
            ("params.depth DESC, start_time", "two three one four"),
            ("params.`kind` ASC", "one two four three"),
            ("tags.team ASC, start_time", "two three one four"),
            ("attributes.run_name asc", "four one three two"),
            ("end_time DESC, start_time ASC", "two one three four"),
            ("status ASC, start_time DESC", "two one four three"),
        ],
        ordered,
    )
    each(
        [("metrics.auc sideways",), ("nothing.x",), ("metrics.auc DESC x",), ("attributes.nothing",)],
        lambda order: refused("INVALID_PARAMETER_VALUE", lambda: client().search_runs([made], order_by=[order])),
    )


@case
def runs_in_pages():
    made = client().create_experiment(unique("pages"))
    ids = [client().create_run(made, start_time=i // 2).info.run_id for i in range(11)]
    found, sizes, token = [], [], None
    while True:
        page = client().search_runs([made], max_results=4, page_token=token)
        found += [run.info.run_id for run in page]
        sizes.append(len(page))
        token = page.token
        if not token:
            break
    same((sizes, len(set(found))), ([4, 4, 3], 11))
    same(set(found), set(ids))
    refused("INVALID_PARAMETER_VALUE", lambda: client().search_runs([made], page_token="no-token"))
    refused("INVALID_PARAMETER_VALUE", lambda: client().search_runs([made], max_results=50_001))


@case
def experiments_are_searched():
    mark = unique("mark")
    ids = {}
    for name, team in (("Alpha", "a"), ("beta", "b"), ("gamma", None)):
        ids[name] = client().create_experiment(f"{mark}-{name}", tags={"mark": mark, **({"team": team} if team else {})})
        time.sleep(0.005)
    client().delete_experiment(ids["gamma"])
    created = client().get_experiment(ids["beta"]).creation_time

    def check(text, expected, order=None, view=ViewType.ALL):
        found = client().search_experiments(view, filter_string=f"tags.mark = '{mark}'{text}", order_by=order)
        same(" ".join(e.name[len(mark) + 1 :] for e in found), expected)

    each(
        [
            ("", "gamma beta Alpha"),
            ("", "beta Alpha", None, ViewType.ACTIVE_ONLY),
            ("", "gamma", None, ViewType.DELETED_ONLY),
            ("", "Alpha beta gamma", ["name ASC"]),
            ("", "gamma beta Alpha", ["experiment_id DESC"]),
            ("", "Alpha beta gamma", ["creation_time"]),
            ("", "gamma", ["last_update_time DESC"], ViewType.DELETED_ONLY),
            (f" AND name = '{mark}-beta'", "beta"),
            (f" AND name != '{mark}-beta'", "gamma Alpha"),
            (f" AND attribute.name LIKE '{mark}-a%'", ""),
            (f" AND attribute.name ILIKE '{mark}-a%'", "Alpha"),
            (" AND tags.team = 'a'", "Alpha"),
            (" AND tag.team != 'a'", "beta"),
            (" AND tags.`team` ILIKE 'B'", "beta"),
            (f" AND creation_time >= {created}", "gamma beta"),
            (f" AND creation_time < {created}", "Alpha"),
            (f" AND last_update_time > {created}", "gamma"),
        ],
        check,
    )
    first = client().search_experiments(ViewType.ALL, 2, f"tags.mark = '{mark}'")
    rest_ = client().search_experiments(ViewType.ALL, 2, f"tags.mark = '{mark}'", page_token=first.token)
    same((len(first), len(rest_), rest_.token or None), (2, 1, None))
    for text in ("metrics.x = 1", "nothing = 'x'", "name ="):
        refused("INVALID_PARAMETER_VALUE", lambda text=text: client().search_experiments(filter_string=text))


@functools.cache
def models():
    """Three models of a mark; of the first, three versions."""
    mark = unique("found")
    made, ids = runs()
    for name, tags in (("Alpha", {"team": "a"}), ("beta", {"team": "B"}), ("gamma", {})):
        client().create_registered_model(f"{mark}-{name}", tags)
    for run in ("one", "two", "three"):
        source = f"{client().get_run(ids[run]).info.artifact_uri}/model"
        client().create_model_version(f"{mark}-Alpha", source, ids[run], {"run": run})
        time.sleep(0.005)
    return mark


@case
def registered_models_are_searched():
    mark = models()

    def check(text, expected, order=None):
        found = client().search_registered_models(f"name LIKE '{mark}%'{text}", order_by=order)
        same(" ".join(model.name[len(mark) + 1 :] for model in found), expected)

    each(
        [
            ("", "Alpha beta gamma"),
            ("", "gamma beta Alpha", ["name DESC"]),
            ("", "Alpha gamma beta", ["last_updated_timestamp DESC"]),
            ("", "beta gamma Alpha", ["timestamp ASC"]),
            (f" AND name ILIKE '{mark.upper()}-b%'", "beta"),
            (f" AND name = '{mark}-beta'", "beta"),
            (f" AND name != '{mark}-beta'", "Alpha gamma"),
            (" AND tags.team = 'a'", "Alpha"),
            (" AND tags.team ILIKE 'b'", "beta"),
            (" AND tag.team LIKE 'B%'", "beta"),
        ],
        check,
    )
    first = client().search_registered_models(f"name LIKE '{mark}%'", 2)
    last = client().search_registered_models(f"name LIKE '{mark}%'", 2, page_token=first.token)
    same(([m.name[len(mark) + 1 :] for m in first], [m.name[len(mark) + 1 :] for m in last]), (["Alpha", "beta"], ["gamma"]))
    same([str(version.version) for version in first[0].latest_versions], ["3"])
    for text in ("run_id = 'x'", "nothing = 'x'"):
        refused("INVALID_PARAMETER_VALUE", lambda text=text: client().search_registered_models(text))


@case
def model_versions_are_searched():
    mark = models()
    made, ids = runs()
    name = f"{mark}-Alpha"
    source = client().get_model_version(name, "2").source

    def check(text, expected, order=None):
        found = client().search_model_versions(text, order_by=order)
        same(" ".join(str(version.version) for version in found), expected)

    each(
        [
            (f"name = '{name}'", "3 2 1"),
            (f"name = '{name}'", "1 2 3", ["version_number ASC"]),
            (f"name = '{name}'", "3 2 1", ["creation_timestamp DESC"]),
            (f"name LIKE '{mark}-A%'", "3 2 1"),
            (f"name ILIKE '{mark}-a%'", "3 2 1"),
            (f"run_id = '{ids['two']}'", "2"),
            (f"run_id IN ('{ids['one']}', '{ids['two']}') AND name = '{name}'", "2 1"),
            (f"source_path = '{source}'", "2"),
            (f"name = '{name}' AND version_number > 1", "3 2"),
            (f"name = '{name}' AND version_number = 1", "1"),
            (f"name = '{name}' AND tags.run = 'one'", "1"),
            (f"name = '{name}' AND tags.run != 'one'", "3 2"),
        ],
        check,
    )
    first = client().search_model_versions(f"name = '{name}'", 2)
    last = client().search_model_versions(f"name = '{name}'", 2, page_token=first.token)
    same((len(first), len(last)), (2, 1))
    for text in ("nothing = 'x'", "version_number = 'x'"):
        refused("INVALID_PARAMETER_VALUE", lambda text=text: client().search_model_versions(text))


@case
def pages_search_by_get_too():
    made, _ = runs()
    found = answered("POST", "/ajax-api/2.0/mlflow/runs/search", json={"experiment_ids": [made], "max_results": 2})
    same((len(found["runs"]), bool(found["next_page_token"])), (2, True))
    assert answered("GET", "/ajax-api/2.0/mlflow/experiments/search", {"max_results": 1})["experiments"]
    same(answered("POST", "experiments/search", json={"max_results": 1})["experiments"][0]["lifecycle_stage"], "active")
    same(rest("GET", "experiments/search", {"max_results": "x"}).status_code, 400)
    query = {"filter": f"name LIKE '{models()}%'", "max_results": 1}
    same(len(answered("GET", "/ajax-api/2.0/mlflow/registered-models/search", query)["registered_models"]), 1)
