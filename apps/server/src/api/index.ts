export type { Call, Caller, Handlers } from './handlers.ts'
export { CallerMemory, REMEMBERED_MS } from './caller-memory.ts'
export { answerError, callerBySecret, callerOf, languageOf, listOperations } from './http.ts'
export { addFirstKey } from './first-key.ts'
export { mountReadiness, openHouse } from './house.ts'
export { type Run, type RunEnvironment, runner } from './run.ts'
export {
  administrationIdea,
  approvalsIdea,
  attachedFilesIdea,
  exportsIdea,
  interfaceIdea,
  keysIdea,
  signInIdea,
  webhooksIdea,
} from './ideas.ts'
export { openApiDocument } from './open-api.ts'
export { originOf } from './send-file.ts'
export { runWebhooks } from './webhook-runner.ts'
