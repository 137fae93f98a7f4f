export type { ClassScores, InputBatch, Scorer, Scores, ValueScores } from './scorer.ts'
