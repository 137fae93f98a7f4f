"""Models: logged, registered, and loaded by every name they have; the predictions stay the same."""

import functools
import tempfile
import warnings
from pathlib import Path

import mlflow
import pandas
from harness import MAJOR, answered, case, client, each, experiment, refused, same, unique
from mlflow.models import infer_signature
from sklearn.ensemble import RandomForestClassifier

warnings.filterwarnings("ignore")

FRAME = pandas.DataFrame({"a": [float(i) for i in range(40)], "b": [float(i % 5) for i in range(40)]})
TARGET = [int(i % 5 > 2) for i in range(40)]


@functools.cache
def trained():
    return RandomForestClassifier(n_estimators=5, random_state=1).fit(FRAME, TARGET)


def log(**options):
    name = {"artifact_path": "model"} if MAJOR == 2 else {"name": "model", "serialization_format": "cloudpickle"}
    return mlflow.sklearn.log_model(trained(), pip_requirements=["scikit-learn"], **name, **options)


@functools.cache
def registered():
    """Two versions, the first with signature and example: (name, the first's info, its run)."""
    name = unique("forest")
    made = experiment()
    with mlflow.start_run(experiment_id=made) as run:
        mlflow.log_metric("auc", 0.9)
        info = log(
            signature=infer_signature(FRAME, trained().predict(FRAME)),
            input_example=FRAME.head(2),
            registered_model_name=name,
        )
    with mlflow.start_run(experiment_id=made):
        log(registered_model_name=name)
    return name, info, run.info.run_id


def predicts(uri):
    same(list(mlflow.pyfunc.load_model(uri).predict(FRAME)), list(trained().predict(FRAME)), uri)


@case
def a_model_is_logged_with_signature_example_and_name():
    name, info, run = registered()
    version = client().get_model_version(name, "1")
    same((version.status, version.run_id), ("READY", run))
    same(str(info.registered_model_version), "1")
    assert info.signature.inputs.input_names() == ["a", "b"]
    loaded = mlflow.models.get_model_info(f"models:/{name}/1")
    same((loaded.signature, loaded.run_id), (info.signature, run))
    example = mlflow.models.Model.load(f"models:/{name}/1").load_input_example(
        mlflow.artifacts.download_artifacts(f"models:/{name}/1")
    )
    pandas.testing.assert_frame_equal(example, FRAME.head(2))


@case
def a_model_is_loaded_by_version_latest_alias_and_stage():
    name, _info, _run = registered()
    client().set_registered_model_alias(name, "champion", "1")
    client().transition_model_version_stage(name, "2", "Production")
    for reference in ("/1", "/2", "/latest", "@champion", "/Production"):
        predicts(f"models:/{name}{reference}")
    for reference in ("/9", "@none", "/Staging"):
        refused(
            {"/9": "RESOURCE_DOES_NOT_EXIST", "@none": "INVALID_PARAMETER_VALUE"}.get(reference, "INTERNAL_ERROR"),
            lambda reference=reference: mlflow.pyfunc.load_model(f"models:/{name}{reference}"),
        )


@case
def a_model_is_loaded_by_its_run():
    _name, info, run = registered()
    predicts(f"runs:/{run}/model")
    predicts(info.model_uri)
    loaded = mlflow.sklearn.load_model(info.model_uri)
    same(list(loaded.predict_proba(FRAME)[:, 1]), list(trained().predict_proba(FRAME)[:, 1]))


@case
def a_model_is_registered_later():
    _name, _info, run = registered()
    name = unique("later")
    version = mlflow.register_model(f"runs:/{run}/model", name, tags={"t": "1"})
    same((str(version.version), version.run_id, version.tags), ("1", run, {"t": "1"}))
    predicts(f"models:/{name}/1")


@case
def files_of_a_version_are_downloaded():
    name, _info, _run = registered()
    with tempfile.TemporaryDirectory() as folder:
        local = mlflow.artifacts.download_artifacts(f"models:/{name}/1", dst_path=folder)
        assert {"MLmodel", "conda.yaml", "python_env.yaml", "requirements.txt", "input_example.json"} <= {
            path.name for path in Path(local).iterdir()
        }
        one = mlflow.artifacts.download_artifacts(f"models:/{name}/1/MLmodel", dst_path=folder)
        assert "python_function" in Path(one).read_text()


@case
def a_version_is_copied_to_another_model():
    name, _info, _run = registered()
    to = unique("copy")
    copied = client().copy_model_version(f"models:/{name}/1", to)
    same((copied.name, str(copied.version)), (to, "1"))
    predicts(f"models:/{to}/1")


@case
def a_model_without_a_run_is_a_python_function():
    class Doubles(mlflow.pyfunc.PythonModel):
        def predict(self, context, model_input, params=None):
            return model_input * 2

    name = unique("doubles")
    where = {"artifact_path": "model"} if MAJOR == 2 else {"name": "model"}
    with mlflow.start_run(experiment_id=experiment()):
        mlflow.pyfunc.log_model(
            python_model=Doubles(), pip_requirements=["mlflow"], registered_model_name=name, **where
        )
    same(list(mlflow.pyfunc.load_model(f"models:/{name}/1").predict(FRAME)["b"])[:3], [0.0, 2.0, 4.0])


