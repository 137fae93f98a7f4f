import { REGISTRY_SCRIPT } from './registry-branch.ts'
import { checkShipOptions, type GithubOptions, imageName, type ShippedFiles } from './ship-options.ts'
import { SMOKE_TEST } from './smoke-test.ts'

/** Pinned by commit, because a tag can be moved; the tag stands behind it for people and update bots. */
const CHECKOUT = 'actions/checkout@11bd71901bbe5b1630ceea73d27597364c9af683 # v4.2.2'
const SETUP_NODE = 'actions/setup-node@39370e3970a6d050c480ffad4ff0ed4d3fdee5af # v4.1.0'
const UPLOAD = 'actions/upload-artifact@ea165f8d65b6e75b540449e92b4886f43607fa02 # v4.6.2'
const DOWNLOAD = 'actions/download-artifact@d3f86a106a0bac45b974a628896c90dbdf5c8093 # v4.3.0'

const SMOKE_TEST_PATH = '.github/modelwright/smoke-test.mjs'
const REGISTRY_PATH = '.github/modelwright/registry.sh'

/** The steps that every job with the command needs. */
function setup(nodeVersion: string): string {
  return `- uses: ${CHECKOUT}
        with:
          persist-credentials: false
      - uses: ${SETUP_NODE}
        with:
          node-version: '${nodeVersion}'
          cache: npm
      - run: npm ci`
}

const download = (name: string, path: string): string => `- uses: ${DOWNLOAD}
        with:
          name: ${name}
          path: ${path}`

const upload = (name: string, path: string): string => `- uses: ${UPLOAD}
        with:
          name: ${name}
          path: ${path}
          if-no-files-found: error
          include-hidden-files: true`

const uploadAlways = (name: string, path: string): string =>
  upload(name, path).replace('\n', "\n        if: '!cancelled()'\n")

/** Moves the tag of an environment to the tested image; what follows the tag, or the hook, deploys it. */
const deploy = (environment: string): string => `- name: Deploy to ${environment}
        env:
          DEPLOY_HOOK: \${{ secrets.DEPLOY_HOOK }}
        run: |
          docker buildx imagetools create --tag "$IMAGE:${environment}" "$IMAGE@$DIGEST"
          if [ -n "$DEPLOY_HOOK" ]; then curl --fail --silent --show-error --retry 3 --request POST "$DEPLOY_HOOK"; fi`

const login = `- name: Log in to the registry
        env:
          TOKEN: \${{ secrets.GITHUB_TOKEN }}
        run: echo "$TOKEN" | docker login ghcr.io --username "$GITHUB_ACTOR" --password-stdin`

const registry = (
  verb: 'pull' | 'push',
): string => `- name: ${verb === 'pull' ? 'Fetch the registry' : 'Keep the registry'}
        env:
          TOKEN: \${{ secrets.GITHUB_TOKEN }}
        run: bash ${REGISTRY_PATH} ${verb}`

