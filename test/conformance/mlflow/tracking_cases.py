"""Experiments, runs and what is logged to them."""

import math
import time

import mlflow
from harness import MAJOR, answered, case, client, each, experiment, refused, rest, same, unique
from mlflow.entities import Metric, Param, RunTag, ViewType


@case
def experiment_0_is_there_by_the_name_of_Default():
    same(client().get_experiment("0").name, "Default")
    same(client().get_experiment_by_name("Default").experiment_id, "0")


@case
def set_experiment_makes_one_then_finds_it():
    name = unique("set")
    made = mlflow.set_experiment(name)
    same(mlflow.set_experiment(name).experiment_id, made.experiment_id)
    same(mlflow.set_experiment(experiment_id=made.experiment_id).name, name)
    assert made.experiment_id.isdigit() and made.lifecycle_stage == "active"
    assert abs(made.creation_time - time.time() * 1000) < 60_000
    with mlflow.start_run() as run:
        same(run.info.experiment_id, made.experiment_id)


@case
def an_experiment_has_tags_and_one_name():
    name = unique("tagged")
    made = client().create_experiment(name, tags={"team": "risk"})
    client().set_experiment_tag(made, "stage", "é 1")
    same(client().get_experiment(made).tags, {"team": "risk", "stage": "é 1"})
    refused("RESOURCE_ALREADY_EXISTS", lambda: client().create_experiment(name))
    refused("RESOURCE_DOES_NOT_EXIST", lambda: client().get_experiment("987654321"))
    same(client().get_experiment_by_name(unique("none")), None)


@case(since=3)
def a_tag_of_an_experiment_is_deleted():
    made = client().create_experiment(unique("tagged"), tags={"team": "risk", "stage": "1"})
    client().delete_experiment_tag(made, "team")
    same(client().get_experiment(made).tags, {"stage": "1"})


@case
def an_experiment_is_renamed_deleted_and_restored():
    made = experiment("old")
    run = client().create_run(made).info.run_id
    name = unique("new")
    client().rename_experiment(made, name)
    same(client().get_experiment_by_name(name).experiment_id, made)
    client().delete_experiment(made)
    same(client().get_experiment(made).lifecycle_stage, "deleted")
    same(client().get_run(run).info.lifecycle_stage, "deleted")
    refused("RESOURCE_ALREADY_EXISTS", lambda: client().create_experiment(name))
    third = {"experiment_id": made, "new_name": unique("third")}
    assert rest("POST", "experiments/update", json=third).status_code >= 400
    client().restore_experiment(made)
    same(client().get_experiment(made).lifecycle_stage, "active")
    same(client().get_run(run).info.lifecycle_stage, "active")


@case
def a_run_has_a_name_a_user_and_an_end():
    made = experiment()
    with mlflow.start_run(experiment_id=made, run_name="named", tags={"a": "1"}, description="what for") as run:
        same(client().get_run(run.info.run_id).info.status, "RUNNING")
    ended = client().get_run(run.info.run_id)
    same((ended.info.run_name, ended.info.status), ("named", "FINISHED"))
    assert ended.info.end_time >= ended.info.start_time
    same(ended.data.tags["mlflow.runName"], "named")
    same(ended.data.tags["mlflow.note.content"], "what for")
    assert ended.data.tags["mlflow.user"] and ended.data.tags["mlflow.source.name"]
    assert ended.info.artifact_uri.endswith(f"/{made}/{run.info.run_id}/artifacts"), ended.info.artifact_uri
    unnamed = client().create_run(made)
    assert unnamed.info.run_name and unnamed.data.tags["mlflow.runName"] == unnamed.info.run_name


@case
def a_run_that_raises_has_failed():
    try:
        with mlflow.start_run(experiment_id=experiment()) as run:
            raise KeyError("x")
    except KeyError:
        pass
    same(client().get_run(run.info.run_id).info.status, "FAILED")


