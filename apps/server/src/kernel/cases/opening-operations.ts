import { type Actor, grantsFor } from '@xiangzhi/language'
import { v7 as uuidv7 } from 'uuid'
import { submissionInsert } from '#platform/api-keys'
import type { Answer, Asked } from '#platform/asked'
import { countyConfig, type CountyConfig } from '#platform/county-config'
import type { Tx } from '#platform/database'
import type { Hand } from '#platform/files'
import { Refusal, refuseUnless } from '#platform/refusal'
import type { Sealing } from '#platform/sealing'
import { findOrganisation } from '#kernel/people'
import { type CasesEnvironment, base, filesIn, handOf, loadToChange, staff, standingFor } from './asked.ts'
import { requireAllowance } from './general.ts'
import { recordWhistle } from './relations.ts'
import { namesOfficial } from './reported-persons.ts'
import { levelRouted, type NewCase, numberDate, openCase, type Opened, routeAtOpening, unitsMeant } from './open.ts'
import { type By, changedOf, type CaseSource, type CaseSubject } from './types.ts'
import { unitNames } from './units.ts'

/**
 * Reads what opening needs, all at once, takes a number, and opens. Modules whose things are worked on as cases open theirs
 * through it, naming the thing as `subject`.
 */
export async function beginCase(
  { processes, numbers }: CasesEnvironment,
  tx: Tx,
  sealing: Sealing,
  by: By,
  now: Date,
  input: Omit<Asked<'openCase'>['input'], 'source'>,
  more: {
    source: CaseSource
    organisationId: string | null
    parentId: string | null
    sealed?: boolean
    /** Whose uploads it attaches, where that is not whoever it comes from. */
    hand?: Hand
    subject?: CaseSubject
  },
): Promise<{ opened: Opened; config: CountyConfig }> {
  const [config, standing, names, files] = await Promise.all([
    countyConfig(tx),
    standingFor(tx, input, by),
    unitNames(tx, by),
    filesIn(tx, input.fields, {
      audience: by.kind === 'reporter' ? 'reporter' : 'staff',
      hand: more.hand ?? handOf(by, input.requestId),
      now,
    }),
  ])
  // What staff saw themselves names whom it likes; what a villager says is kept from whoever it names, also where somebody on patrol was told it.
  const key = input.process ?? config.categories.get(input.category)?.process ?? ''
  const process = processes.find(key)
  const seen = more.source === 'patrol' && !input.reporter
  const mayConcern = !seen && more.source !== 'case' && !more.sealed
  const routed = routeAtOpening(config, key, { ...input, level: input.level, standing })
  const lies = levelRouted(input.level, routed)
  const handledBy = {
    countyPlaceId: standing.path[0]?.id ?? standing.place.id,
    organisationIds: [more.organisationId],
    organisationKeys: unitsMeant(routed),
  }
  const said = [input.description, ...Object.values(input.fields), ...Object.values(input.answers)]
  const [number, named] = await Promise.all([
    numbers.next(tx.county, numberDate(config, now)),
    mayConcern && namesOfficial(tx, process, config, { ...standing, level: lies, ...handledBy }, said, now),
  ])
  const newCase: NewCase = {
    requestId: input.requestId,
    process: key,
    category: input.category,
    standing,
    lng: input.position?.lng ?? null,
    lat: input.position?.lat ?? null,
    description: input.description,
    fields: input.fields,
    answers: input.answers,
    source: more.source,
    level: input.level,
    organisationId: more.organisationId,
    parentId: more.parentId,
    sealed: more.sealed === true || named,
    reporter: input.reporter ? { ...input.reporter, personId: null } : undefined,
    files,
    number,
    demo: config.demo,
    ...(more.subject ? { subject: more.subject } : {}),
  }
  return { opened: openCase(tx, { by, input: newCase, now, config, processes, sealing, unitNames: names }), config }
}

/** Whether somebody goes about a grid or a village, and so may have seen a matter themselves. */
const patrols = (by: Actor): boolean =>
  !by.isProgram &&
  grantsFor(by, 'case.open').some(
    ({ reach }) => reach.kind === 'place' && (reach.level === 'grid' || reach.level === 'village'),
  )

