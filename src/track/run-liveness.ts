// Which runs died with the process that made them: what only a store beside its processes can know.

export interface RunLiveness {
  /**
   * Ends as FAILED, with a tag `modelwright.lost` that says why, every RUNNING run whose owner is a process of this
   * machine that is no more (kill -9, power cut). Runs of other machines and containers are left alone: nobody here
   * can know. Opening a store does it; a long-lived process may do it again. Returns the ids.
   */
  markLostRuns(): Promise<readonly string[]>
}