@case
def runs_are_nested():
    made = experiment()
    with mlflow.start_run(experiment_id=made) as parent:
        children = []
        for _ in range(2):
            with mlflow.start_run(experiment_id=made, nested=True) as child:
                children.append(child.info.run_id)
        same(mlflow.active_run().info.run_id, parent.info.run_id)
    same(client().get_parent_run(children[0]).info.run_id, parent.info.run_id)
    found = client().search_runs([made], f"tags.mlflow.parentRunId = '{parent.info.run_id}'")
    same({run.info.run_id for run in found}, set(children))


@case
def a_run_is_resumed():
    mlflow.set_experiment(unique("resumed"))
    with mlflow.start_run() as run:
        mlflow.log_metric("m", 1, step=1)
    with mlflow.start_run(run_id=run.info.run_id):
        same(client().get_run(run.info.run_id).info.status, "RUNNING")
        mlflow.log_metric("m", 2, step=2)
    again = client().get_run(run.info.run_id)
    same((again.info.status, again.data.metrics), ("FINISHED", {"m": 2.0}))


@case
def a_run_is_updated():
    run = client().create_run(experiment(), run_name="before").info.run_id
    client().update_run(run, status="SCHEDULED", name="after")
    found = client().get_run(run)
    same((found.info.status, found.info.run_name), ("SCHEDULED", "after"))
    same(found.data.tags["mlflow.runName"], "after")
    client().set_terminated(run, "KILLED", end_time=1234)
    found = client().get_run(run)
    same((found.info.status, found.info.end_time), ("KILLED", 1234))


@case
def a_run_is_deleted_and_restored():
    made = experiment()
    run = client().create_run(made).info.run_id
    client().delete_run(run)
    same(client().get_run(run).info.lifecycle_stage, "deleted")
    same(list(client().search_runs([made])), [])
    same([r.info.run_id for r in client().search_runs([made], run_view_type=ViewType.DELETED_ONLY)], [run])
    same([r.info.run_id for r in client().search_runs([made], run_view_type=ViewType.ALL)], [run])
    refused("INVALID_PARAMETER_VALUE", lambda: client().log_param(run, "a", 1), "must be in the 'active' state")
    client().restore_run(run)
    same([r.info.run_id for r in client().search_runs([made])], [run])


@case
def params_metrics_and_tags_are_logged():
    with mlflow.start_run(experiment_id=experiment()) as run:
        mlflow.log_param("one", 1)
        mlflow.log_params({"two": 2.5, "text": "é ‘q’", "none": None, "a/b.c-d e": True})
        mlflow.log_metric("loss", 0.5)
        mlflow.log_metrics({"a/b": 1.0, "neg": -1e-300, "größe": 2.0})
        mlflow.set_tag("t", 1)
        mlflow.set_tags({"u": "v", "dotted.name": "w"})
    data = client().get_run(run.info.run_id).data
    same(data.params, {"one": "1", "two": "2.5", "text": "é ‘q’", "none": "None", "a/b.c-d e": "True"})
    same(data.metrics, {"loss": 0.5, "a/b": 1.0, "neg": -1e-300, "größe": 2.0})
    same({key: data.tags[key] for key in ("t", "u", "dotted.name")}, {"t": "1", "u": "v", "dotted.name": "w"})


@case
def a_batch_is_logged_as_one():
    run = client().create_run(experiment()).info.run_id
    metrics = [Metric(f"m{i % 10}", float(i), 1000 + i, i) for i in range(800)]
    params = [Param(f"p{i}", str(i)) for i in range(100)]
    client().log_batch(run, metrics, params, [RunTag(f"t{i}", "x") for i in range(100)])
    data = client().get_run(run).data
    same(data.metrics, {f"m{i}": 790.0 + i for i in range(10)})
    same((len(data.params), data.tags["t99"]), (100, "x"))
    # Nothing of a batch that is refused is kept.
    refused(
        "INVALID_PARAMETER_VALUE",
        lambda: client().log_batch(run, [Metric("new", 1.0, 1, 0)], [Param("p1", "other")]),
    )
    assert "new" not in client().get_run(run).data.metrics


@case
def a_batch_is_logged_asynchronously():
    with mlflow.start_run(experiment_id=experiment()) as run:
        for step in range(20):
            mlflow.log_metrics({"a": step, "b": -step}, step=step, synchronous=False)
        mlflow.log_params({"p": 1}, synchronous=False)
        mlflow.flush_async_logging()
    same(len(client().get_metric_history(run.info.run_id, "a")), 20)
    same(client().get_run(run.info.run_id).data.params, {"p": "1"})


