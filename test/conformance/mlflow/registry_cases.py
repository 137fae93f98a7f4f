"""Registered models and their versions: stages, aliases, tags, names."""

from harness import answered, case, client, each, experiment, refused, rest, same, unique


def version_of(name, count=1):
    run = client().create_run(experiment()).info
    return [client().create_model_version(name, f"{run.artifact_uri}/model", run.run_id) for _ in range(count)]


def model(count=0):
    name = unique("model")
    client().create_registered_model(name, {"team": "risk"}, "what for")
    version_of(name, count)
    return name


@case
def a_model_is_made_described_and_deleted():
    name = model()
    made = client().get_registered_model(name)
    same((made.description, made.tags), ("what for", {"team": "risk"}))
    refused("RESOURCE_ALREADY_EXISTS", lambda: client().create_registered_model(name))
    client().update_registered_model(name, "new")
    client().set_registered_model_tag(name, "é", "1")
    client().delete_registered_model_tag(name, "team")
    changed = client().get_registered_model(name)
    same((changed.description, changed.tags), ("new", {"é": "1"}))
    assert changed.last_updated_timestamp >= made.creation_timestamp
    client().delete_registered_model(name)
    refused("RESOURCE_DOES_NOT_EXIST", lambda: client().get_registered_model(name))
    client().create_registered_model(name)


@case
def a_model_is_renamed_with_its_versions():
    name = model(2)
    client().set_registered_model_alias(name, "champion", "1")
    new = unique("renamed")
    client().rename_registered_model(name, new)
    refused("RESOURCE_DOES_NOT_EXIST", lambda: client().get_registered_model(name))
    same(client().get_model_version(new, "2").name, new)
    same(str(client().get_model_version_by_alias(new, "champion").version), "1")
    other = model()
    refused("RESOURCE_ALREADY_EXISTS", lambda: client().rename_registered_model(new, other))


@case
def versions_are_numbered_and_never_again():
    name = unique("model")
    client().create_registered_model(name)
    run = client().create_run(experiment()).info
    source = f"{run.artifact_uri}/model"
    made = client().create_model_version(name, source, run.run_id, {"t": "1"}, description="first")
    same((str(made.version), made.status, made.current_stage, made.source), ("1", "READY", "None", source))
    same((made.run_id, made.tags, made.description), (run.run_id, {"t": "1"}, "first"))
    client().create_model_version(name, source, run.run_id)
    client().delete_model_version(name, "2")
    same(str(client().create_model_version(name, source, run.run_id).version), "3")
    refused("RESOURCE_DOES_NOT_EXIST", lambda: client().get_model_version(name, "7"))
    client().update_model_version(name, "1", "changed")
    client().set_model_version_tag(name, "1", "u", "2")
    client().delete_model_version_tag(name, "1", "t")
    changed = client().get_model_version(name, "1")
    same((changed.description, changed.tags), ("changed", {"u": "2"}))
    same(client().get_model_version_download_uri(name, "1"), source)


@case
def stages_are_passed_and_archived():
    name = model(3)

    def stages():
        return {str(v.version): v.current_stage for v in client().search_model_versions(f"name = '{name}'")}

    client().transition_model_version_stage(name, "1", "production")
    client().transition_model_version_stage(name, "2", "Staging")
    same(stages(), {"1": "Production", "2": "Staging", "3": "None"})
    latest = {v.current_stage: str(v.version) for v in client().get_latest_versions(name)}
    same(latest, {"Production": "1", "Staging": "2", "None": "3"})
    same([str(v.version) for v in client().get_latest_versions(name, ["Production"])], ["1"])
    same(client().get_latest_versions(name, ["Archived"]), [])
    client().transition_model_version_stage(name, "2", "Production", archive_existing_versions=True)
    same(stages(), {"1": "Archived", "2": "Production", "3": "None"})
    client().transition_model_version_stage(name, "3", "Production")
    same(stages(), {"1": "Archived", "2": "Production", "3": "Production"})
    same([str(v.version) for v in client().get_latest_versions(name, ["Production"])], ["3"])
    client().transition_model_version_stage(name, "3", "None")
    same(stages()["3"], "None")
    refused("INVALID_PARAMETER_VALUE", lambda: client().transition_model_version_stage(name, "1", "Nowhere"))
    body = {"name": name, "version": "1", "stage": "None", "archive_existing_versions": True}
    assert rest("POST", "model-versions/transition-stage", json=body).status_code >= 400
    by_get = answered("GET", "registered-models/get-latest-versions", {"name": name, "stages": "Production"})
    same([version["version"] for version in by_get["model_versions"]], ["2"])


