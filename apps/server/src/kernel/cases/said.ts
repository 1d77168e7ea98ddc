import { countyConfig } from '#platform/county-config'
import type { Tx } from '#platform/database'
import { Refusal } from '#platform/refusal'
import { loadByLink, loadForChange } from './load.ts'
import { findByLink } from './progress.ts'
import type { Processes } from './registry.ts'
import { namesOfficial } from './reported-persons.ts'
import { lockFamily, readFamily, sealFamily } from './sealing.ts'
import type { CaseRecord } from './types.ts'

/**
 * The one way in which words by a private link come into a case. Where they name somebody who holds an office there
 * (`namesOfficial`), the case is sealed with them in the same transaction, so that whoever is named never reads them. `texts` is all
 * that was said; `add` writes it.
 */
export async function addSaid(
  tx: Tx,
  processes: Processes,
  { token, requestId, now }: { readonly token: string; readonly requestId: string; readonly now: Date },
  texts: readonly unknown[],
  add: (subject: Awaited<ReturnType<typeof loadByLink>>) => Promise<CaseRecord>,
): Promise<CaseRecord> {
  const [reached, config] = await Promise.all([findByLink(tx, token), countyConfig(tx)])
  if (!reached) throw new Refusal('not-found')
  const { last } = reached
  const whereabouts = {
    ...last,
    organisationIds: [last.assignedOrganisationId],
    organisationKeys: [last.suggestedOrganisationKey],
  }
  const named =
    last.confidentiality !== 'sealed' && (await namesOfficial(tx, processes.of(last), config, whereabouts, texts, now))
  // What sealing decides about is locked before the case itself is, in one order.
  const family = named ? await lockFamily(tx, last.id) : undefined
  const subject = await loadByLink(tx, processes, reached, now)
  const after = await add(subject)
  if (!family || subject.record.confidentiality === 'sealed') return after
  const base = { by: { kind: 'system' }, requestId, now } as const
  const said = await loadForChange(tx, processes, last.id, base.by, now)
  return sealFamily(tx, said, base, {
    allowance: 'seal',
    reason: null,
    children: 'seal',
    ...(await readFamily(tx, processes, said.record, family, base)),
  })
}
