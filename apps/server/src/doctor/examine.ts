import { localDate } from '@xiangzhi/language'
import { isTextKey, say, type TextFacts } from '@xiangzhi/text'
import { countyConfig } from '#platform/county-config'
import { listApiKeys } from '#platform/api-keys'
import type { Database, Tx } from '#platform/database'
import { examineMachine, type Finding } from '#platform/doctor'
import { deliveryState } from '#platform/messages'
import { listWitnesses, listWitnessStates, ownWitnessAccount, type WitnessSaid } from '#platform/public-log'
import type { SignIn } from '#platform/sign-in'
import { listAccountLinks } from '#kernel/people'
import { administratorsOf, examineCounty } from './county-checks.ts'

const KEY_IDLE_MS = 90 * 24 * 3_600_000

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

/** Messages that stand, and those that were given up: somebody was not told. */
async function examineMessages(tx: Tx, now: Date): Promise<Finding[]> {
  const { stuck, givenUpInADay: count } = await deliveryState(tx, now)
  const findings: Finding[] = []
  if (stuck > 0)
    findings.push({ check: 'messages', level: 'problem', text: 'text.doctor.messages.stuck', facts: { count: stuck } })
  if (count > 0)
    findings.push({ check: 'messages-lost', level: 'warning', text: 'text.doctor.messages.givenUp', facts: { count } })
  return findings
}

/** Keys of connected systems that nobody has used for a quarter of a year: a door that nobody needs. */
async function examineKeys(tx: Tx, now: Date): Promise<Finding[]> {
  const keys = (await listApiKeys(tx)).filter(
    ({ revokedAt, expiresAt }) => revokedAt === null && (expiresAt === null || expiresAt > now),
  )
  const idle = keys.filter(
    ({ lastUsedAt, createdAt }) => now.getTime() - (lastUsedAt ?? createdAt).getTime() > KEY_IDLE_MS,
  )
  if (idle.length === 0) return []
  const names = idle
    .slice(0, 5)
    .map(({ name }) => name)
    .join('、')
  return [{ check: 'keys', level: 'note', text: 'text.doctor.keys.idle', facts: { count: idle.length, names } }]
}

const isHere = (url: string): boolean => /^https?:\/\/(localhost|127\.[\d.]+|\[::1\])(:|\/|$)/.test(url)

/** Whether anybody else watches the public log, and what they said last. */
async function examineWitnesses(tx: Tx, dataDir: string): Promise<Finding[]> {
  const witnesses = await listWitnesses(dataDir)
  const known = new Set(witnesses.map(({ verifier }) => verifier.name))
  const said = (await listWitnessStates(tx)).filter(({ name }) => known.has(name))
  const names = (state: WitnessSaid['state']): string =>
    said
      .filter((one) => one.state === state)
      .map(({ name }) => name)
      .join(', ')
  const findings: Finding[] = []
  const tell = (level: Finding['level'], text: Finding['text'], facts: TextFacts = {}): void =>
    void findings.push({ check: 'witness', level, text, facts })
  if (names('refused') !== '') tell('problem', 'text.doctor.witness.refused', { names: names('refused') })
  if (names('silent') !== '') tell('warning', 'text.doctor.witness.silent', { names: names('silent') })
  if (witnesses.length === 0) tell('warning', 'text.doctor.witness.none')
  else if (witnesses.every(({ url }) => isHere(url))) tell('warning', 'text.doctor.witness.inside')
  if (ownWitnessAccount(dataDir) === 'same') tell('warning', 'text.doctor.witness.sameAccount')
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
    ...(await examineKeys(tx, now)),
    ...(await examineMessages(tx, now)),
    ...(await examineWitnesses(tx, dataDir)),
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

type Area = 'people' | 'rules' | 'security' | 'operation'

/** Whose work it is to mend what a check finds; what is not named here is that of whoever runs the machine. */
const areas: Readonly<Record<string, Area>> = {
  calendar: 'rules',
  routing: 'rules',
  sealed: 'rules',
  unit: 'people',
  role: 'people',
  grid: 'people',
  household: 'people',
  administrators: 'security',
  'second-step': 'security',
  'demo-accounts': 'security',
  'first-passwords': 'security',
  keys: 'security',
  witness: 'security',
}

function todoOf({ check }: Finding): { zh: string; en: string } | null {
  const key = `text.doctor.todo.${check}`
  return isTextKey(key) ? { zh: say('zh-CN', key), en: say('en', key) } : null
}

/** The operation of the contract. */
export function doctorOperations(examined: Examined) {
  return {
    async examine({ tx, now }: { readonly tx: Tx; readonly now: Date }) {
      const found = await examineInstallation(examined, tx, now)
      return {
        findings: found.map((finding) => ({
          check: finding.check,
          area: areas[finding.check] ?? 'operation',
          level: finding.level,
          text: wordsOf(finding),
          todo: todoOf(finding),
        })),
      }
    },
  }
}
