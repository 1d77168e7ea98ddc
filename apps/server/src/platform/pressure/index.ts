export { mountPressure, pressureLimits } from './pressure.ts'
