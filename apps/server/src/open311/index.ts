export { mountOpen311 } from './routes.ts'
