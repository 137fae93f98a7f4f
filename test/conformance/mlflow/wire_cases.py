"""What goes over the wire without the Python client: calls of MLflow's pages, errors by status and code, quirks of JSON."""

from harness import answered, case, client, each, experiment, rest, same, unique
from mlflow.entities import Dataset, DatasetInput, InputTag, Metric


@case
def the_server_says_what_it_is():
    same(rest("GET", "/health").text, "OK")
    assert rest("GET", "/version").text.split(".")[0] == "3"
    info = answered("GET", "/ajax-api/3.0/mlflow/server-info")
    same(info["store_type"], "SqlStore")
    same(info.get("workspaces_enabled", False), False)


@case
def integers_are_numbers_and_absent_is_absent():
    made = experiment()
    run = answered("POST", "runs/create", json={"experiment_id": made, "start_time": "1234", "unknown": [1]})["run"]
    same(run["info"]["start_time"], 1234)
    assert "end_time" not in run["info"], run["info"]
    same((run["info"]["status"], run["info"]["run_uuid"]), ("RUNNING", run["info"]["run_id"]))
    run_id = run["info"]["run_id"]
    same(answered("POST", "runs/log-metric", json={"run_id": run_id, "key": "m", "value": "NaN", "timestamp": 5}), {})
    body = {"run_uuid": run_id, "key": "n", "value": "-Infinity", "timestamp": "7", "step": "3"}
    answered("POST", "runs/log-metric", json=body)
    answered("POST", "runs/update", json={"run_id": run_id, "status": 3, "end_time": None})
    found = answered("GET", "runs/get", {"run_id": run_id})["run"]
    same(found["info"]["status"], "FINISHED")
    metrics = {metric["key"]: metric for metric in found["data"]["metrics"]}
    same((metrics["m"]["value"], metrics["m"]["step"], metrics["m"]["timestamp"]), ("NaN", 0, 5))
    same((metrics["n"]["value"], metrics["n"]["step"]), (-1.7976931348623157e308, 3))


@case
def histories_of_several_runs():
    made = experiment()
    ids = []
    for factor in (1, 2):
        run = client().create_run(made).info.run_id
        client().log_batch(run, [Metric("m", float(i * factor), 1000 + i, i) for i in range(50)])
        ids.append(run)
    path = "/ajax-api/2.0/mlflow/metrics/get-history-bulk"
    metrics = answered("GET", path, {"run_id": ids, "metric_key": "m", "max_results": 30})["metrics"]
    same(len(metrics), 30)
    whole = answered("GET", path, {"run_id": ids, "metric_key": "m"})["metrics"]
    same({point["run_id"] for point in whole}, set(ids))
    same(len(whole), 100)
    same(set(whole[0]), {"key", "value", "timestamp", "step", "run_id"})
    interval = "/ajax-api/2.0/mlflow/metrics/get-history-bulk-interval"
    sampled = answered("GET", interval, {"run_ids": ids, "metric_key": "m", "max_results": 10})["metrics"]
    for run in ids:
        steps = [point["step"] for point in sampled if point["run_id"] == run]
        assert 10 <= len(steps) <= 13 and steps[0] == 0 and steps[-1] == 49, steps
    query = {"run_ids": ids, "metric_key": "m", "start_step": 10, "end_step": 12, "max_results": 100}
    within = answered("GET", interval, query)["metrics"]
    same(sorted((point["step"], point["value"]) for point in within if point["run_id"] == ids[1]), [(10, 20.0), (11, 22.0), (12, 24.0)])
    each(
        [
            ("no runs", {"metric_key": "m", "max_results": 10}),
            ("no key", {"run_ids": ids, "max_results": 10}),
            ("half an interval", {"run_ids": ids, "metric_key": "m", "start_step": 1, "max_results": 10}),
            ("an interval turned round", {"run_ids": ids, "metric_key": "m", "start_step": 9, "end_step": 1, "max_results": 10}),
            ("too many points", {"run_ids": ids, "metric_key": "m", "max_results": 100_000}),
            ("too many runs", {"run_ids": ["0" * 32] * 101, "metric_key": "m", "max_results": 10}),
        ],
        lambda _name, query: same(rest("GET", interval, query).status_code, 400),
    )


