import { randomInt } from 'node:crypto'
import type { guardedAccountChanges } from '@xiangzhi/contract'
import { mayDo } from '@xiangzhi/language'
import {
  guardedAmong,
  linkAccount,
  listAccountLinks,
  markAccountEnded,
  namesOf,
  tellOwner,
  tellSuspension,
} from '#kernel/people'
import { isBehindKey } from '#platform/api-keys'
import { askApproval, takeApproval } from '#platform/approvals'
import type { Answer, Asked } from '#platform/asked'
import { v7 as uuidv7 } from 'uuid'
import { refuseUnless } from '#platform/refusal'
import type { SignIn } from '#platform/sign-in'

/** Without letters and digits that look alike when they are read out or copied by hand. */
const letters = 'abcdefghjkmnpqrstuvwxyz23456789'

/** A first password that can be told over a counter: about 74 bits, in four groups. */
function makePassword(): string {
  const group = (): string => Array.from({ length: 4 }, () => letters[randomInt(letters.length)] ?? 'x').join('')
  return `${group()}-${group()}-${group()}-${randomInt(100, 1000)}`
}

type GuardedChange = (typeof guardedAccountChanges)[number]
type Desk = Pick<Asked<'endSessions'>, 'tx' | 'by' | 'now'>

/** Whoever holds the password of such a person is that person: one administrator alone never comes to hold it. */
async function requireSecondPerson(
  { tx, by, now }: Desk,
  kind: GuardedChange,
  about: { readonly personId: string; readonly subjectId: string },
): Promise<boolean> {
  const guarded = (await guardedAmong(tx, [about.personId], now)).has(about.personId)
  if (guarded) await takeApproval(tx, { kind, subjectId: about.subjectId, by, now })
  return guarded
}

