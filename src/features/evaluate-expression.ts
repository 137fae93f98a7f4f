// Derived expressions over columns, with ONNX Runtime's float64 semantics: the graph gives the same numbers.
import { AppError } from '../core/index.ts'
import type { BinaryOperator, Expression, FunctionName } from './expression.ts'

/**
 * One float64 per row. NaN in gives NaN out of arithmetic, `log`, `abs`, `min` and `max`; a comparison with NaN is 0
 * (`!=`: 1); `if` takes whatever is not 0 as true, NaN too. Division by zero and log of zero give infinities,
 * log of a negative number NaN, as in IEEE 754.
 */
export function evaluateExpression(
  expression: Expression,
  columns: ReadonlyMap<string, Float64Array>,
  rows: number,
): Float64Array {
  switch (expression.kind) {
    case 'number':
      return new Float64Array(rows).fill(expression.value)
    case 'column': {
      const values = columns.get(expression.name)
      if (values === undefined) throw new AppError('DATA_COLUMN_MISSING', `no numeric column '${expression.name}'`)
      return values.slice()
    }
    case 'negate': {
      const values = evaluateExpression(expression.operand, columns, rows)
      for (let i = 0; i < rows; i++) values[i] = -values[i]!
      return values
    }
    case 'binary': {
      const left = evaluateExpression(expression.left, columns, rows)
      BINARY[expression.operator](left, evaluateExpression(expression.right, columns, rows))
      return left
    }
    case 'call': {
      const args = expression.args.map((arg) => evaluateExpression(arg, columns, rows))
      CALL[expression.name](args)
      return args[0]!
    }
  }
}

/** Each writes its result over its first operand; one loop each, so that each stays monomorphic. */
const BINARY: Readonly<Record<BinaryOperator, (a: Float64Array, b: Float64Array) => void>> = {
  '+': (a, b) => {
    for (let i = 0; i < a.length; i++) a[i] = a[i]! + b[i]!
  },
  '-': (a, b) => {
    for (let i = 0; i < a.length; i++) a[i] = a[i]! - b[i]!
  },
  '*': (a, b) => {
    for (let i = 0; i < a.length; i++) a[i] = a[i]! * b[i]!
  },
  '/': (a, b) => {
    for (let i = 0; i < a.length; i++) a[i] = a[i]! / b[i]!
  },
  '<': (a, b) => {
    for (let i = 0; i < a.length; i++) a[i] = a[i]! < b[i]! ? 1 : 0
  },
  '<=': (a, b) => {
    for (let i = 0; i < a.length; i++) a[i] = a[i]! <= b[i]! ? 1 : 0
  },
  '>': (a, b) => {
    for (let i = 0; i < a.length; i++) a[i] = a[i]! > b[i]! ? 1 : 0
  },
  '>=': (a, b) => {
    for (let i = 0; i < a.length; i++) a[i] = a[i]! >= b[i]! ? 1 : 0
  },
  '==': (a, b) => {
    for (let i = 0; i < a.length; i++) a[i] = a[i] === b[i] ? 1 : 0
  },
  '!=': (a, b) => {
    for (let i = 0; i < a.length; i++) a[i] = a[i] === b[i] ? 0 : 1
  },
}

const CALL: Readonly<Record<FunctionName, (args: readonly Float64Array[]) => void>> = {
  min: ([a, ...rest]) => {
    for (const b of rest) for (let i = 0; i < b.length; i++) a![i] = Math.min(a![i]!, b[i]!)
  },
  max: ([a, ...rest]) => {
    for (const b of rest) for (let i = 0; i < b.length; i++) a![i] = Math.max(a![i]!, b[i]!)
  },
  log: ([a]) => {
    for (let i = 0; i < a!.length; i++) a![i] = Math.log(a![i]!)
  },
  abs: ([a]) => {
    for (let i = 0; i < a!.length; i++) a![i] = Math.abs(a![i]!)
  },
  if: ([condition, yes, no]) => {
    for (let i = 0; i < condition!.length; i++) condition![i] = condition![i] === 0 ? no![i]! : yes![i]!
  },
}
