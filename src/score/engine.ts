// The port of what runs a graph. The scorer above it checks batches, cuts them to size and reads the answers.
import type { PreparedGraph } from './prepared-graph.ts'
import type { EngineName, InputBatch, UnseenCategories } from './scorer.ts'
import type { Numbers } from './slot.ts'

/** Where an engine left an output: element j of row i is `data[i * stride + offset + j]`. Read before the next run. */
export interface EngineOutput {
  readonly data: Numbers | readonly string[]
  readonly isText: boolean
  /** As the graph gives it, for errors. */
  readonly dims: readonly number[]
  /** Elements a row; 0 where it has none for each row. */
  readonly width: number
  readonly stride: number
  readonly offset: number
}

export type EngineOutputs = ReadonlyMap<string, EngineOutput>

export interface EngineAnswer {
  readonly outputs: EngineOutputs
  /** Undefined where there are none, and from an engine that does not tell. */
  readonly unseen: UnseenCategories | undefined
}

export interface EngineSession {
  readonly rowsAtOnce: number
  /** Runs a batch that fits the graph's inputs, of 1 to `rowsAtOnce` rows. @throws MODEL_INPUT_INVALID, CATEGORY_UNKNOWN, MODEL_TOO_COSTLY when it was stopped; the next run is answered again */
  run(batch: InputBatch): EngineAnswer | Promise<EngineAnswer>
  /** Lets go of everything; a run that is under way fails as NOT_READY. */
  close(): Promise<void>
}

export interface Engine {
  readonly name: EngineName
  /** Whether an input of integers (`long`) takes fractions and gaps too. */
  readonly takesFractions: boolean
  /** @throws MODEL_OPERATOR_UNSUPPORTED when it cannot run the graph or is not installed, MODEL_INVALID, MODEL_TOO_COSTLY */
  open(graph: PreparedGraph): Promise<EngineSession>
}
