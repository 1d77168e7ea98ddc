export { searchPaper } from './search-paper.ts'
