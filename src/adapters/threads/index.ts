export { prepareOnThread } from './prepare-on-thread.ts'