@case
def aliases_move_and_go():
    name = model(2)
    client().set_registered_model_alias(name, "champion", "1")
    client().set_registered_model_alias(name, "Old_one-2", "1")
    same(str(client().get_model_version_by_alias(name, "champion").version), "1")
    same(sorted(client().get_model_version(name, "1").aliases), ["Old_one-2", "champion"])
    client().set_registered_model_alias(name, "champion", "2")
    same(client().get_model_version(name, "2").aliases, ["champion"])
    same({a: str(v) for a, v in client().get_registered_model(name).aliases.items()}, {"champion": "2", "Old_one-2": "1"})
    client().delete_registered_model_alias(name, "Old_one-2")
    client().delete_registered_model_alias(name, "never")
    same({a: str(v) for a, v in client().get_registered_model(name).aliases.items()}, {"champion": "2"})
    refused("INVALID_PARAMETER_VALUE", lambda: client().get_model_version_by_alias(name, "never"), "never not found")
    refused("RESOURCE_DOES_NOT_EXIST", lambda: client().set_registered_model_alias(name, "champion", "9"))
    for alias in ("latest", "v3", "a b", "x" * 256):
        refused("INVALID_PARAMETER_VALUE", lambda alias=alias: client().set_registered_model_alias(name, alias, "1"))
    client().delete_model_version(name, "2")
    same(client().get_registered_model(name).aliases, {})


@case
def sources_out_of_the_store_are_refused():
    name = model()
    run = client().create_run(experiment()).info

    def check(source):
        body = {"name": name, "source": source, "run_id": run.run_id}
        response = rest("POST", "model-versions/create", json=body)
        same((response.status_code, response.json()["error_code"]), (400, "INVALID_PARAMETER_VALUE"))

    each(
        [
            (source,)
            for source in (
                "/etc",
                "file:///etc",
                "../../etc",
                f"{run.artifact_uri}/../../../etc",
                f"{run.artifact_uri}/%2e%2e/%2e%2e/etc",
                "mlflow-artifacts:/../etc",
                "mlflow-artifacts:/a/../../etc",
                "file://localhost/etc",
            )
        ],
        check,
    )
    foreign = rest("POST", "model-versions/create", json={"name": name, "source": "s3://bucket/model"})
    same((foreign.status_code, foreign.json()["model_version"]["source"]), (200, "s3://bucket/model"))


@case
def a_model_that_is_not_there_is_refused():
    none = unique("none")
    each(
        [
            ("get", lambda: client().get_registered_model(none)),
            ("update", lambda: client().update_registered_model(none, "x")),
            ("rename", lambda: client().rename_registered_model(none, "x")),
            ("delete", lambda: client().delete_registered_model(none)),
            ("tag", lambda: client().set_registered_model_tag(none, "a", "b")),
            ("version", lambda: client().create_model_version(none, "s3://a/b")),
            ("get version", lambda: client().get_model_version(none, "1")),
            ("transition", lambda: client().transition_model_version_stage(none, "1", "Staging")),
            ("latest", lambda: client().get_latest_versions(none)),
        ],
        lambda _name, ask: refused("RESOURCE_DOES_NOT_EXIST", ask),
    )
    for name in ("", "a/b", "a:b"):
        refused("INVALID_PARAMETER_VALUE", lambda name=name: client().create_registered_model(name))
