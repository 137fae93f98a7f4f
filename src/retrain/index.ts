export { decideRetraining, type RetrainFacts } from './decide-retraining.ts'
