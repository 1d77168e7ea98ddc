import { localDate } from '@xiangzhi/language'
import { say } from '@xiangzhi/text'
import { countyConfig } from '#platform/county-config'
import type { Database, Tx } from '#platform/database'
import { examineMachine, type Finding } from '#platform/doctor'
import type { SignIn } from '#platform/sign-in'
import { listAccountLinks } from '#kernel/people'
import { administratorsOf, examineCounty } from './county-checks.ts'

export interface Examined {
  readonly db: Database
  readonly signIn: Pick<SignIn, 'listStaffAccounts'>
  readonly dataDir: string
  readonly embedded: boolean
}

async function examineAccounts(tx: Tx, signIn: Examined['signIn'], now: Date): Promise<Finding[]> {
  const config = await countyConfig(tx)
  const accounts = (await signIn.listStaffAccounts(tx.county, now)).filter(({ disabled }) => !disabled)
  // A demo shows its passwords on the first page; there is nothing to protect.
  if (config.demo) return []
  const administrators = await administratorsOf(tx, localDate(config.calendar, now))
  const administering = new Set(
    (await listAccountLinks(tx))
      .filter(({ personId }) => administrators.has(personId))
      .map(({ accountId }) => accountId),
  )
  const names = (found: readonly { username: string }[]): string => found.map(({ username }) => username).join(', ')
  const open = accounts.filter(({ accountId, twoFactor }) => administering.has(accountId) && !twoFactor)
  const demo = accounts.filter((account) => account.demo)
  const first = accounts.filter(({ mustChangePassword }) => mustChangePassword)
  const findings: Finding[] = []
  if (open.length > 0)
    findings.push({
      check: 'second-step',
      level: 'problem',
      text: 'text.doctor.admin.noSecondStep',
      facts: { accounts: names(open) },
    })
  if (demo.length > 0)
    findings.push({
      check: 'demo-accounts',
      level: 'problem',
      text: 'text.doctor.account.demo',
      facts: { accounts: names(demo) },
    })
  if (first.length > 0)
    findings.push({
      check: 'first-passwords',
      level: 'note',
      text: 'text.doctor.account.firstPassword',
      facts: { count: first.length },
    })
  return findings
}

/** Everything that is not as it should be: the county's set-up, the accounts, the machine. */
export async function examineInstallation(
  { db, signIn, dataDir, embedded }: Examined,
  tx: Tx,
  now: Date,
): Promise<Finding[]> {
  return [
    ...(await examineCounty(tx, await countyConfig(tx), now)),
    ...(await examineAccounts(tx, signIn, now)),
    ...(await examineMachine({ db, dataDir, now, embedded })),
  ]
}

/** A finding in both languages. */
export function wordsOf({ text, facts }: Finding): { zh: string; en: string } {
  const english = Object.fromEntries(
    Object.entries(facts ?? {}).map(([name, value]) => [name, facts?.[`${name}En`] ?? value]),
  )
  return { zh: say('zh-CN', text, facts), en: say('en', text, english) }
}

/** The operation of the contract. */
export function doctorOperations(examined: Examined) {
  return {
    async examine({ tx, now }: { readonly tx: Tx; readonly now: Date }) {
      const found = await examineInstallation(examined, tx, now)
      return {
        findings: found.map((finding) => ({ check: finding.check, level: finding.level, text: wordsOf(finding) })),
      }
    },
  }
}
