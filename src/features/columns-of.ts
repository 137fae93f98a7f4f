import type { Expression } from './expression.ts'

/** The columns an expression reads. */
export function columnsOf(expression: Expression): Set<string> {
  switch (expression.kind) {
    case 'number':
      return new Set()
    case 'column':
      return new Set([expression.name])
    case 'negate':
      return columnsOf(expression.operand)
    case 'binary':
      return columnsOf(expression.left).union(columnsOf(expression.right))
    case 'call':
      return expression.args.reduce((all, arg) => all.union(columnsOf(arg)), new Set<string>())
  }
}
