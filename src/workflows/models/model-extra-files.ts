/** Our own files beside the model, in its folder. */
export const EXTRA_FILES = {
  trainingConfig: 'training-config.json',
  /** In its place beside a graph that was trained elsewhere: how its tables are read and judged, not how it was made. */
  readingConfig: 'reading-config.json',
  referenceProfile: 'reference-profile.json',
  modelCard: 'model-card.md',
} as const
