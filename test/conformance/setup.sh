#!/usr/bin/env bash
# Makes the Python environments of the conformance tests, outside the clone, once per content of their requirements.
# usage: setup.sh [name ...]      names: sklearn mlflow2 mlflow3 (default: all)
# REQUIREMENTS=folder takes requirements-<name>.txt from another folder (the peers of bench/).
set -euo pipefail
here=${REQUIREMENTS:-$(cd "$(dirname "$0")" && pwd)}
cache=${MODELWRIGHT_CACHE:-${XDG_CACHE_HOME:-$HOME/.cache}/modelwright}
[ $# -gt 0 ] || set -- sklearn mlflow2 mlflow3
for name in "$@"; do
  requirements=$here/requirements-$name.txt
  digest=$(sha256sum "$requirements" | cut -c1-12)
  venv=$cache/venv-$name-$digest
  if [ ! -e "$venv/ready" ]; then
    echo "making $venv" >&2
    rm -rf "$venv"
    mkdir -p "$cache"
    python3 -m venv "$venv"
    "$venv/bin/pip" install --quiet --disable-pip-version-check -r "$requirements"
    touch "$venv/ready"
  fi
  echo "$name $venv/bin/python"
done
