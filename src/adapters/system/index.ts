export { createLogger } from './logger.ts'
export { createMachine } from './machine.ts'
export { systemClock, systemTicker } from './time.ts'
