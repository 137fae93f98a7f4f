"""Artifacts, by the proxy."""

import io
import json
import os
import tempfile
from pathlib import Path

import mlflow
from harness import answered, case, client, each, experiment, rest, same


def new_run():
    return client().create_run(experiment()).info.run_id


@case
def files_and_folders_are_kept_byte_by_byte():
    run = new_run()
    with tempfile.TemporaryDirectory() as folder:
        tree = Path(folder, "tree", "deep", "é ü")
        tree.mkdir(parents=True)
        content = {
            "tree/empty": b"",
            "tree/deep/bytes.bin": os.urandom(300_000),
            "tree/deep/é ü/a b+c&d=e.txt": "Grüße".encode(),
            "tree/list.json": b'{"not": "parsed"',
        }
        for path, data in content.items():
            Path(folder, path).write_bytes(data)
        client().log_artifacts(run, str(Path(folder, "tree")), "tree")
        client().log_artifact(run, str(Path(folder, "tree/list.json")))
        client().log_artifact(run, str(Path(folder, "tree/list.json")), "x/y")
    with tempfile.TemporaryDirectory() as folder:
        local = Path(client().download_artifacts(run, "", folder))
        same({path: local.joinpath(path).read_bytes() for path in content}, content)
        same(local.joinpath("x/y/list.json").read_bytes(), content["tree/list.json"])
        single = client().download_artifacts(run, "tree/deep/bytes.bin", folder)
        same(Path(single).read_bytes(), content["tree/deep/bytes.bin"])
        by_uri = mlflow.artifacts.download_artifacts(artifact_uri=f"runs:/{run}/tree/deep", dst_path=folder)
        same(Path(by_uri, "bytes.bin").read_bytes(), content["tree/deep/bytes.bin"])


@case
def folders_are_listed_one_level_at_a_time():
    run = new_run()
    for path in ("top.txt", "a/one.txt", "a/b/two.txt"):
        client().log_text(run, "12345", path)
    listed = lambda path=None: [(f.path, f.is_dir, f.file_size) for f in client().list_artifacts(run, path)]  # noqa: E731
    same(listed(), [("a", True, None), ("top.txt", False, 5)])
    same(listed("a"), [("a/b", True, None), ("a/one.txt", False, 5)])
    same(listed("a/b"), [("a/b/two.txt", False, 5)])
    same(listed("a/one.txt"), [])
    same(listed("none"), [])
    same([f.path for f in mlflow.artifacts.list_artifacts(run_id=run, artifact_path="a")], ["a/b", "a/one.txt"])


@case
def dicts_and_texts():
    run = new_run()
    client().log_dict(run, {"k": [1, 2], "é": None}, "data.json")
    client().log_dict(run, {"k": [1, 2]}, "sub/data.yaml")
    client().log_text(run, "<h1>é</h1>", "page.html")
    base = client().get_run(run).info.artifact_uri
    same(mlflow.artifacts.load_dict(f"{base}/data.json"), {"k": [1, 2], "é": None})
    same(mlflow.artifacts.load_text(f"{base}/page.html"), "<h1>é</h1>")
    same(mlflow.artifacts.load_text(f"runs:/{run}/sub/data.yaml"), "k:\n- 1\n- 2\n")


@case
def a_file_is_logged_again():
    run = new_run()
    client().log_text(run, "first, and longer", "a.txt")
    client().log_text(run, "second", "a.txt")
    same(mlflow.artifacts.load_text(f"runs:/{run}/a.txt"), "second")


@case
def figures_and_images():
    import matplotlib
    import numpy

    matplotlib.use("Agg")
    from matplotlib import pyplot
    from PIL import Image

    figure, axes = pyplot.subplots(figsize=(2, 1))
    axes.plot([1, 2, 3])
    pixels = numpy.zeros((8, 8, 3), dtype=numpy.uint8)
    with mlflow.start_run(experiment_id=experiment()) as run:
        mlflow.log_figure(figure, "plots/line.png")
        mlflow.log_image(pixels, "pixels.png")
        for step in range(3):
            mlflow.log_image(pixels, key="dogs", step=step)
        mlflow.flush_artifact_async_logging()
    pyplot.close(figure)
    run = run.info.run_id
    base = client().get_run(run).info.artifact_uri
    same(mlflow.artifacts.load_image(f"{base}/pixels.png").size, (8, 8))
    with tempfile.TemporaryDirectory() as folder:
        same(Image.open(client().download_artifacts(run, "plots/line.png", folder)).format, "PNG")
    images = client().list_artifacts(run, "images")
    same(len([file for file in images if file.path.endswith(".png")]), 3)
    same(client().get_run(run).data.tags.get("mlflow.loggedImages"), "True")


@case
def tables_grow_row_by_row():
    import pandas

    run = new_run()
    client().log_table(run, {"q": ["a", "b"], "n": [1, 2]}, "qa.json")
    client().log_table(run, pandas.DataFrame({"q": ["c"], "n": [3]}), "qa.json")
    made = client().get_run(run).info.experiment_id
    table = client().load_table(made, "qa.json", [run])
    same((list(table["q"]), list(table["n"])), (["a", "b", "c"], [1, 2, 3]))
    logged = json.loads(client().get_run(run).data.tags["mlflow.loggedArtifacts"])
    same(logged, [{"path": "qa.json", "type": "table"}])


