export { type RunningServer, type ServeModelOptions, serveModel } from './model-server.ts'
export { type OpenProject, type OpenProjectOptions, openProject } from './project.ts'
export { type TrainOptions, train } from './training.ts'
export { VERSION } from './version.ts'
