// The sections of a model card that people write, and how to find them again.
import type { HumanSections } from './model-card-input.ts'

export interface HumanSection {
  readonly key: keyof HumanSections
  readonly heading: string
  /** What stands there until somebody writes. */
  readonly prompt: string
}

export const HUMAN_SECTIONS: readonly HumanSection[] = [
  {
    key: 'purpose',
    heading: 'Purpose',
    prompt: '_Not written yet: what decision does this model support, for whom, and what is it not for?_',
  },
  {
    key: 'limitations',
    heading: 'Limitations',
    prompt: '_Not written yet: on which people, places or times is it unproven or known to be wrong?_',
  },
  {
    key: 'risks',
    heading: 'Risks',
    prompt: '_Not written yet: what happens when it errs, who is harmed, and what limits the harm?_',
  },
]

/** The text below each second-level heading. */
function bodies(card: string): ReadonlyMap<string, string> {
  const parts = card.replaceAll('\r\n', '\n').split(/^## +/m).slice(1)
  return new Map(
    parts.map((part) => {
      const end = part.indexOf('\n')
      return end < 0 ? [part.trim(), ''] : [part.slice(0, end).trim(), part.slice(end).trim()]
    }),
  )
}

/** What people wrote in a card; a section that is empty or as it came is absent. */
export function humanSections(card: string): HumanSections {
  const found = bodies(card)
  return Object.fromEntries(
    HUMAN_SECTIONS.flatMap(({ key, heading, prompt }) => {
      const text = found.get(heading)
      return text === undefined || text === '' || text === prompt ? [] : [[key, text]]
    }),
  )
}
