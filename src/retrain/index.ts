export { decideRetraining, type RetrainDecision, type RetrainFacts } from './decide-retraining.ts'
