import { metricValues, type Run } from '../track/index.ts'

/** A run as `--json` prints it, under MLflow's names. */
export function runJson(run: Run) {
  return {
    run_id: run.runId,
    run_name: run.runName,
    experiment_id: run.experimentId,
    status: run.status,
    start_time: run.startTime,
    end_time: run.endTime,
    artifact_uri: run.artifactUri,
    params: run.params,
    metrics: metricValues(run),
    tags: run.tags,
    inputs: run.inputs.map(({ name, digest, source }) => ({ name, digest, source })),
  }
}