@case
def a_large_file_goes_up_and_comes_down():
    """In parts, where the server takes them; a server may decline, and the client then sends it whole."""
    run = new_run()
    settings = {
        "MLFLOW_ENABLE_PROXY_MULTIPART_UPLOAD": "true",
        "MLFLOW_ENABLE_MULTIPART_UPLOAD": "true",
        "MLFLOW_MULTIPART_UPLOAD_MINIMUM_FILE_SIZE": str(5 << 20),
        "MLFLOW_MULTIPART_UPLOAD_CHUNK_SIZE": str(5 << 20),
    }
    data = os.urandom((11 << 20) + 17)
    os.environ.update(settings)
    try:
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder, "large.bin")
            path.write_bytes(data)
            client().log_artifact(run, str(path), "sub")
        with tempfile.TemporaryDirectory() as folder:
            same(Path(client().download_artifacts(run, "sub/large.bin", folder)).read_bytes() == data, True)
    finally:
        for key in settings:
            del os.environ[key]
    same([(f.path, f.file_size) for f in client().list_artifacts(run, "sub")], [("sub/large.bin", len(data))])


@case
def the_proxy_alone():
    run = new_run()
    base = client().get_run(run).info.artifact_uri.split("mlflow-artifacts:/")[1].lstrip("/")
    proxy = "/api/2.0/mlflow-artifacts/artifacts"
    as_json = {"content-type": "application/json"}
    same(rest("PUT", f"{proxy}/{base}/d/a.json", data=b"{}", headers=as_json).status_code, 200)
    same(rest("PUT", f"{proxy}/{base}/d/empty", data=iter([])).status_code, 200)
    same(rest("PUT", f"{proxy}/{base}/d/stream", data=iter([b"ab", b"cd"])).status_code, 200)
    same(rest("GET", f"{proxy}/{base}/d/stream").content, b"abcd")
    same(rest("GET", f"{proxy}/{base}/d/empty").content, b"")
    files = answered("GET", proxy, {"path": f"{base}/d"})["files"]
    same([(f["path"], f["is_dir"], f.get("file_size", 0)) for f in files], [
        ("a.json", False, 2), ("empty", False, 0), ("stream", False, 4),
    ])
    same(rest("DELETE", f"{proxy}/{base}/d/stream").status_code, 200)
    assert rest("GET", f"{proxy}/{base}/d/stream").status_code >= 400
    same(rest("GET", "/ajax-api/2.0/mlflow-artifacts/artifacts", {"path": f"{base}/d"}).status_code, 200)


@case
def a_path_out_of_the_store_is_refused():
    run = new_run()
    proxy = "/api/2.0/mlflow-artifacts/artifacts"

    def check(_path, method, url, query):
        # Not by `requests`, which tidies paths up.
        import http.client
        from urllib.parse import urlencode, urlsplit

        from harness import ADDRESS

        connection = http.client.HTTPConnection(urlsplit(ADDRESS).netloc, timeout=30)
        connection.request(method, url + (f"?{urlencode(query)}" if query else ""), body=b"x" if method == "PUT" else None)
        response = connection.getresponse()
        body = response.read()
        assert response.status in (400, 404), f"{response.status} {body[:200]}"
        assert b"root:" not in body

    each(
        [
            (path, method, url, query)
            for path in ("../../etc/passwd", "%2e%2e/%2e%2e/etc/passwd", "/etc/passwd", "a/../../b")
            for method, url, query in [
                ("GET", f"{proxy}/{path}", None),
                ("PUT", f"{proxy}/{path}", None),
                ("GET", "/get-artifact", {"run_id": run, "path": path}),
                ("GET", "/api/2.0/mlflow/artifacts/list", {"run_id": run, "path": path}),
            ]
        ],
        check,
    )


@case
def pages_read_and_write_artifacts_too():
    run = new_run()
    client().log_text(run, "hello", "a/b.txt")
    same(rest("GET", "/get-artifact", {"run_id": run, "path": "a/b.txt"}).text, "hello")
    same(rest("GET", "/get-artifact", {"run_uuid": run, "path": "a/b.txt"}).text, "hello")
    same(rest("GET", "/get-artifact", {"run_id": run, "path": "none.txt"}).status_code >= 400, True)
    sent = rest(
        "POST", "/ajax-api/2.0/mlflow/upload-artifact", {"run_uuid": run, "path": "up/c.txt"}, data=io.BytesIO(b"sent")
    )
    same(sent.status_code, 200, sent.text)
    same(mlflow.artifacts.load_text(f"runs:/{run}/up/c.txt"), "sent")
    listed = answered("GET", "/ajax-api/2.0/mlflow/artifacts/list", {"run_id": run, "path": "a"})
    same(listed["files"], [{"path": "a/b.txt", "is_dir": False, "file_size": 5}])
    same(listed["root_uri"], client().get_run(run).info.artifact_uri)
