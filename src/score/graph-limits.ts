// What a graph may cost. A model is someone else's file: a few bytes of it can ask for a terabyte or for a year.
import { AppError } from '../core/index.ts'
import type { OnnxNode } from '../onnx/index.ts'

export interface GraphLimits {
  /** Memory that a model may take besides its own bytes. @default 512 MiB */
  readonly memoryBytes?: number | undefined
}

const DEFAULT_MEMORY_BYTES = 512 * 2 ** 20

/** Elements that compiling may read and write: about a second. */
const COMPILE_WORK = 2e8
/** Elements that one row may read and write: about 10 ms. */
const ROW_WORK = 4e6

/** `held`: bytes of constants; `row`: bytes of all values a row; `compile`, `run`: elements touched once, and for each row. */
export type Cost = 'held' | 'row' | 'compile' | 'run'

export interface Budget {
  /** Before the thing is done. @throws MODEL_TOO_COSTLY naming the node */
  spend(node: OnnxNode, cost: Cost, amount: number): void
  /** Rows that may be scored in one go. */
  rowsAtOnce(): number
}

export function createBudget({ memoryBytes = DEFAULT_MEMORY_BYTES }: GraphLimits = {}): Budget {
  const most = { held: memoryBytes / 2, row: memoryBytes / 128, compile: COMPILE_WORK, run: ROW_WORK }
  const spent = { held: 0, row: 0, compile: 0, run: 0 }
  return {
    spend(node, cost, amount) {
      spent[cost] += amount
      if (!(spent[cost] <= most[cost])) throw tooCostly(node, cost, most[cost])
    },
    rowsAtOnce: () => Math.max(1, Math.floor(memoryBytes / 8 / Math.max(spent.row, 1))),
  }
}

const PROBLEMS: Readonly<Record<Cost, (most: number) => string>> = {
  held: (most) => `would make constants of more than ${Math.floor(most / 2 ** 20)} MiB`,
  row: (most) => `would make values of more than ${(most / 2 ** 20).toFixed(1)} MiB a row`,
  compile: (most) => `takes more than ${most} steps to prepare`,
  run: (most) => `takes more than ${most} steps a row`,
}

function tooCostly(node: OnnxNode, cost: Cost, most: number): AppError {
  return new AppError('MODEL_TOO_COSTLY', `${node.operator} ${PROBLEMS[cost](most)}`, {
    where: `node '${node.name}'`,
    fix: 'Export a smaller model, or raise limits.memory_mb in the config',
    details: { operator: node.operator },
  })
}
