export { devicesIdea } from './idea.ts'
