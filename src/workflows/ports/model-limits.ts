import type { ConfigValues } from '../../config/index.ts'

/** What a model may cost. */
export interface ModelLimits {
  /** Bytes of its files. */
  readonly modelBytes: number
  /** Bytes of memory that it may take besides. */
  readonly memoryBytes: number
}

const MIB = 2 ** 20

/** The config's `limits`, with what it leaves out. */
export function modelLimits({ model_mb = 1024, memory_mb = 512 }: ConfigValues['limits'] = {}): ModelLimits {
  return { modelBytes: model_mb * MIB, memoryBytes: memory_mb * MIB }
}
