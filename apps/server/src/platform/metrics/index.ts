export { type Metrics, openMetrics } from './metrics.ts'
export { mountMetrics } from './mount.ts'
