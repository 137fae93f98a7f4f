"""Users and their permissions, as MLflow's basic-auth application keeps them."""

from access_cases import ADMIN, As
from harness import ADDRESS, case, client, experiment, rest, same, unique
from mlflow.server.auth.client import AuthServiceClient

PASSWORD = "longer-than-12-characters"
users = AuthServiceClient(ADDRESS)


@case
def a_user_is_made_changed_and_deleted():
    name = unique("user")
    with As(ADMIN):
        users.create_user(name, PASSWORD)
        same((users.get_user(name).username, users.get_user(name).is_admin), (name, False))
        users.update_user_admin(name, True)
        same(users.get_user(name).is_admin, True)
        users.update_user_password(name, f"{PASSWORD}-2")
    same(rest("GET", "experiments/search", {"max_results": 1}, auth=(name, PASSWORD)).status_code, 401)
    same(rest("GET", "experiments/search", {"max_results": 1}, auth=(name, f"{PASSWORD}-2")).status_code, 200)
    with As(ADMIN):
        users.delete_user(name)
    same(rest("GET", "experiments/search", {"max_results": 1}, auth=(name, f"{PASSWORD}-2")).status_code, 401)


@case
def an_experiment_is_granted_to_a_user():
    name = unique("user")
    with As(ADMIN):
        users.create_user(name, PASSWORD)
        made = experiment("granted")
    run = {"experiment_id": made}
    same(rest("POST", "runs/create", json=run, auth=(name, PASSWORD)).status_code, 403)
    with As(ADMIN):
        users.grant_user_permission(name, "experiment", made, "EDIT")
        same(users.get_user_permission(name, "experiment", made).permission, "EDIT")
    same(rest("POST", "runs/create", json=run, auth=(name, PASSWORD)).status_code, 200)
    delete = {"experiment_id": made}
    same(rest("POST", "experiments/delete", json=delete, auth=(name, PASSWORD)).status_code, 403)
    with As(ADMIN):
        users.revoke_user_permission(name, "experiment", made)
    same(rest("POST", "runs/create", json=run, auth=(name, PASSWORD)).status_code, 403)
    same(rest("GET", "experiments/get", run, auth=(name, PASSWORD)).status_code, 200)


@case
def a_model_is_granted_to_a_user():
    name = unique("user")
    model = unique("granted")
    with As(ADMIN):
        users.create_user(name, PASSWORD)
        client().create_registered_model(model)
    tag = {"name": model, "key": "t", "value": "1"}
    same(rest("POST", "registered-models/set-tag", json=tag, auth=(name, PASSWORD)).status_code, 403)
    with As(ADMIN):
        users.grant_user_permission(name, "registered_model", model, "EDIT")
    same(rest("POST", "registered-models/set-tag", json=tag, auth=(name, PASSWORD)).status_code, 200)
    same(rest("DELETE", "registered-models/delete", json={"name": model}, auth=(name, PASSWORD)).status_code, 403)
