import { randomInt } from 'node:crypto'
import { mayDo } from '@xiangzhi/language'
import { linkAccount, listAccountLinks, markAccountEnded, namesOf } from '#kernel/people'
import type { Answer, Asked } from '#platform/asked'
import { refuseUnless } from '#platform/refusal'
import type { SignIn } from '#platform/sign-in'

/** Without letters and digits that look alike when they are read out or copied by hand. */
const letters = 'abcdefghjkmnpqrstuvwxyz23456789'

/** A first password that can be told over a counter: about 74 bits, in four groups. */
function makePassword(): string {
  const group = (): string => Array.from({ length: 4 }, () => letters[randomInt(letters.length)] ?? 'x').join('')
  return `${group()}-${group()}-${group()}-${randomInt(100, 1000)}`
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
      const password = makePassword()
      const { accountId } = await signIn.createStaffAccount(
        { county: tx.county, username: input.userName, name, password, mustChangePassword: true },
        now,
      )
      await linkAccount(tx, { accountId, personId: input.personId, demo: false })
      return { accountId, password }
    },

    async resetPassword({ tx, by, input, now }: Asked<'resetPassword'>): Answer<'resetPassword'> {
      await requireAccount({ tx, by }, input.accountId)
      const password = makePassword()
      await signIn.resetPassword({ accountId: input.accountId, password }, now)
      return { accountId: input.accountId, password }
    },

    async endSessions({ tx, by, input }: Asked<'endSessions'>): Answer<'endSessions'> {
      await requireAccount({ tx, by }, input.accountId)
      return { accountId: input.accountId, ended: await signIn.endSessions(input.accountId) }
    },

    async removeSecondStep({ tx, by, input, now }: Asked<'removeSecondStep'>): Answer<'removeSecondStep'> {
      const { personId } = await requireAccount({ tx, by }, input.accountId)
      refuseUnless(personId !== by.personId, 'second-person')
      await signIn.removeSecondStep(input.accountId, now)
      return { accountId: input.accountId }
    },

    async setAccountDisabled({ tx, by, input, now }: Asked<'setAccountDisabled'>): Answer<'setAccountDisabled'> {
      const { personId } = await requireAccount({ tx, by }, input.accountId)
      // Whoever shuts their own account may be the last one able to open it again.
      refuseUnless(personId !== by.personId, 'second-person')
      await markAccountEnded(tx, input.accountId, input.disabled ? now : null)
      await signIn.setAccountDisabled({ accountId: input.accountId, disabled: input.disabled }, now)
      return { accountId: input.accountId, disabled: input.disabled }
    },
  }
}
