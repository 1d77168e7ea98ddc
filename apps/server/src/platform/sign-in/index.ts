export type { NewStaffAccount, SessionListed, StaffAccount } from './accounts.ts'
export { mountSignIn, type SignInEvent, type SignInHooks } from './mount.ts'
export { requireSameOrigin } from './same-origin.ts'
export type { StaffSession } from './sessions.ts'
export { openSignIn, type SignIn, type SignInOptions } from './sign-in.ts'
export {
  developmentInbox,
  type InboxMessage,
  type PhoneCodes,
  type VillagerSession,
  type VillagerSignIn,
} from './villagers.ts'
