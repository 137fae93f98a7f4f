import { AppError } from '../core/index.ts'
import type { InputColumn } from '../data/index.ts'
import type { InputBatch } from './scorer.ts'

/** One array of the right kind and length for each input. @throws MODEL_INPUT_INVALID */
export function checkBatch({ rows, columns }: InputBatch, inputs: readonly InputColumn[]): void {
  if (columns.length !== inputs.length) {
    throw new AppError('MODEL_INPUT_INVALID', `${columns.length} columns given, the model reads ${inputs.length}`)
  }
  for (let i = 0; i < inputs.length; i++) {
    const column = columns[i]!
    const { name, type } = inputs[i]!
    if ((type === 'string') !== Array.isArray(column)) {
      throw new AppError(
        'MODEL_INPUT_INVALID',
        type === 'string' ? 'the model wants text' : 'the model wants numbers',
        {
          where: `input '${name}'`,
        },
      )
    }
    if (column.length < rows) {
      throw new AppError('MODEL_INPUT_INVALID', `${column.length} values for ${rows} rows`, {
        where: `input '${name}'`,
      })
    }
  }
}
