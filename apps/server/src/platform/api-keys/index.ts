export {
  addApiKey,
  type ApiKey,
  confirmApiKey,
  findKey,
  findValidKey,
  isSecret,
  listApiKeys,
  makeSecret,
  noteUse,
  revokeApiKey,
  secretIn,
} from './keys.ts'
export { ownSubmissions, submissionInsert } from './submissions.ts'