@case
def datasets_of_experiments():
    made = experiment()
    for context in ("train", "test"):
        run = client().create_run(made).info.run_id
        data = Dataset("table", "d1", "http", "{}")
        client().log_inputs(run, [DatasetInput(data, [InputTag("mlflow.data.context", context)])])
    path = "/ajax-api/2.0/mlflow/experiments/search-datasets"
    found = answered("POST", path, json={"experiment_ids": [made]})["dataset_summaries"]
    same(
        sorted((d["experiment_id"], d["name"], d["digest"], d["context"]) for d in found),
        [(made, "table", "d1", "test"), (made, "table", "d1", "train")],
    )
    same(rest("POST", path, json={"experiment_ids": []}).status_code, 400)
    same(rest("POST", path, json={"experiment_ids": [str(i) for i in range(21)]}).status_code, 400)


@case
def requests_that_are_wrong():
    """(method, path, query or body, status, error code), as MLflow's own server answers them."""
    made = experiment()
    run = client().create_run(made).info.run_id
    name = unique("model")
    client().create_registered_model(name)
    invalid = (400, "INVALID_PARAMETER_VALUE")
    absent = (404, "RESOURCE_DOES_NOT_EXIST")

    def check(_name, method, path, given, status, code):
        response = rest(method, path, given) if method == "GET" else rest(method, path, json=given)
        same((response.status_code, response.json().get("error_code")), (status, code), response.text[:300])
        assert response.json().get("message"), response.text

    metric = {"run_id": run, "key": "m", "value": 1, "timestamp": 1}
    rows = [
        ("POST", "experiments/create", {}, *invalid),
        ("POST", "experiments/create", {"name": 7}, *invalid),
        ("POST", "experiments/create", {"name": "x" * 501}, *invalid),
        ("GET", "experiments/get", {}, *invalid),
        ("GET", "experiments/get", {"experiment_id": "987654321"}, *absent),
        ("GET", "experiments/get-by-name", {"experiment_name": unique("none")}, *absent),
        ("POST", "experiments/delete", {"experiment_id": "987654321"}, *absent),
        ("POST", "experiments/restore", {"experiment_id": "987654321"}, *absent),
        ("POST", "experiments/update", {"experiment_id": "987654321", "new_name": "x"}, *absent),
        ("POST", "experiments/set-experiment-tag", {"experiment_id": made, "value": "v"}, *invalid),
        ("POST", "runs/create", {"experiment_id": "987654321"}, *absent),
        ("GET", "runs/get", {"run_id": "0" * 32}, *absent),
        ("GET", "runs/get", {}, *invalid),
        ("POST", "runs/update", {"run_id": "0" * 32, "status": "FINISHED"}, *absent),
        ("POST", "runs/delete", {"run_id": "0" * 32}, *absent),
        ("POST", "runs/log-metric", {**metric, "value": "x"}, *invalid),
        ("POST", "runs/log-metric", {**metric, "key": "../m"}, *invalid),
        ("POST", "runs/log-metric", {**metric, "key": "x" * 251}, *invalid),
        ("POST", "runs/log-metric", {**metric, "timestamp": "soon"}, *invalid),
        ("POST", "runs/log-metric", {**metric, "timestamp": None}, *invalid),
        ("POST", "runs/log-metric", {**metric, "run_id": "0" * 32}, *absent),
        ("POST", "runs/log-parameter", {"run_id": run, "value": "v"}, *invalid),
        ("POST", "runs/set-tag", {"run_id": run, "key": "x" * 251, "value": "v"}, *invalid),
        ("POST", "runs/delete-tag", {"run_id": run, "key": "none"}, *absent),
        ("POST", "runs/log-batch", {"run_id": run, "metrics": {}}, *invalid),
        ("POST", "runs/log-batch", {"run_id": run, "metrics": [{**metric, "step": 0}] * 1001}, *invalid),
        ("POST", "runs/log-batch", {"run_id": run, "tags": [{"key": f"t{i}", "value": "1"} for i in range(101)]}, *invalid),
        ("POST", "runs/search", {"experiment_ids": [made], "max_results": 50_001}, *invalid),
        ("POST", "runs/search", {"experiment_ids": [made], "filter": "x y z"}, *invalid),
        ("GET", "metrics/get-history", {"run_id": run}, *invalid),
        ("GET", "artifacts/list", {"run_id": "0" * 32}, *absent),
        ("POST", "registered-models/create", {}, *invalid),
        ("POST", "registered-models/create", {"name": name}, 400, "RESOURCE_ALREADY_EXISTS"),
        ("POST", "registered-models/create", {"name": "a/b"}, *invalid),
        ("GET", "registered-models/get", {"name": unique("none")}, *absent),
        ("PATCH", "registered-models/update", {"name": unique("none"), "description": "x"}, *absent),
        ("DELETE", "registered-models/delete", {"name": unique("none")}, *absent),
        ("GET", "registered-models/search", {"max_results": 1001}, *invalid),
        ("GET", "registered-models/alias", {"name": name, "alias": "none"}, *invalid),
        ("POST", "registered-models/alias", {"name": name, "alias": "a", "version": "1"}, *absent),
        ("POST", "model-versions/create", {"name": name}, *invalid),
        ("GET", "model-versions/get", {"name": name, "version": "1"}, *absent),
        ("GET", "model-versions/get", {"name": name, "version": "x"}, *invalid),
        ("POST", "model-versions/transition-stage", {"name": name, "version": "1", "stage": "Nowhere"}, *invalid),
        ("GET", "model-versions/search", {"max_results": 200_001}, *invalid),
        ("GET", "model-versions/search", {"filter": "x y z"}, *invalid),
        ("POST", "experiments/create", {"name": client().get_experiment(made).name}, 400, "RESOURCE_ALREADY_EXISTS"),
        ("GET", "/api/2.0/mlflow/logged-models/m-0", {}, *absent),
    ]
    each([(f"{row[0]} {row[1]} {str(row[2])[:70]}", *row) for row in rows], check)