@case
def a_param_is_not_changed():
    run = client().create_run(experiment()).info.run_id
    client().log_param(run, "p", 1)
    client().log_param(run, "p", 1)
    refused("INVALID_PARAMETER_VALUE", lambda: client().log_param(run, "p", 2), "Changing param values is not allowed")
    same(client().get_run(run).data.params, {"p": "1"})


@case
def a_tag_is_replaced_and_deleted():
    run = client().create_run(experiment()).info.run_id
    client().set_tag(run, "t", "1")
    client().set_tag(run, "t", "2")
    same(client().get_run(run).data.tags["t"], "2")
    client().delete_tag(run, "t")
    assert "t" not in client().get_run(run).data.tags
    refused("RESOURCE_DOES_NOT_EXIST", lambda: client().delete_tag(run, "t"))


@case
def long_values_are_cut_or_refused():
    run = client().create_run(experiment()).info.run_id
    client().log_param(run, "p", "x" * 6000)
    answered("POST", "runs/log-parameter", json={"run_id": run, "key": "q", "value": "x" * 6001})
    same(len(client().get_run(run).data.params["q"]), 6000)
    same(len(client().get_run(run).data.params["p"]), 6000)
    client().set_tag(run, "t", "y" * 8000)
    same(len(client().get_run(run).data.tags["t"]), 8000)
    for key in ("x" * 251, "../up", "a//b", "tab\t"):
        refused("INVALID_PARAMETER_VALUE", lambda key=key: client().log_metric(run, key, 1))


@case
def metrics_that_are_no_numbers():
    run = client().create_run(experiment()).info.run_id
    for key, value in {"nan": math.nan, "inf": math.inf, "neg": -math.inf}.items():
        client().log_metric(run, key, value)
    metrics = client().get_run(run).data.metrics
    assert math.isnan(metrics["nan"])
    same((metrics["inf"], metrics["neg"]), (1.7976931348623157e308, -1.7976931348623157e308))
    assert math.isnan(client().get_metric_history(run, "nan")[0].value)


@case
def the_last_metric_is_that_of_the_last_step():
    run = client().create_run(experiment()).info.run_id
    for value, timestamp, step in [(5.0, 100, 0), (1.0, 50, 3), (2.0, 60, 3), (9.0, 200, 2), (0.0, 10, -1)]:
        client().log_metric(run, "m", value, timestamp, step)
    same(client().get_run(run).data.metrics["m"], 2.0)
    history = [(m.value, m.timestamp, m.step) for m in client().get_metric_history(run, "m")]
    same(sorted(history), sorted([(5.0, 100, 0), (1.0, 50, 3), (2.0, 60, 3), (9.0, 200, 2), (0.0, 10, -1)]))
    client().log_metric(run, "m", 2.0, 60, 3)
    same(len(client().get_metric_history(run, "m")), 5, "a point logged twice")
    same(len(client().get_metric_history(run, "none")), 0)


@case
def metric_history_comes_in_pages():
    run = client().create_run(experiment()).info.run_id
    client().log_batch(run, [Metric("m", i / 7, 1000 + i, i) for i in range(25)])
    pages, token = [], None
    while True:
        query = {"run_id": run, "metric_key": "m", "max_results": 10, **({"page_token": token} if token else {})}
        answer = answered("GET", "metrics/get-history", query)
        pages.append([point["step"] for point in answer["metrics"]])
        token = answer.get("next_page_token")
        if not token:
            break
    same(pages, [list(range(10)), list(range(10, 20)), list(range(20, 25))])
    whole = answered("GET", "metrics/get-history", {"run_id": run, "metric_key": "m"})
    same(len(whole["metrics"]), 25)
    query = {"run_id": run, "metric_key": "m", "max_results": 10, "page_token": "no-token"}
    same(rest("GET", "metrics/get-history", query).status_code, 400)
    points = client().get_metric_history(run, "m")
    same([(point.step, point.value) for point in points], [(i, i / 7) for i in range(25)])


