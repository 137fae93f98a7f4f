/**
 * A script that keeps the store of a pipeline in a branch of its repository: nothing there expires, as caches and
 * artifacts do, so that a model always has its champion to beat. The branch holds one commit: what it was before is
 * gone, because models are large and a repository is not a blob store.
 */
export const REGISTRY_SCRIPT = `#!/usr/bin/env bash
# Keeps the registry of models in the branch modelwright-registry of this repository. Usage: registry.sh pull|push
# pull: the store as the last run left it. push: back into the branch, unless another run wrote there since the pull.
set -euo pipefail
branch=modelwright-registry
store=\${MODELWRIGHT_STORE:?}
remote=\${REGISTRY_REMOTE:-$GITHUB_SERVER_URL/$GITHUB_REPOSITORY}
seen=$store/.registry-commit
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

remote_git() {
  if [ -n "\${TOKEN:-}" ]; then
    git -c "http.extraheader=AUTHORIZATION: basic $(printf 'x-access-token:%s' "$TOKEN" | base64 --wrap=0)" "$@"
  else
    git "$@"
  fi
}

pull() {
  local code=0
  remote_git ls-remote --exit-code --heads "$remote" "$branch" > /dev/null || code=$?
  mkdir -p "$store"
  case $code in
    0)
      remote_git clone --quiet --depth 1 --branch "$branch" "$remote" "$work/branch"
      git -C "$work/branch" rev-parse HEAD > "$seen"
      rm -rf "$work/branch/.git"
      cp -a "$work/branch/." "$store/"
      ;;
    2) echo "::notice::There is no registry yet: the first model has no champion to beat." ;;
    *)
      echo "::error::The registry cannot be read, and without it a model would have no champion to beat."
      exit 1
      ;;
  esac
}

push() {
  git init --quiet --initial-branch "$branch" "$work/branch"
  # what a server wrote is no part of it
  tar --create --directory "$store" --exclude ./predictions --exclude ./labels --exclude ./.registry-commit . |
    tar --extract --directory "$work/branch"
  cd "$work/branch"
  git add --all --force
  git -c user.name=modelwright -c user.email=modelwright@localhost commit --quiet --message "The registry after run \${GITHUB_RUN_ID:-by hand}"
  local before=''
  [ ! -e "$seen" ] || before=$(cat "$seen")
  if ! remote_git push --quiet --force-with-lease="refs/heads/$branch:$before" "$remote" "HEAD:refs/heads/$branch"; then
    echo "::error::Another run changed the registry since this one read it. Run the workflow again."
    exit 1
  fi
  git rev-parse HEAD > "$seen"
}

case \${1:-} in
  pull | push) "$1" ;;
  *)
    echo "usage: registry.sh pull|push" >&2
    exit 2
    ;;
esac
`