@case
def a_model_updates_its_requirements_where_it_lies():
    _name, info, _run = registered()
    uri = info.model_uri
    if MAJOR == 2:
        mlflow.models.model.update_model_requirements(uri, "add", ["coloredlogs==15.0"])
        assert "coloredlogs==15.0" in mlflow.artifacts.load_text(f"{uri}/requirements.txt")
    predicts(uri)


@case
def a_model_is_in_the_history_of_its_run():
    _name, info, run = registered()
    found = client().get_run(run)
    if MAJOR == 2:
        assert info.model_uuid in found.data.tags["mlflow.log-model.history"]
    else:
        same([output.model_id for output in found.outputs.model_outputs], [info.model_id])


@case(since=3)
def a_logged_model_is_loaded_by_its_id():
    _name, info, run = registered()
    predicts(f"models:/{info.model_id}")
    found = client().get_logged_model(info.model_id)
    same((found.status.value, found.source_run_id, found.name), ("READY", run, "model"))
    assert found.tags["mlflow.modelVersions"]
    assert {file.path for file in client().list_logged_model_artifacts(info.model_id)} >= {"MLmodel"}


@case(since=3)
def a_logged_model_lives_through_its_states():
    made = experiment()
    model = mlflow.initialize_logged_model(name="model", params={"p": "1"}, tags={"t": "1"}, experiment_id=made)
    same(client().get_logged_model(model.model_id).status.value, "PENDING")
    client().log_model_params(model.model_id, {"q": 2})
    client().set_logged_model_tags(model.model_id, {"u": "2", "v": "3"})
    client().delete_logged_model_tag(model.model_id, "t")
    with mlflow.start_run(experiment_id=made) as run:
        mlflow.log_metric("auc", 0.75, model_id=model.model_id)
    client().finalize_logged_model(model.model_id, "READY")
    found = client().get_logged_model(model.model_id)
    same((found.status.value, found.params), ("READY", {"p": "1", "q": "2"}))
    same({key: value for key, value in found.tags.items() if not key.startswith("mlflow.")}, {"u": "2", "v": "3"})
    same([(m.key, m.value, m.run_id) for m in found.metrics], [("auc", 0.75, run.info.run_id)])
    client().delete_logged_model(model.model_id)
    refused("RESOURCE_DOES_NOT_EXIST", lambda: client().get_logged_model(model.model_id))
    refused("RESOURCE_DOES_NOT_EXIST", lambda: client().get_logged_model("m-" + "0" * 32))


@case(since=3)
def logged_models_are_searched():
    made = experiment()
    ids = {}
    with mlflow.start_run(experiment_id=made) as run:
        for number, name in enumerate(("one", "two", "three")):
            model = mlflow.initialize_logged_model(
                name=name, params={"depth": str(number)}, tags={"kind": name[0]}, model_type="agent" if number else "tree"
            )
            ids[name] = model.model_id
            mlflow.log_metric("auc", number / 10, model_id=model.model_id)

    def check(text, expected, order=None):
        found = client().search_logged_models([made], text or None, order_by=order)
        same(" ".join(model.name for model in found), expected)

    by = lambda field, ascending: [{"field_name": field, "ascending": ascending}]  # noqa: E731
    each(
        [
            ("", "three two one"),
            ("", "one two three", by("creation_time", True)),
            ("", "three two one", by("metrics.auc", False)),
            ("", "one two three", by("metrics.auc", True)),
            ("name = 'one'", "one"),
            ("name LIKE 't%'", "three two"),
            ("name ILIKE 'T%'", "three two"),
            ("name != 'one'", "three two"),
            ("model_type = 'tree'", "one"),
            (f"model_id = '{ids['two']}'", "two"),
            (f"source_run_id = '{run.info.run_id}'", "three two one"),
            ("params.depth = '1'", "two"),
            ("tags.kind = 't'", "three two"),
            ("tags.kind != 't'", "one"),
            ("metrics.auc > 0", "three two"),
            ("metrics.auc >= 0.1 AND tags.kind = 't' AND name != 'two'", "three"),
            ("name IN ('one', 'two')", "two one"),
            ("creation_timestamp > 0", "three two one"),
        ],
        check,
    )
    first = client().search_logged_models([made], max_results=2)
    last = client().search_logged_models([made], max_results=2, page_token=first.token)
    same(([m.name for m in first], [m.name for m in last], last.token or None), (["three", "two"], ["one"], None))
    for text in ("nothing = 'x'", "name >"):
        refused("INVALID_PARAMETER_VALUE", lambda text=text: client().search_logged_models([made], text))
    frame = mlflow.search_logged_models([made], output_format="pandas")
    same(len(frame), 3)
    ui = answered("POST", "/ajax-api/2.0/mlflow/logged-models/search", json={"experiment_ids": [made], "max_results": 1})
    same(ui["models"][0]["info"]["name"], "three")
    same(answered("GET", f"/ajax-api/2.0/mlflow/logged-models/{ids['one']}")["model"]["info"]["name"], "one")


@case(since=3)
def a_model_is_an_input_of_a_run():
    _name, info, _run = registered()
    with mlflow.start_run(experiment_id=experiment()) as run:
        mlflow.set_active_model(model_id=info.model_id)
        from mlflow.entities import LoggedModelInput

        client().log_inputs(run.info.run_id, models=[LoggedModelInput(info.model_id)])
    mlflow.clear_active_model()
    found = client().get_run(run.info.run_id)
    same([model.model_id for model in found.inputs.model_inputs], [info.model_id])
