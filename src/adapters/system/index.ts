export { createLogger } from './logger.ts'
export { createMachine } from './machine.ts'
export { createPace } from './pace.ts'
export { systemClock, systemTicker } from './time.ts'
