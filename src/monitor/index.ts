export { buildReferenceProfile, type ProfileOptions } from './build-reference-profile.ts'
export { type DriftOptions, detectDrift } from './detect-drift.ts'
export type {
  ComparedFinding,
  DriftFinding,
  DriftHistogram,
  DriftReport,
  DriftVerdict,
  EffectFinding,
  MissingColumnFinding,
  MissingFinding,
  TestFinding,
  TypeChangedFinding,
} from './drift-report.ts'
export { type JoinedLabels, joinLabels } from './join-labels.ts'
export type { DriftMethodName } from './methods/drift-methods.ts'
export { type LabelOptions, parseLabels } from './parse-labels.ts'
export { parseReferenceProfile } from './parse-reference-profile.ts'
export { type Predicted, type RealisedPerformance, realisedPerformance } from './realised-performance.ts'
export type {
  CategoricalProfile,
  FeatureProfile,
  NumericProfile,
  ReferenceProfile,
} from './reference-profile.ts'
export { type DriftFormat, renderDrift } from './render-drift.ts'