@case
def messages_that_clients_look_for():
    run = client().create_run(experiment()).info.run_id

    def check(_name, path, body, text):
        message = rest("POST", path, json=body).json()["message"]
        assert text in message, f"{text!r} is not in {message!r}"

    each(
        [
            ("missing", "experiments/create", {}, "Missing value for required parameter 'name'"),
            ("invalid", "experiments/create", {"name": 7}, "Invalid value 7 for parameter 'name' supplied"),
            (
                "path",
                "runs/log-batch",
                {"run_id": run, "metrics": [{"key": "m", "value": 1}]},
                "Missing value for required parameter 'metrics[0].timestamp'",
            ),
            (
                "param",
                "runs/log-batch",
                {"run_id": run, "params": [{"key": "p", "value": "1"}, {"key": "p", "value": "2"}]},
                "Duplicate parameter keys have been submitted",
            ),
        ],
        check,
    )


@case
def bodies_that_are_no_json():
    text = {"content-type": "text/plain"}
    for options in ({"data": "{", "headers": {"content-type": "application/json"}}, {"data": "{}", "headers": text}):
        same(rest("POST", "experiments/create", **options).status_code, 400, str(options))
    same(rest("GET", "/api/2.0/mlflow/nothing/here").status_code, 404)
    same(rest("POST", "/ajax-api/2.0/mlflow/nothing/here", json={}).status_code, 404)


@case
def both_prefixes_answer():
    made = experiment()
    for prefix in ("/api", "/ajax-api"):
        found = answered("GET", f"{prefix}/2.0/mlflow/experiments/get", {"experiment_id": made})
        same(found["experiment"]["experiment_id"], made)
