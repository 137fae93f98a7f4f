// Derived expressions as plain operators in float64.
import { AppError } from '../core/index.ts'
import type { BinaryOperator, Expression } from '../features/index.ts'
import type { GraphBuilder, ValueName } from '../onnx/index.ts'

const ARITHMETIC = { '+': 'Add', '-': 'Sub', '*': 'Mul', '/': 'Div' } as const
const COMPARISON = { '<': 'Less', '<=': 'LessOrEqual', '>': 'Greater', '>=': 'GreaterOrEqual', '==': 'Equal' } as const

/** Writes an expression; `columns` holds each column it may name as a double of shape [N, 1]. @throws FEATURE_INVALID */
export function compileExpression(
  graph: GraphBuilder,
  expression: Expression,
  columns: ReadonlyMap<string, ValueName>,
): ValueName {
  let readsColumn = false
  const write = (part: Expression): ValueName => {
    switch (part.kind) {
      case 'number':
        return graph.constant('double', [1, 1], [part.value])
      case 'column': {
        const column = columns.get(part.name)
        if (column === undefined) throw new AppError('FEATURE_INVALID', `no numeric column '${part.name}'`)
        readsColumn = true
        return column
      }
      case 'negate':
        return graph.add('Neg', [write(part.operand)])
      case 'binary':
        return writeBinary(graph, part.operator, write(part.left), write(part.right))
      case 'call': {
        const args = part.args.map(write)
        if (part.name === 'log') return graph.add('Log', args)
        if (part.name === 'abs') return graph.add('Abs', args)
        if (part.name === 'if') return writeIf(graph, args)
        return args.reduce((left, right) => writeExtreme(graph, part.name === 'min' ? 'Less' : 'Greater', left, right))
      }
    }
  }
  const value = write(expression)
  if (readsColumn) return value
  // Without a column it has one value, not one a row: spread it over the rows of any column.
  const [column] = columns.values()
  if (column === undefined) throw new AppError('FEATURE_INVALID', 'a derived feature names no column')
  return graph.add('Where', [graph.add('IsNaN', [column]), value, value])
}

function writeBinary(graph: GraphBuilder, operator: BinaryOperator, left: ValueName, right: ValueName): ValueName {
  if (operator in ARITHMETIC) return graph.add(ARITHMETIC[operator as keyof typeof ARITHMETIC], [left, right])
  if (operator === '!=') return graph.cast(graph.add('Not', [graph.add('Equal', [left, right])]), 'double')
  return graph.cast(graph.add(COMPARISON[operator as keyof typeof COMPARISON], [left, right]), 'double')
}

function writeIf(graph: GraphBuilder, [condition, yes, no]: readonly ValueName[]): ValueName {
  const isZero = graph.add('Equal', [condition!, graph.constant('double', [1, 1], [0])])
  return graph.add('Where', [isZero, no!, yes!])
}

/** Where instead of Max and Min, whose kernels do not all pass a NaN of either side on; adding the two sides does. */
function writeExtreme(graph: GraphBuilder, test: 'Less' | 'Greater', left: ValueName, right: ValueName): ValueName {
  const sum = graph.add('Add', [left, right])
  const finite = graph.add('Where', [graph.add(test, [left, right]), left, right])
  const missing = graph.add('Or', [graph.add('IsNaN', [left]), graph.add('IsNaN', [right])])
  return graph.add('Where', [missing, sum, finite])
}
