export {
  type Access,
  type Authentication,
  type Caller,
  type Demand,
  type Principal,
  principalOf,
  type Resource,
} from './access.ts'
export { createBodyBudget } from './body-budget.ts'
export { ANY_OBJECT, answer, json, ref, text } from './content.ts'
export { detailDialect } from './detail-dialect.ts'
export type { ErrorDialect } from './error-dialect.ts'
export { createHttpServer, type HttpServer, type RequestObserver, type ServerLimits } from './http-server.ts'
export type { ListenOptions } from './listen.ts'
export { mlflowDialect } from './mlflow-dialect.ts'
export { documentedPath } from './openapi-document.ts'
export { createRequestMetrics } from './request-metrics.ts'
export { type AnyRoute, route } from './route.ts'
