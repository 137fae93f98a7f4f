// A model card in Markdown with Hugging Face's front matter, made from a run.
import { AppError } from '../core/index.ts'
import type { HumanSections, ModelCardInput } from './model-card-input.ts'

export function renderModelCard(_input: ModelCardInput): string {
  throw new AppError('INTERNAL', 'renderModelCard is being written')
}

/** The new card with the sections that people filled in the old one. */
export function mergeHumanSections(_old: string, _next: string): string {
  throw new AppError('INTERNAL', 'mergeHumanSections is being written')
}

/** What people wrote in a card; a section left as it came is absent. */
export function humanSections(_card: string): HumanSections {
  throw new AppError('INTERNAL', 'humanSections is being written')
}
