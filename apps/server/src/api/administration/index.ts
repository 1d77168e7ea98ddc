import type { SignIn } from '#platform/sign-in'
import { accountOperations } from './account-operations.ts'
import { auditOperations } from './audit-operations.ts'
import { configOperations } from './config-operations.ts'
import { routingOperations } from './routing-operations.ts'

/** What the contract's operations of administration do: configuration, audit trail, rights and accounts. */
export function administrationOperations(signIn: SignIn) {
  return { ...configOperations, ...routingOperations, ...auditOperations, ...accountOperations(signIn) }
}
