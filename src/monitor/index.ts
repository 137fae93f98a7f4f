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
export { DRIFT_METHODS, type DriftMethodName } from './methods/drift-methods.ts'
export { parseReferenceProfile } from './parse-reference-profile.ts'
export type {
  CategoricalProfile,
  FeatureProfile,
  NumericProfile,
  ReferenceProfile,
} from './reference-profile.ts'
export { type DriftFormat, renderDrift } from './render-drift.ts'
