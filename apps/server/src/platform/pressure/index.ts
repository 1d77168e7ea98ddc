export { busyAnswer } from './busy.ts'
export { listenWide } from './listen.ts'
export { openPressure, pressureLimits } from './pressure.ts'
