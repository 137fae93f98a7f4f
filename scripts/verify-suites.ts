// Proves that every suite ran in full: node scripts/verify-suites.ts <folder of vitest's JSON reports>
// Prints the sum of all suites last, as `N passed, N failed`; exit code 1 when anything failed or did not run.
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join, relative } from 'node:path'

/** The suites that must run, and the test files each has at least. Raise a number when files are added. */
export const SUITES: Readonly<Record<string, number>> = {
  unit: 120,
  process: 15,
  conformance: 14,
  ui: 1,
  ship: 4,
  attack: 9,
  postgres: 1,
  s3: 2,
}

const FOLDERS = ['src', 'test', 'demo', 'bench', 'scripts']

/** What vitest's JSON reporter writes, as far as it is read here. */
interface Report {
  readonly testResults: readonly {
    /** Absolute path of the test file. */
    readonly name: string
    readonly status: string
    readonly assertionResults: readonly { readonly fullName: string; readonly status: string }[]
  }[]
}

export interface Verdict {
  readonly passed: number
  readonly failed: number
  readonly problems: readonly string[]
}

function testFilesOnDisk(root: string): string[] {
  return FOLDERS.filter((folder) => existsSync(join(root, folder))).flatMap((folder) =>
    readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' })
      .filter((path) => /\.(test|spec)\.[cm]?[tj]sx?$/.test(path) && !path.includes('node_modules'))
      .map((path) => join(folder, path)),
  )
}

/** Compares the reports of the suites with each other and with the test files of the project at `root`. */
export function verifySuites(root: string, reports: string, suites = SUITES): Verdict {
  const problems: string[] = []
  const ran = new Map<string, string>()
  let passed = 0
  let failed = 0
  for (const [suite, minimum] of Object.entries(suites)) {
    const path = join(reports, `${suite}.json`)
    if (!existsSync(path)) {
      problems.push(`the suite ${suite} did not run: it wrote no report`)
      continue
    }
    const { testResults } = JSON.parse(readFileSync(path, 'utf8')) as Report
    if (testResults.length < minimum) {
      problems.push(`the suite ${suite} ran ${testResults.length} test files, not the ${minimum} it must have`)
    }
    for (const { name, status, assertionResults } of testResults) {
      const file = relative(root, name)
      if (ran.has(file)) problems.push(`${file} ran in ${ran.get(file)} and in ${suite}`)
      ran.set(file, suite)
      const failures = assertionResults.filter((result) => result.status === 'failed').length
      passed += assertionResults.filter((result) => result.status === 'passed').length
      // a file that cannot be loaded, or whose hook fails, has no failed test
      failed += failures === 0 && status === 'failed' ? 1 : failures
      if (assertionResults.length === 0) problems.push(`${file} ran no test`)
      for (const { fullName, status: result } of assertionResults) {
        if (result !== 'passed' && result !== 'failed') problems.push(`${file}: “${fullName}” did not run (${result})`)
      }
    }
  }
  for (const file of testFilesOnDisk(root)) {
    if (!ran.has(file)) problems.push(`${file} ran in no suite`)
  }
  return { passed, failed, problems }
}

if (import.meta.main) {
  const reports = process.argv[2]
  if (reports === undefined) throw new Error('usage: verify-suites.ts <folder of reports>')
  const { passed, failed, problems } = verifySuites(join(import.meta.dirname, '..'), reports)
  for (const problem of problems) console.error(`verify: ${problem}`)
  console.log(`${passed} passed, ${failed} failed`)
  process.exitCode = failed > 0 || problems.length > 0 ? 1 : 0
}