@case
def datasets_are_logged():
    import numpy
    import pandas

    frame = pandas.DataFrame({"a": [1, 2, 3], "b": [0.5, 1.5, None], "y": ["u", "v", "w"]})
    table = mlflow.data.from_pandas(frame, source="http://example.com/t.csv", name="table", targets="y")
    matrix = mlflow.data.from_numpy(numpy.arange(6).reshape(3, 2), name="matrix")
    with mlflow.start_run(experiment_id=experiment()) as run:
        mlflow.log_input(table, context="training", tags={"split": "1"})
        mlflow.log_input(matrix, context="test")
    inputs = {i.dataset.name: i for i in client().get_run(run.info.run_id).inputs.dataset_inputs}
    same(set(inputs), {"table", "matrix"})
    logged = inputs["table"]
    same((logged.dataset.digest, logged.dataset.source_type), (table.digest, "http"))
    same({tag.key: tag.value for tag in logged.tags}, {"mlflow.data.context": "training", "split": "1"})
    same(mlflow.data.get_source(logged.dataset).url, "http://example.com/t.csv")
    assert '"mlflow_colspec"' in logged.dataset.schema


@case
def a_run_of_a_search_is_a_frame():
    made = experiment()
    for depth in (1, 2):
        with mlflow.start_run(experiment_id=made):
            mlflow.log_param("depth", depth)
            mlflow.log_metric("auc", depth / 10)
    frame = mlflow.search_runs([made], "metrics.auc > 0.15")
    same((len(frame), frame["params.depth"][0], frame["metrics.auc"][0]), (1, "2", 0.2))
    same(len(mlflow.search_runs([made], output_format="list", max_results=1)), 1)


@case
def autolog_keeps_what_scikit_learn_did():
    import pandas
    from sklearn.linear_model import LogisticRegression
    from sklearn.model_selection import GridSearchCV

    frame = pandas.DataFrame({"a": range(60), "b": [i % 7 for i in range(60)]})
    target = [int(i % 7 > 3) for i in range(60)]
    mlflow.set_experiment(unique("autolog"))
    mlflow.sklearn.autolog(log_input_examples=True, silent=True)
    try:
        with mlflow.start_run() as run:
            LogisticRegression(C=0.5, max_iter=300).fit(frame, target)
        # A model takes ten seconds, in which the client finds out what it requires.
        mlflow.sklearn.autolog(log_models=False, silent=True)
        with mlflow.start_run() as search:
            GridSearchCV(LogisticRegression(max_iter=300), {"C": [0.1, 1.0]}, cv=2).fit(frame, target)
    finally:
        mlflow.sklearn.autolog(disable=True)
    logged = client().get_run(run.info.run_id)
    same((logged.data.params["C"], logged.data.tags["estimator_name"]), ("0.5", "LogisticRegression"))
    assert 0.5 < logged.data.metrics["training_accuracy_score"] <= 1
    same(logged.inputs.dataset_inputs[0].dataset.name, "dataset")
    assert "estimator.html" in {file.path for file in client().list_artifacts(run.info.run_id)}
    children = client().search_runs(
        [logged.info.experiment_id], f"tags.mlflow.parentRunId = '{search.info.run_id}'"
    )
    same(len(children), 2)
    model = mlflow.pyfunc.load_model(f"runs:/{run.info.run_id}/model")
    same(len(model.predict(frame)), 60)
    assert MAJOR == 2 or client().search_logged_models([logged.info.experiment_id])


@case
def what_is_refused_says_why():
    run = client().create_run(experiment()).info.run_id
    each(
        [
            ("no such run", "RESOURCE_DOES_NOT_EXIST", lambda: client().get_run("0" * 32)),
            ("no such experiment", "RESOURCE_DOES_NOT_EXIST", lambda: client().create_run("987654321")),
            ("one param twice", "INVALID_PARAMETER_VALUE", lambda: client().log_batch(
                run, params=[Param("p", "1"), Param("p", "2")])),
            ("no name", "INVALID_PARAMETER_VALUE", lambda: client().create_experiment("")),
        ],
        lambda _name, code, ask: refused(code, ask),
    )
