export { type Examined, examineInstallation, wordsOf } from './examine.ts'
export { doctorIdea } from './idea.ts'
