import { broken, type Mutation } from './mutation.ts'

const cases = 'apps/server/src/kernel/cases/'
const server = 'apps/server/src/'
const api = `${server}api/`
const addressed = 'packages/language/src/addressed.ts'
const sealed = 'Safeguard 10: a sealed matter is the liaison’s alone, with all that hangs on it'
const standsBack = 'Law: whoever is concerned stands back 回避 (公务员法 art. 76)'
const twoSend = 'Four eyes: nobody gets rid of supervision by declaring kin of those who supervise'

/** Rules about whom a case concerns, and who stands back from it. */
export const concernedMutations: readonly Mutation[] = [
  broken(
    'whoever must stand back from a case acts on it',
    'Avoidance (信访工作条例 art. 28)',
    {
      file: 'packages/language/src/next-actions.ts',
      search: `role.of === 'reporter' || mustStandBack(actor, facts)) return undefined`,
      replace: `role.of === 'reporter') return undefined`,
    },
    `${api}standing-back.test.ts > as near kin`,
  ),
  broken(
    'whoever stands back reads the words of the timeline',
    standsBack,
    {
      file: `${cases}shown-parts.ts`,
      search: `if (seeing.back) return { ...line, byName: null, note: null, publicNote: null, facts: {} }`,
      replace: `if (seeing.back) return { ...line, byName: null }`,
    },
    `${api}shown-parts.test.ts > whoever stands back`,
  ),
  broken(
    'what is between the parties stands in the lines of the timeline',
    standsBack,
    {
      file: `${cases}shown-parts.ts`,
      search: `fields: shownFields(process, seeing, fields as FieldValues)`,
      replace: `fields`,
    },
    `${cases}shown-parts.test.ts > a field between`,
  ),
  broken(
    'one colleague takes back what two decided about whom a case concerns',
    standsBack,
    {
      file: `${cases}concerned.ts`,
      search: `const away = await listKeptAway(tx, taking, localDate(subject.config.calendar, now))`,
      replace: `const away: RoleHeld[] = []`,
    },
    `${api}taking-back.test.ts > taking back that`,
  ),
  broken(
    'whoever was named reads who named them, once it was taken back',
    standsBack,
    {
      file: `${cases}shown-parts.ts`,
      search: `seeing.namings.has(concerned)`,
      replace: `seeing.namings.has('')`,
    },
    `${api}taking-back.test.ts > taking back that`,
  ),
  broken(
    'marks between the letters of a name hide whom a report is about',
    sealed,
    {
      file: addressed,
      search: `/[^\\p{L}\\p{N}]/gu`,
      replace: `/[\\s·]/gu`,
    },
    `${addressed.replace('.ts', '.test.ts')} > whatever stands between`,
  ),
  broken(
    'what somebody on patrol was told names an official, and nobody asks whom it is about',
    sealed,
    {
      file: `${cases}opening-operations.ts`,
      search: `more.source === 'patrol' && !input.reporter`,
      replace: `more.source === 'patrol'`,
    },
    `${server}public-writes.test.ts > stays with the village where staff report`,
  ),
  broken(
    'a case becomes a part of one that is sealed at the same moment, and stays open',
    sealed,
    {
      file: `${cases}change-operations.ts`,
      search: `if (input.parentId) await lockBoth(tx, input.caseId, input.parentId)`,
      replace: `if (input.parentId === undefined) await lockBoth(tx, input.caseId, '')`,
    },
    `${server}linked-at-once.test.ts > while the other is sealed`,
  ),
  broken(
    'a desk calls what it was told a patrol, so that nobody asks whom it is about',
    sealed,
    {
      file: `${cases}opening-operations.ts`,
      search: `source !== 'patrol' || patrols(call.by)`,
      replace: `source !== 'patrol' || patrols(call.by) || true`,
    },
    `${api}case-commands.test.ts > whoever opens a case says`,
  ),
  broken(
    'an official is not known by the family name with a title',
    sealed,
    {
      file: addressed,
      search: `if (family === undefined || addressed.size === 0) return false`,
      replace: `if (family !== '' || addressed.size === 0) return false`,
    },
    `${addressed.replace('.ts', '.test.ts')} > a family name with what its bearer`,
  ),
  broken(
    'a title alone, said innocently, takes a report away from the village',
    'Design: an innocent report reaches the village that can help',
    {
      file: addressed,
      search: `new RegExp(\`\${asked}\${title}.*?(?:\${deeds})|`,
      replace: `new RegExp(\`\${title}|`,
    },
    `${addressed.replace('.ts', '.test.ts')} > an innocent mention`,
  ),
  broken(
    'a report about an official reaches them once its place is corrected',
    sealed,
    {
      file: `${cases}write.ts`,
      search: `  'placeId',\n  'gridId',\n  'villageId',\n`,
      replace: ``,
    },
    `${server}asked-again.test.ts > when the place is corrected`,
  ),
  broken(
    'a report about an official reaches them once it is dispatched to their unit',
    sealed,
    {
      file: `${cases}write.ts`,
      search: `  'assignedOrganisationId',\n  'suggestedOrganisationKey',`,
      replace: `  'suggestedOrganisationKey',`,
    },
    `${server}asked-again.test.ts > when it is dispatched`,
  ),
  broken(
    'whoever is whistled for learns of a report about themselves',
    sealed,
    {
      file: `${cases}open.ts`,
      search: `if (parentId !== null && !sealed)`,
      replace: `if (parentId === '')`,
    },
    `${server}asked-again.test.ts > when a unit is whistled for`,
  ),
  broken(
    'one keeper of relations sends supervisors away',
    twoSend,
    {
      file: `${cases}declared-relations.ts`,
      search: `    const watcher = watches(bound)
    if (watcher) {`,
      replace: `    const watcher = watches(bound)
    if (watcher && relation.id === '') {`,
    },
    `${api}relations-by-two.test.ts > begins when a second person has agreed`,
  ),
  broken(
    'one keeper of relations lets supervisors back',
    twoSend,
    {
      file: `${cases}declared-relations.ts`,
      search: `  if (about) {
    refuseUnless(input.reason`,
      replace: `  if (about && relation.id === '') {
    refuseUnless(input.reason`,
    },
    `${api}relations-by-two.test.ts > ends by two persons as well`,
  ),
  broken(
    'a relation is granted though nobody is left who supervises an open case',
    twoSend,
    {
      file: `${cases}declared-relations.ts`,
      search: `      await requireAllSupervised(tx, relation, await listBound(tx, relation, await dayOf(tx, now)), now)
      await addRelation`,
      replace: `      await addRelation`,
    },
    `${api}relations-by-two.test.ts > never sends away the last`,
  ),
  broken(
    'a side of a relation is the second person for it',
    twoSend,
    {
      file: 'packages/contract/src/approvals.ts',
      search: `  persons: ['personId', 'otherPersonId'],`,
      replace: `  persons: [],`,
    },
    `${api}relations-by-two.test.ts > is confirmed by neither side`,
  ),
  broken(
    'near kin answer a request about their own',
    twoSend,
    {
      file: `${server}platform/approvals/approvals.ts`,
      search: `isAbout(await apartFrom(tx, by, now))`,
      replace: `isAbout({ ...(await apartFrom(tx, by, now)), personIds: [by.personId] })`,
    },
    `${api}second-persons.test.ts > is neither shown to near kin`,
  ),
  broken(
    'a request about a sealed case is shown to whoever decides',
    twoSend,
    {
      file: `${server}platform/approvals/approvals.ts`,
      search: `case when a.subject_kind = 'cases' then`,
      replace: `case when a.subject_kind = '' then`,
    },
    `${api}second-persons.test.ts > about a case that was sealed`,
  ),
  broken(
    'a key reads what is kept from whoever made it',
    twoSend,
    {
      file: `${server}platform/api-keys/keys.ts`,
      search: `unnest(array[k.created_by, k.confirmed_by]) from api_key k where k.county = \${county}`,
      replace: `unnest(array[]::uuid[]) from api_key k where k.county = \${county}`,
    },
    `${api}second-persons.test.ts > a key reads no case`,
  ),
  broken(
    'a keeper of relations declares those of anybody in the county',
    twoSend,
    {
      file: `${server}kernel/people/relations.ts`,
      search: ` and \${reachCondition(by, 'relation.keep', personReach)}`,
      replace: ``,
    },
    `${api}relations-by-two.test.ts > declares, lists and ends`,
  ),
  broken(
    'a role that is granted after a report brings the case to who is reported in it',
    standsBack,
    {
      file: `${server}kernel/people/bulk.ts`,
      search: `grants.map(({ personId }) => personId),
    at,`,
      replace: `[],
    at,`,
    },
    `${server}asked-of-beginners.test.ts > a role that is granted afterwards`,
  ),
  broken(
    'whoever begins next week is nobody until then, and reads the report about them',
    standsBack,
    {
      file: `${server}kernel/people/desks.ts`,
      search: `and \${notEnded('g', today)}`,
      replace: `and \${heldOn('g', today)}`,
    },
    `${server}asked-of-beginners.test.ts > so does one that begins next week`,
  ),
  broken(
    'what was told of a case before it was sealed stays in the inbox of whoever may not read it',
    sealed,
    {
      file: `${cases}reading.ts`,
      search: `and (c.confidentiality = 'sealed' or c.id = any(`,
      replace: `and (c.confidentiality = 'none' or c.id = any(`,
    },
    `${server}messages-withheld.test.ts > is neither shown, counted nor marked`,
  ),
  broken(
    'what is kept from somebody by now stays in their inbox',
    standsBack,
    {
      file: `${cases}reading.ts`,
      search: `and (c.confidentiality = 'sealed' or c.id = any(\${keptCases(tx, by)}))`,
      replace: `and (c.confidentiality = 'sealed')`,
    },
    `${server}messages-kept.test.ts > whoever is reported in a case afterwards`,
  ),
  broken(
    'a message that waited for the morning names what was sealed in the night',
    sealed,
    {
      file: `${server}messages/send.ts`,
      search: `if (sealedSince) return`,
      replace: `if (false) return`,
    },
    `${server}messages-kept.test.ts > what was written of a case before`,
  ),
]
