import type { Allowance, StaffRole } from '@xiangzhi/language'
import { sql, type Tx } from '#platform/database'
import { Refusal } from '#platform/refusal'
import { type Base, plainEvent, requireAllowance, save } from './general.ts'
import { type LoadedCase, loadForChange } from './load.ts'
import { sealedReader } from './reading.ts'
import type { Processes } from './registry.ts'
import { listFamily } from './related.ts'
import { findCaseRecord } from './rows.ts'
import type { CaseRecord } from './types.ts'
import type { CaseChange } from './write.ts'

/** What becomes of the children of a case that is sealed: sealed with it, or let go on their own. */
export type ChildrenOfSealed = 'seal' | 'detach'

/** The cases that sealing one decides about, locked with it in the order of their ids, so that it and a merge cannot wait for each other. */
export async function lockFamily(tx: Tx, caseId: string): Promise<{ merged: string[]; children: string[] }> {
  const held = new Set<string>()
  for (;;) {
    const family = await listFamily(tx, caseId)
    const ids = [caseId, ...family.merged, ...family.children]
    // Whatever joined while the locks were waited for is one of them, too.
    if (ids.every((id) => held.has(id))) return family
    await tx.rows(
      sql`select c.id from case_record c where c.county = ${tx.county} and c.id = any(${ids}::uuid[]) order by c.id for update`,
    )
    for (const id of ids) held.add(id)
  }
}

/** The cases around one that is sealed, read for a change. */
export interface FamilyToSeal {
  readonly parent: Pick<CaseRecord, 'confidentiality'> | undefined
  readonly childCases: readonly LoadedCase[]
  readonly mergedCases: readonly LoadedCase[]
}

/** What sealing changes of any case. One that is open goes to the county; one that has ended only disappears from other eyes. */
function sealedChange(
  { record, countyPlaceId }: LoadedCase,
  parentId: string | null,
  reader: StaffRole = sealedReader,
): CaseChange {
  return {
    confidentiality: 'sealed',
    isPublic: false,
    parentId,
    assignedOrganisationId: null,
    ownerPersonId: null,
    ...(record.isOpen ? { ownerRole: reader, ownerId: countyPlaceId, level: 'county' } : {}),
  }
}

/**
 * Moves a case into the sealed class: from now on only the discipline liaison, or the reader that its route names, reads and acts.
 * What was merged into it holds the same matter in the words of others and is sealed with it; its children are sealed or let go, as
 * whoever seals decides; it is no longer a part of a case that is not sealed. Followers and the reporters of merged cases see from
 * now on that it goes on, and are told no more (`seenByLink`, `findCaseContacts`). Whoever calls it has asked for the allowance.
 */
export function sealFamily(
  tx: Tx,
  subject: LoadedCase,
  base: Base,
  input: FamilyToSeal & {
    allowance: Allowance
    reason: string | null
    reader?: StaffRole | undefined
    children: ChildrenOfSealed
  },
): CaseRecord {
  const { record } = subject
  const line = (of: LoadedCase, action: 'seal' | 'unlink') =>
    plainEvent(subject, base.by, input.allowance, action, {
      fromState: of.record.state,
      toState: of.record.state,
      note: of === subject ? input.reason : null,
    })
  const sealed = (of: LoadedCase, parentId: string | null) => sealedChange(of, parentId, input.reader)
  for (const merged of input.mergedCases) {
    if (merged.record.confidentiality !== 'sealed') save(tx, merged, base, sealed(merged, null), line(merged, 'seal'))
  }
  for (const child of input.childCases) {
    if (child.record.confidentiality === 'sealed') continue
    if (input.children === 'seal') save(tx, child, base, sealed(child, child.record.parentId), line(child, 'seal'))
    else save(tx, child, base, { parentId: null }, line(child, 'unlink'))
  }
  const staysPart = input.parent?.confidentiality === 'sealed'
  return save(tx, subject, base, sealed(subject, staysPart ? record.parentId : null), line(subject, 'seal'))
}

/** Seals a case by hand, once (`sealFamily`). */
export function seal(
  tx: Tx,
  subject: LoadedCase,
  base: Base,
  input: FamilyToSeal & { reason: string; children: ChildrenOfSealed },
): CaseRecord {
  requireAllowance(subject, base.by, 'seal')
  const { record } = subject
  if (!record.isOpen || record.confidentiality === 'sealed') throw new Refusal('not-from-this-state')
  return sealFamily(tx, subject, base, { ...input, allowance: 'seal' })
}

/** Reads the cases around one that is sealed; they were locked with it (`lockFamily`). */
export async function readFamily(
  tx: Tx,
  processes: Processes,
  { parentId }: Pick<CaseRecord, 'parentId'>,
  { children, merged }: Awaited<ReturnType<typeof lockFamily>>,
  { by, now }: Pick<Base, 'by' | 'now'>,
): Promise<FamilyToSeal> {
  const others = (ids: readonly string[]) => Promise.all(ids.map((id) => loadForChange(tx, processes, id, by, now)))
  return {
    parent: parentId ? await findCaseRecord(tx, parentId) : undefined,
    childCases: await others(children),
    mergedCases: await others(merged),
  }
}

/** Whether two cases may be joined by merging or linking: a sealed one is joined with sealed ones only. */
export function requireSameSeal(one: CaseRecord, other: CaseRecord): void {
  if ((one.confidentiality === 'sealed') !== (other.confidentiality === 'sealed'))
    throw new Refusal('not-from-this-state', {}, 'a sealed case and one that is not')
}
