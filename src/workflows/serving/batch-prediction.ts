// Scores a file with a model and writes the file again with the answers beside its columns.
import type { ServingConfig } from '../../config/index.ts'
import { AppError } from '../../core/index.ts'
import { type Column, dropColumns, sourceOf, type Table } from '../../data/index.ts'
import { type Scorer, type Scores, scoreTable } from '../../score/index.ts'
import { type ModelDeps, openModel, type ScorerDeps, trainingConfigOf, withModelScorer } from '../models/index.ts'
import type { ProjectDeps } from '../ports/index.ts'
import { readModelTable, wholeTable } from './model-table.ts'
import { servedPredictions } from './served-predictions.ts'
import { servingOf } from './serving-of.ts'

export type PredictDeps = ModelDeps & ScorerDeps & Pick<ProjectDeps, 'reader' | 'writer' | 'reporter' | 'pace'>

export interface PredictRequest {
  /** URI or folder. */
  readonly model: string
  readonly input: string
  /** Where to write; nothing is written without it. */
  readonly output?: string | undefined
  /** A `serving` section whose keys win over those stored with the model: its threshold, if it has one, decides what is predicted. */
  readonly serving?: ServingConfig | undefined
}

export interface PredictResult {
  readonly model: string
  readonly version: number | null
  readonly rows: number
  readonly output: string | null
  /** How often each class was predicted; empty for regression. */
  readonly counts: Readonly<Record<string, number>>
  /** Rows with a category that training did not see, by column; only columns that have some. */
  readonly unseenCategories: Readonly<Record<string, number>>
}

export async function predictFile(
  deps: PredictDeps,
  { model, input, output, serving }: PredictRequest,
): Promise<PredictResult> {
  if (output !== undefined) deps.writer.check(output)
  if (output === input) {
    throw new AppError('USAGE', `the answers would be written over the table they are made of`, {
      where: input,
      fix: 'Name another file with --output',
    })
  }
  const stored = await openModel(deps, model)
  return withModelScorer(deps, stored, async (scorer) => {
    const loaded = await readModelTable(deps, stored, input, scorer.inputs)
    const read = wholeTable(loaded)
    const { threshold } = servingOf(stored, serving, deps.reporter)
    const scored = await scoreTable(scorer, read, { where: sourceOf(read), pace: deps.pace })
    const scores = servedPredictions(scored, threshold)
    const answers = answerColumns(scorer, scores)
    const table = withAnswers(read, answers)
    if (output !== undefined) {
      const delimiter = trainingConfigOf(stored)?.config.data.delimiter ?? loaded.reading?.foundDelimiter
      // As the user's own: a spreadsheet that wrote semicolons opens no commas. A tab has an extension of its own.
      await deps.writer.write(output, table, delimiter === '\t' ? {} : { delimiter })
    }
    return {
      model: stored.name,
      version: stored.version?.version ?? null,
      rows: table.rows,
      output: output ?? null,
      counts: countClasses(scorer, scores),
      unseenCategories: Object.fromEntries(scored.unseen ?? []),
    }
  })
}

/** A table with the model's answers beside its columns, in place of any of the same names. */
export function withAnswers(table: Table, answers: readonly Column[]): Table {
  const others = dropColumns(
    table,
    answers.map(({ name }) => name),
  )
  return { ...table, columns: [...others.columns, ...answers] }
}

/** `prediction`, and `probability` (one `probability_<class>` each for more than two classes). */
export function answerColumns({ classes }: Pick<Scorer, 'classes'>, scores: Scores): Column[] {
  if (scores.kind === 'values') return [numbers('prediction', scores.values)]
  const { rows, probability, label } = scores
  const k = classes.length
  const of = (c: number) => Float64Array.from({ length: rows }, (_, i) => probability[i * k + c]!)
  const prediction: Column =
    typeof classes[0] === 'number'
      ? {
          kind: 'number',
          name: 'prediction',
          type: 'long',
          values: Float64Array.from(label, (c) => Number(classes[c])),
        }
      : {
          kind: 'text',
          name: 'prediction',
          type: 'string',
          source: 'text',
          codes: label,
          categories: classes.map(String),
        }
  return k === 2
    ? [prediction, numbers('probability', of(1))]
    : [prediction, ...classes.map((name, c) => numbers(`probability_${name}`, of(c)))]
}

function numbers(name: string, values: Float64Array): Column {
  return { kind: 'number', name, type: 'double', values }
}

function countClasses({ classes }: Scorer, scores: Scores): Record<string, number> {
  if (scores.kind === 'values') return {}
  const counts = new Int32Array(classes.length)
  for (const c of scores.label) counts[c]!++
  return Object.fromEntries(classes.map((name, c) => [String(name), counts[c]!]))
}
