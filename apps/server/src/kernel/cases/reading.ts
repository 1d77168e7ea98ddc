import { type Actor, type Grant, mayDo, type ProcessDeclaration, reaches, type StaffRole } from '@xiangzhi/language'
import { sql, type Statement } from '#platform/database'
import type { Processes } from './registry.ts'
import type { CaseRecord } from './types.ts'

const sealedReader: StaffRole = 'discipline-liaison'

/** Whether a grant lets its holder read cases of a process at a degree of confidentiality, before asking where they lie. */
function opens(grant: Grant, process: ProcessDeclaration, confidentiality: CaseRecord['confidentiality']): boolean {
  if (confidentiality === 'sealed') return grant.role === sealedReader
  return process.readers.includes(grant.role)
}

/** Whether a member of staff may read a case: permission, role named by the process, and reach. */
export function mayRead(actor: Actor, process: ProcessDeclaration, record: CaseRecord): boolean {
  if (!mayDo(actor, 'case.read')) return false
  const standing = { townId: record.townId, villageId: record.villageId, gridId: record.gridId, organisationIds: record.assignedOrganisationId ? [record.assignedOrganisationId] : [] }
  return actor.grants.some((grant) => opens(grant, process, record.confidentiality) && reaches(grant, standing))
}

/**
 * The same decision as a condition on `case_record c`: every list, map, count and export of cases passes through it. Grants with
 * the same reach share a line, so most people get one comparison on an indexed column.
 */
export function readableCases(actor: Actor, processes: Processes): Statement {
  const lines: Statement[] = []
  if (!mayDo(actor, 'case.read')) return sql`false`
  for (const grant of actor.grants) {
    const readable = processes.newest.filter((process) => process.readers.includes(grant.role)).map(({ key }) => key)
    const sealed = grant.role === sealedReader
    if (readable.length === 0 && !sealed) continue
    const what = sealed
      ? sql`c.confidentiality = 'sealed'`
      : sql`(c.confidentiality <> 'sealed' and c.process = any(${readable}::text[]))`
    if (grant.reach.kind === 'organisation') lines.push(sql`(c.assigned_organisation_id = ${grant.reach.organisationId} and ${what})`)
    else if (grant.reach.level === 'county') lines.push(what)
    else {
      const column = sql.raw(`c.${grant.reach.level}_id`)
      lines.push(sql`(${column} = ${grant.reach.placeId} and ${what})`)
    }
  }
  return lines.length === 0 ? sql`false` : sql`(${sql.join(lines, ' or ')})`
}
