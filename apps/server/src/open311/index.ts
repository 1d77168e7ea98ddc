export { mountOpen311, type Open311Environment } from './routes.ts'
