/** Our own files beside the model, in its folder. */
export const EXTRA_FILES = {
  trainingConfig: 'training-config.json',
  referenceProfile: 'reference-profile.json',
  modelCard: 'model-card.md',
} as const
