// What passes between the server and the process that runs ONNX Runtime, one request at a time.
import type { Tensors } from './tensors.ts'

/** What a request may use: seconds of processor time, and bytes of memory beyond what the process had when it was ready. */
export interface Allowance {
  readonly seconds: number
  readonly bytes: number
}

export type EngineRequest = { readonly allowance: Allowance } & (
  | { readonly kind: 'open'; readonly graph: Uint8Array }
  | { readonly kind: 'run'; readonly feeds: Tensors }
)

export type EngineReply =
  /** Sent once, before the first request. */
  | { readonly kind: 'ready' }
  | { readonly kind: 'outputs'; readonly outputs: Tensors }
  | { readonly kind: 'absent' | 'refused' | 'failed'; readonly message: string }

/** What the watchdog writes to standard error before it ends the process. */
export const OVERRUNS = { time: 'watchdog: time', memory: 'watchdog: memory' } as const