function renderWorkflow(options: ReturnType<typeof checkShipOptions<GithubOptions>>): string {
  const { modelName, nodeVersion, port, configPath = 'modelwright.yaml', branch = 'main' } = options
  const image = options.image ?? imageName(modelName)
  return `# Trains, gates and ships ${modelName}: test → train → gate → build and push → staging → production.
# The repository has modelwright among the dependencies of its package.json, and its package-lock.json.
# Once, in the repository's settings: make the environments "staging" and "production", and give production its
# required reviewers: that is the approval. A secret DEPLOY_HOOK of an environment is a URL that is called to deploy.
# A pull request trains and gates as well, and gets the verdict as a comment; it changes nothing.
# The registry (models, versions, champion) is kept in the branch modelwright-registry, which the workflow makes.
name: modelwright
on:
  push:
    branches: ['${branch}']
  pull_request:
  workflow_dispatch:

permissions: {}

concurrency:
  group: modelwright-\${{ github.ref }}
  cancel-in-progress: \${{ github.event_name == 'pull_request' }}

env:
  CONFIG: ${configPath}
  # The store that travels, wherever the config lies and whatever tracking server it names.
  MODELWRIGHT_STORE: \${{ github.workspace }}/.modelwright

jobs:
  test:
    runs-on: ubuntu-latest
    timeout-minutes: 15
    permissions:
      contents: read
    steps:
      ${setup(nodeVersion)}
      - run: npm test --if-present

  train:
    needs: test
    if: github.ref == 'refs/heads/${branch}' || github.event_name == 'pull_request'
    runs-on: ubuntu-latest
    timeout-minutes: 60
    permissions:
      contents: read
    outputs:
      model: \${{ steps.train.outputs.model }}
    steps:
      ${setup(nodeVersion)}
      ${registry('pull')}
      - name: Train
        id: train
        run: |
          code=0
          npx modelwright train --config "$CONFIG" --json > train.json || code=$?
          # 1 = the gate refused it: the next job says so, with its reasons
          if [ "$code" -gt 1 ]; then cat train.json; exit "$code"; fi
          echo "model=$(node -p 'JSON.parse(fs.readFileSync("train.json", "utf8")).model.uri')" >> "$GITHUB_OUTPUT"
      ${upload('store', '.modelwright')}
      ${upload('metrics', 'train.json')}

  gate:
    needs: train
    runs-on: ubuntu-latest
    timeout-minutes: 15
    permissions:
      contents: read
    env:
      MODEL: \${{ needs.train.outputs.model }}
    steps:
      ${setup(nodeVersion)}
      ${download('store', '.modelwright')}
      - name: Gate
        run: |
          code=0
          npx modelwright gate --model "$MODEL" --config "$CONFIG" --markdown > gate.md || code=$?
          tee --append "$GITHUB_STEP_SUMMARY" < gate.md
          exit "$code"
      - name: Write the build context
        run: |
          npx modelwright ship docker --model "$MODEL" --out image
          cd image && npm install --package-lock-only
      ${upload('image', 'image')}
      # also of a refused candidate: its verdict belongs to the history
      ${uploadAlways('gated-store', '.modelwright')}
      ${uploadAlways('verdict', 'gate.md')}

  comment:
    needs: gate
    # a pull request from a fork gets no token that may write: its verdict is in the summary of the run
    if: "!cancelled() && needs.gate.result != 'skipped' && github.event.pull_request.head.repo.full_name == github.repository"
    runs-on: ubuntu-latest
    timeout-minutes: 5
    permissions:
      pull-requests: write
    steps:
      ${download('verdict', '.')}
      - name: Comment on the pull request
        env:
          GH_TOKEN: \${{ secrets.GITHUB_TOKEN }}
          GH_REPO: \${{ github.repository }}
          NUMBER: \${{ github.event.pull_request.number }}
        run: gh pr comment "$NUMBER" --edit-last --create-if-none --body-file gate.md

  record:
    needs: gate
    if: "!cancelled() && needs.gate.result != 'skipped' && github.event_name != 'pull_request'"
    runs-on: ubuntu-latest
    timeout-minutes: 15
    permissions:
      contents: write
    steps:
      - uses: ${CHECKOUT}
        with:
          persist-credentials: false
      ${download('gated-store', '.modelwright')}
      ${registry('push')}

  build:
    needs: [gate, record]
    if: github.event_name != 'pull_request'
    runs-on: ubuntu-latest
    timeout-minutes: 30
    permissions:
      contents: read
      packages: write
    outputs:
      image: \${{ steps.push.outputs.image }}
      digest: \${{ steps.push.outputs.digest }}
    steps:
      ${download('image', 'image')}
      ${login}
      - name: Build and push
        id: push
        run: |
          image="ghcr.io/\${GITHUB_REPOSITORY_OWNER,,}/${image}"
          docker build --pull --tag "$image:$GITHUB_SHA" image
          docker push "$image:$GITHUB_SHA"
          digest="$(docker inspect --format '{{index .RepoDigests 0}}' "$image:$GITHUB_SHA")"
          {
            echo "image=$image"
            echo "digest=\${digest#*@}"
          } >> "$GITHUB_OUTPUT"

  staging:
    needs: build
    runs-on: ubuntu-latest
    timeout-minutes: 15
    environment: staging
    concurrency:
      group: modelwright-staging
      cancel-in-progress: false
    permissions:
      contents: read
      packages: write
    env:
      IMAGE: \${{ needs.build.outputs.image }}
      DIGEST: \${{ needs.build.outputs.digest }}
    steps:
      - uses: ${CHECKOUT}
        with:
          persist-credentials: false
      - uses: ${SETUP_NODE}
        with:
          node-version: '${nodeVersion}'
      ${download('image', 'image')}
      ${login}
      - name: Smoke test of the image
        run: |
          docker run --detach --name api --read-only --tmpfs /tmp --publish 127.0.0.1:${port}:${port} "$IMAGE@$DIGEST"
          node ${SMOKE_TEST_PATH} http://127.0.0.1:${port} image/model/input_example.json
      - name: Logs of the server
        if: always()
        run: docker logs api
      ${deploy('staging')}
      - name: Smoke test of staging
        if: vars.URL != ''
        env:
          URL: \${{ vars.URL }}
        run: node ${SMOKE_TEST_PATH} "$URL" image/model/input_example.json

  production:
    needs: [train, build, staging]
    runs-on: ubuntu-latest
    timeout-minutes: 15
    environment: production
    concurrency:
      group: modelwright-production
      cancel-in-progress: false
    permissions:
      contents: write
      packages: write
    env:
      IMAGE: \${{ needs.build.outputs.image }}
      DIGEST: \${{ needs.build.outputs.digest }}
      MODEL: \${{ needs.train.outputs.model }}
    steps:
      ${setup(nodeVersion)}
      ${registry('pull')}
      # before it is deployed: a version that was judged against another champion stops here
      - name: Make it the champion
        run: npx modelwright promote --model "$MODEL" --reason "deployed by run $GITHUB_RUN_ID"
      ${registry('push')}
      ${login}
      ${deploy('production')}
`
}

/** A GitHub Actions workflow and the scripts it runs. @throws USAGE, NAME_INVALID */
export function shipGithub(options: GithubOptions): ShippedFiles {
  const checked = checkShipOptions(options)
  return new Map([
    ['.github/workflows/modelwright.yml', renderWorkflow(checked)],
    [SMOKE_TEST_PATH, SMOKE_TEST],
    [REGISTRY_PATH, REGISTRY_SCRIPT],
  ])
}
