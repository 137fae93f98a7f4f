"""A server that asks who is there: an admin and a reader are given as {username, password}."""

import os

from harness import INPUT, answered, case, client, experiment, rest, same, unique

ADMIN = (INPUT["admin"]["username"], INPUT["admin"]["password"])
READER = (INPUT["reader"]["username"], INPUT["reader"]["password"])


class As:
    """The client reads who it is from its environment."""

    def __init__(self, user):
        self.user = user

    def __enter__(self):
        os.environ["MLFLOW_TRACKING_USERNAME"], os.environ["MLFLOW_TRACKING_PASSWORD"] = self.user

    def __exit__(self, *_error):
        del os.environ["MLFLOW_TRACKING_USERNAME"], os.environ["MLFLOW_TRACKING_PASSWORD"]


@case
def nobody_is_let_in_without_a_name():
    for path in ("experiments/search", "/ajax-api/2.0/mlflow/experiments/search", "/api/2.0/mlflow-artifacts/artifacts"):
        response = rest("GET", path, {"max_results": 1})
        same(response.status_code, 401, path)
        assert response.headers["www-authenticate"].lower().startswith("basic realm=")
    same(rest("POST", "runs/create", json={"experiment_id": "0"}).status_code, 401)
    same(rest("PUT", "/api/2.0/mlflow-artifacts/artifacts/0/x/artifacts/a.txt", data=b"x").status_code, 401)
    same(rest("GET", "/health").status_code, 200)


@case
def a_wrong_password_is_refused():
    same(rest("GET", "experiments/search", {"max_results": 1}, auth=(ADMIN[0], "wrong")).status_code, 401)
    for header in ("Basic", "Basic !", "Basic bm9ib2R5", "Basic Og=="):
        response = rest("GET", "experiments/search", {"max_results": 1}, headers={"authorization": header})
        same(response.status_code, 401, header)
    with As((ADMIN[0], "wrong")):
        try:
            client().search_experiments()
        except Exception as error:  # noqa: BLE001
            assert "401" in str(error) or "UNAUTHENTICATED" in str(error) or "not authenticated" in str(error), error
        else:
            raise AssertionError("let in")


@case
def an_admin_may_all():
    with As(ADMIN):
        made = experiment("of-admin")
        run = client().create_run(made).info.run_id
        client().log_text(run, "hello", "a.txt")
        client().log_metric(run, "m", 1)
        name = unique("of-admin")
        client().create_registered_model(name)
        client().delete_registered_model(name)
        client().delete_run(run)


@case
def a_reader_may_read_and_not_write():
    with As(ADMIN):
        made = experiment("read")
        run = client().create_run(made).info.run_id
        client().log_text(run, "hello", "a.txt")
        name = unique("read")
        client().create_registered_model(name)
    with As(READER):
        same(client().get_run(run).info.run_id, run)
        same([found.info.run_id for found in client().search_runs([made])], [run])
        same(client().get_registered_model(name).name, name)
        same(len(client().list_artifacts(run)), 1)
        for ask in (
            lambda: client().log_metric(run, "m", 1),
            lambda: client().set_tag(run, "t", "1"),
            lambda: client().delete_run(run),
            lambda: client().create_run(made),
            lambda: client().set_experiment_tag(made, "t", "1"),
            lambda: client().delete_experiment(made),
            lambda: client().set_registered_model_tag(name, "t", "1"),
            lambda: client().delete_registered_model(name),
            lambda: client().create_model_version(name, "s3://bucket/model"),
        ):
            try:
                ask()
            except Exception as error:  # noqa: BLE001
                assert "403" in str(error) or "ermission denied" in str(error) or "PERMISSION_DENIED" in str(error), error
            else:
                raise AssertionError("a reader wrote")
        same(rest("POST", "runs/set-tag", json={"run_id": run, "key": "t", "value": "1"}, auth=READER).status_code, 403)
    with As(ADMIN):
        same(client().get_run(run).info.lifecycle_stage, "active")
    same(answered("GET", "runs/get", {"run_id": run}, auth=READER)["run"]["data"].get("metrics", []), [])


@case
def a_reader_is_no_admin():
    path = "/api/2.0/mlflow/users/create" if INPUT.get("users") else "/api/2.0/mlflow/webhooks"
    body = {"username": "mallory", "password": "longer-than-12-characters", "name": "m", "url": "https://example.com/"}
    same(rest("POST", path, json=body, auth=READER).status_code, 403)
