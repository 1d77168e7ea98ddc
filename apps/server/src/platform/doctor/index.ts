export { examineMachine, type Finding } from './examine.ts'