/** Whoever works in one grid and names no place means their own. */
function whereItIs({ by, input }: Pick<Asked<'openCase'>, 'by' | 'input'>): Asked<'openCase'>['input'] {
  if (input.placeId ?? input.placeCode ?? input.position) return input
  const grids = new Set(
    grantsFor(by, 'case.open').flatMap(({ reach }) =>
      reach.kind === 'place' && reach.level === 'grid' ? [reach.placeId] : [],
    ),
  )
  const [own] = grids
  return own !== undefined && grids.size === 1 ? { ...input, placeId: own } : input
}

const openedView = ({ opened: { record, token } }: { opened: Opened }) => ({
  id: record.id,
  number: record.number,
  token,
  dueAt: record.dueAt?.toISOString() ?? null,
  state: record.state,
  version: record.version,
})

/** Operations that open cases. */
export function openingOperations({ processes, numbers }: CasesEnvironment) {
  return {
    openReport: async (call: Asked<'openReport'>): Answer<'openReport'> =>
      openedView(
        await beginCase({ processes, numbers }, call.tx, call.sealing, { kind: 'reporter' }, call.now, call.input, {
          source: 'portal',
          organisationId: null,
          parentId: null,
        }),
      ),

    openCase: async (call: Asked<'openCase'>): Answer<'openCase'> => {
      refuseUnless(!call.input.parentId, 'bad-input')
      // What somebody saw names whom it likes, so nobody may call that a patrol which they were told at a desk.
      const { source } = call.input
      refuseUnless(source !== 'patrol' || patrols(call.by), 'bad-input', { field: 'source' })
      refuseUnless(source !== 'api' || call.by.isProgram, 'bad-input', { field: 'source' })
      return openedView(
        await beginCase({ processes, numbers }, call.tx, call.sealing, staff(call.by), call.now, whereItIs(call), {
          source,
          organisationId: call.input.organisationId ?? null,
          parentId: null,
        }),
      )
    },

    submitReport: async (
      call: Asked<'submitReport'> & { caller: { readonly keyId?: string } },
    ): Answer<'submitReport'> => {
      const { keyId } = call.caller
      if (keyId === undefined) throw new Refusal('not-allowed', {}, 'only a connected system hands in for others')
      const { contact, source, ...input } = call.input
      const { opened } = await beginCase(
        { processes, numbers },
        call.tx,
        call.sealing,
        { kind: 'reporter' },
        call.now,
        input,
        { source, organisationId: null, parentId: null, hand: { personId: call.by.personId } },
      )
      const contactSealed = contact ? call.sealing.seal(JSON.stringify(contact)) : null
      call.tx.send(submissionInsert(call.tx, { caseId: opened.record.id, keyId, contactSealed }, call.now))
      const { id, number, token, dueAt } = openedView({ opened })
      return { id, number, token, dueAt }
    },

    whistleCase: async (call: Asked<'whistleCase'>): Answer<'whistleCase'> => {
      const { tx, input, now } = call
      const subject = await loadToChange(processes, call)
      requireAllowance(subject, staff(call.by), 'whistle')
      const { whistle } = subject.process.allows
      if (whistle === 'none' || !subject.record.isOpen) throw new Refusal('not-from-this-state')
      const children: { id: string; number: string; organisationId: string }[] = []
      for (const organisationId of input.organisationIds) {
        refuseUnless(await findOrganisation(tx, organisationId), 'need-unit')
        const { opened } = await beginCase(
          { processes, numbers },
          tx,
          call.sealing,
          staff(call.by),
          now,
          {
            requestId: uuidv7(),
            process: whistle.process,
            category: subject.record.category,
            placeId: subject.record.placeId,
            description: input.wanted,
            fields: { wanted: input.wanted },
            answers: {},
            level: subject.record.level,
          },
          {
            source: 'case',
            organisationId,
            parentId: subject.record.id,
            sealed: subject.record.confidentiality === 'sealed',
          },
        )
        children.push({ id: opened.record.id, number: opened.record.number, organisationId })
      }
      const after = recordWhistle(tx, subject, base(call), { wanted: input.wanted, children })
      return { ...changedOf(after), children: children.map(({ id, number }) => ({ id, number })) }
    },
  } as const
}
