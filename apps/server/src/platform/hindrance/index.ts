export { Hindrance, hindranceOf, PASSING_EXIT_CODE } from './hindrance.ts'
export { type Listening, readListening, requireAddress, requireWritable } from './checks.ts'
