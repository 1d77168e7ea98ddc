export {
  addApiKey,
  type ApiKey,
  confirmApiKey,
  findKey,
  findValidKey,
  behindKey,
  isBehindKey,
  sameHand,
  withKeys,
  withMakers,
  isSecret,
  listApiKeys,
  makeSecret,
  noteUse,
  revokeApiKey,
  secretIn,
} from './keys.ts'
export { keepsContact, ownSubmissions, submissionInsert, wipeContact } from './submissions.ts'