/** Accounts live in the sign-in service; whom they stand for is said in the county. */
export function accountOperations(signIn: SignIn) {
  /** The person behind an account of this county; an account of another county does not exist here. */
  const requireAccount = async (
    { tx, by }: Pick<Asked<'endSessions'>, 'tx' | 'by'>,
    accountId: string,
  ): Promise<{ personId: string }> => {
    refuseUnless(mayDo(by, 'account.manage'), 'not-allowed')
    const link = (await listAccountLinks(tx)).find((one) => one.accountId === accountId)
    refuseUnless(link, 'not-found')
    return link
  }

  return {
    async listAccounts({ tx, input, now }: Asked<'listAccounts'>): Answer<'listAccounts'> {
      const links = new Map((await listAccountLinks(tx)).map((link) => [link.accountId, link]))
      const guarded = await guardedAmong(tx, [...new Set([...links.values()].map(({ personId }) => personId))], now)
      const accounts = await signIn.listStaffAccounts(tx.county, now)
      const rows = accounts.map(
        ({ accountId, username, name, disabled, twoFactor, mustChangePassword, demo, lastSeenAt }) => ({
          accountId,
          disabled,
          twoFactor,
          mustChangePassword,
          demo,
          userName: username,
          name: links.get(accountId)?.name ?? name,
          personId: links.get(accountId)?.personId ?? null,
          guarded: guarded.has(links.get(accountId)?.personId ?? ''),
          lastSeenAt: lastSeenAt?.toISOString() ?? null,
        }),
      )
      const { q } = input
      return { rows: q ? rows.filter((row) => row.userName.includes(q.toLowerCase()) || row.name.includes(q)) : rows }
    },

    async createAccount({ tx, by, input, now }: Asked<'createAccount'>): Answer<'createAccount'> {
      refuseUnless(mayDo(by, 'account.manage'), 'not-allowed')
      const name = (await namesOf(tx, [input.personId])).get(input.personId)
      refuseUnless(name !== undefined, 'not-found')
      refuseUnless(!(await isBehindKey(tx, input.personId)), 'bad-input', { field: 'personId' })
      const about = { personId: input.personId, subjectId: input.personId }
      if (await requireSecondPerson({ tx, by, now }, 'account-opening', about))
        await tellOwner({ tx, now }, input.personId, { change: 'account-opening', step: 'done', key: input.requestId })
      const password = makePassword()
      const { accountId } = await signIn.createStaffAccount(
        { county: tx.county, username: input.userName, name, password, mustChangePassword: true },
        now,
      )
      await linkAccount(tx, { accountId, personId: input.personId, demo: false })
      return { accountId, password }
    },

    async resetPassword({ tx, by, input, now }: Asked<'resetPassword'>): Answer<'resetPassword'> {
      const { personId } = await requireAccount({ tx, by }, input.accountId)
      refuseUnless(personId !== by.personId, 'second-person')
      if (await requireSecondPerson({ tx, by, now }, 'password-reset', { personId, subjectId: input.accountId }))
        await tellOwner({ tx, now }, personId, { change: 'password-reset', step: 'done', key: input.requestId })
      const password = makePassword()
      await signIn.resetPassword({ accountId: input.accountId, password }, now)
      return { accountId: input.accountId, password }
    },

    async askForAccountChange({ tx, by, input, now }: Asked<'askForAccountChange'>): Answer<'askForAccountChange'> {
      const { change, about, reason, requestId } = input
      const isPerson = change === 'account-opening'
      const personId = isPerson ? about : (await requireAccount({ tx, by }, about)).personId
      refuseUnless(personId !== by.personId, 'second-person')
      const name = (await namesOf(tx, [personId])).get(personId)
      refuseUnless(name !== undefined, 'not-found')
      const accounts = isPerson ? [] : await signIn.listStaffAccounts(tx.county, now)
      const userName = accounts.find(({ accountId }) => accountId === about)?.username ?? ''
      const subject = { subjectKind: isPerson ? 'persons' : 'accounts', subjectId: about }
      const { id: approvalId } = await askApproval(tx, {
        ...subject,
        id: uuidv7(),
        kind: change,
        personId,
        facts: isPerson ? { name } : { name, userName },
        reason,
        by,
        now,
      })
      await tellOwner({ tx, now }, personId, { change, step: 'asked', key: requestId })
      return { approvalId, ...subject }
    },

    async endSessions({ tx, by, input }: Asked<'endSessions'>): Answer<'endSessions'> {
      await requireAccount({ tx, by }, input.accountId)
      return { accountId: input.accountId, ended: await signIn.endSessions(input.accountId) }
    },

    async removeSecondStep({ tx, by, input, now }: Asked<'removeSecondStep'>): Answer<'removeSecondStep'> {
      const { personId } = await requireAccount({ tx, by }, input.accountId)
      refuseUnless(personId !== by.personId, 'second-person')
      if (await requireSecondPerson({ tx, by, now }, 'second-step-removal', { personId, subjectId: input.accountId }))
        await tellOwner({ tx, now }, personId, { change: 'second-step-removal', step: 'done', key: input.requestId })
      await signIn.removeSecondStep(input.accountId, now)
      return { accountId: input.accountId }
    },

    async setAccountDisabled({ tx, by, input, now }: Asked<'setAccountDisabled'>): Answer<'setAccountDisabled'> {
      const { personId } = await requireAccount({ tx, by }, input.accountId)
      // Whoever shuts their own account may be the last one able to open it again.
      refuseUnless(personId !== by.personId, 'second-person')
      if (!input.disabled) {
        const about = { personId, subjectId: input.accountId }
        if (await requireSecondPerson({ tx, by, now }, 'account-reopening', about))
          await tellOwner({ tx, now }, personId, { change: 'account-reopening', step: 'done', key: input.requestId })
      } else if ((await guardedAmong(tx, [personId], now)).has(personId)) {
        // Whoever leaves today is shut out today; those who watch hear of it, and only two persons open the account again.
        refuseUnless(input.reason, 'need-reason')
        await tellSuspension({ tx, now }, { personId, by, reason: input.reason, key: input.requestId })
      }
      await markAccountEnded(tx, input.accountId, input.disabled ? now : null)
      await signIn.setAccountDisabled({ accountId: input.accountId, disabled: input.disabled }, now)
      return {
        accountId: input.accountId,
        disabled: input.disabled,
        ...(input.reason ? { reason: input.reason } : {}),
      }
    },
  }
}
