// Read by every Node there is: no import, no syntax younger than the oldest Node that may meet it.

const OLDEST = [22, 18]

/** Why this Node cannot run modelwright; undefined if it can. `version`: as in `process.versions.node`. */
export function nodeProblem(version: string): string | undefined {
  const [major = 0, minor = 0] = version.split('.').map(Number)
  if (major > OLDEST[0]! || (major === OLDEST[0] && minor >= OLDEST[1]!)) return undefined
  return `modelwright needs Node ≥ ${OLDEST.join('.')} (this is ${version}). Install a newer one: https://nodejs.org`
}
