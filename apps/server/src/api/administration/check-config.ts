import type { ConfigProblem } from '@xiangzhi/contract'
import {
  type CategoryClass,
  checkDisclosure,
  checkMessages,
  checkPack,
  checkPackFile,
  describePackProblem,
  folders,
  type PackDisclosure,
  type PackProblem,
  type PackRouting,
  type PackSources,
  singleFiles,
} from '@xiangzhi/language'
import { disclosureCatalogues, duties, processes } from '@xiangzhi/practices'
import { say, type TextFacts, type TextKey } from '@xiangzhi/text'
import { z } from 'zod'
import { findPlaceByCode } from '#kernel/places'
import { findOrganisationByKey } from '#kernel/people'
import { countyConfig, type CountyConfig, findConfigPart } from '#platform/county-config'
import type { Tx } from '#platform/database'

const dutyKeys = duties.map(({ key }) => key)

const schemas = {
  county: singleFiles.county.schema,
  categories: folders.categories.schema.shape.classes,
  routing: singleFiles.routing.schema,
  replies: singleFiles.replies.schema.shape.replies,
  formalities: z.array(folders.formalities.schema).max(200),
  messages: singleFiles.messages.schema,
  disclosure: singleFiles.disclosure.schema,
} as const

type SinglePart = keyof typeof schemas
const isSinglePart = (part: string): part is SinglePart => Object.hasOwn(schemas, part)

/** The schema of a part: that of the pack file with the same name. */
export function schemaOf(part: string): z.ZodType | undefined {
  if (isSinglePart(part)) return schemas[part]
  return part.startsWith('calendar-') ? folders.calendars.schema : undefined
}

interface Parts {
  readonly county: unknown
  readonly categories: unknown
  readonly routing: unknown
  readonly replies: unknown
  readonly formalities: unknown
  readonly disclosure: unknown
  readonly calendars: readonly { readonly year: number }[]
}

const partsOf = (config: CountyConfig, routing: unknown): Parts => ({
  county: config.settings,
  categories: config.classes,
  routing,
  replies: config.replies,
  formalities: config.formalities,
  disclosure: config.disclosure,
  calendars: config.calendars,
})

/** The parts as the pack's own checks want them; the file names are the parts', so that problems can be told apart. */
function sourcesOf(parts: Parts): PackSources {
  return {
    county: { file: 'county', content: parts.county },
    routing: { file: 'routing', content: parts.routing },
    replies: { file: 'replies', content: { replies: parts.replies } },
    ...(parts.disclosure ? { disclosure: { file: 'disclosure', content: parts.disclosure } } : {}),
    categories: [{ file: 'categories', content: { family: 'rural', classes: parts.categories } }],
    calendars: parts.calendars.map((content) => ({ file: `calendar/${content.year}.yaml`, content })),
    formalities: (parts.formalities as readonly unknown[]).map((content, index) => ({
      file: `formalities/${index}`,
      content,
    })),
  } as unknown as PackSources
}

function withPart(parts: Parts, part: string, content: unknown): Parts {
  if (!part.startsWith('calendar-')) return { ...parts, [part]: content }
  const changed = content as { year: number }
  return { ...parts, calendars: [...parts.calendars.filter(({ year }) => year !== changed.year), changed] }
}

/** The part that a problem lies in, and the way to it inside that part's content. */
function placed({ file, path }: PackProblem): { part: string; path: (string | number)[] } {
  if (file.startsWith('calendar/')) return { part: `calendar-${file.slice(9, 13)}`, path: [...path] }
  if (file.startsWith('formalities/')) return { part: 'formalities', path: [Number(file.slice(12)), ...path] }
  if (file === 'categories' || file === 'replies') return { part: file, path: path.slice(1) }
  return { part: file, path: [...path] }
}

const said = (problem: PackProblem, part: string): ConfigProblem => {
  const at = placed(problem)
  return {
    path: at.part === part ? at.path : [at.part, ...at.path],
    zh: describePackProblem(problem, 'zh-CN'),
    en: describePackProblem(problem, 'en'),
  }
}

const own = (path: (string | number)[], key: TextKey, facts: TextFacts): ConfigProblem => ({
  path,
  zh: say('zh-CN', key, facts),
  en: say('en', key, facts),
})

const keyOf = (problem: PackProblem): string => `${problem.file} ${problem.path.join('.')} ${problem.code}`

/** Units and places that a routing table names but the county does not have. */
async function checkDestinations(
  tx: Tx,
  content: z.infer<typeof singleFiles.routing.schema>,
): Promise<ConfigProblem[]> {
  const problems: ConfigProblem[] = []
  const destinations = [
    ...content.rows.map(({ to }, index) => ({ to, path: ['rows', index, 'to'] })),
    { to: content.default.to, path: ['default', 'to'] },
  ]
  for (const { to, path } of destinations) {
    if (!('organisation' in to.unit) || (await findOrganisationByKey(tx, to.unit.organisation))) continue
    problems.push(own(path, 'text.admin.check.organisation', { key: to.unit.organisation }))
  }
  for (const [index, row] of content.rows.entries()) {
    for (const code of row.when.place ?? []) {
      if (await findPlaceByCode(tx, code)) continue
      problems.push(own(['rows', index, 'when', 'place'], 'text.admin.check.place', { code }))
    }
  }
  return problems
}

/**
 * What would unseal reports that stand sealed, such as those about office-holders: a sealed category that is opened or dropped, and
 * a sealed row that another role would read. Nobody does that through the configuration, neither by changing it nor by restoring.
 */
function checkSealsStay(before: Parts, part: string, content: unknown): ConfigProblem[] {
  if (part === 'categories') {
    const sealedOf = (classes: readonly CategoryClass[]): string[] =>
      classes.flatMap(({ subclasses }) => subclasses.flatMap(({ code, confidential }) => (confidential ? [code] : [])))
    const classes = content as readonly CategoryClass[]
    const after = new Set(sealedOf(classes))
    return sealedOf(before.categories as readonly CategoryClass[])
      .filter((code) => !after.has(code))
      .map((code) => {
        const path = classes.flatMap(({ subclasses }, c) =>
          subclasses.flatMap((one, s) => (one.code === code ? [c, 'subclasses', s, 'confidential'] : [])),
        )
        return own(path, 'text.admin.check.staysSealed', { code })
      })
  }
  if (part !== 'routing' || before.routing === undefined) return []
  const sealedRoles = new Set((before.routing as PackRouting).rows.flatMap(({ to }) => (to.sealed ? [to.role] : [])))
  if (sealedRoles.size === 0) return []
  return (content as PackRouting).rows.flatMap(({ key, to }, index) =>
    to.sealed === true && !sealedRoles.has(to.role)
      ? [own(['rows', index, 'to', 'role'], 'text.admin.check.sealedRole', { row: key })]
      : [],
  )
}

/** A catalogue that is in force stays: what villages owe to the public is not taken from them by a change of the configuration. */
function checkCataloguesStay(before: PackDisclosure | undefined, after: PackDisclosure): ConfigProblem[] {
  return (before?.catalogues ?? [])
    .filter((key) => !after.catalogues.includes(key))
    .map((key) => own(['catalogues'], 'text.admin.check.catalogueStays', { key }))
}

/**
 * Everything wrong with a changed part: its shape, and what it breaks between the parts. What was already so before the
 * change is not held against it. Undefined content means that the part is unknown.
 */
export async function checkConfig(
  tx: Tx,
  part: string,
  content: unknown,
): Promise<{ content: unknown; problems: ConfigProblem[] }> {
  const schema = schemaOf(part)
  if (!schema) throw new Error(`no schema for part ${part}`)
  const shape = checkPackFile(part, schema, content)
  if (shape.content === undefined)
    return { content: undefined, problems: shape.problems.map((problem) => said({ ...problem, file: '' }, '')) }
  const problems: ConfigProblem[] = []
  if (part.startsWith('calendar-') && (shape.content as { year: number }).year !== Number(part.slice(9))) {
    problems.push(own(['year'], 'text.admin.check.year', { year: part.slice(9) }))
  }
  if (part === 'messages') {
    // No other part speaks of messages, and messages of none but the processes, which the pack's own checks are told apart.
    const found = checkMessages({ file: part, content: shape.content as z.infer<typeof schemas.messages> }, processes)
    return { content: shape.content, problems: [...problems, ...found.map((problem) => said(problem, part))] }
  }
  const config = await countyConfig(tx)
  const before = partsOf(config, (await findConfigPart(tx, 'routing'))?.content)
  const known = new Set(checkPack(sourcesOf(before), processes, dutyKeys).map(keyOf))
  const after = checkPack(sourcesOf(withPart(before, part, shape.content)), processes, dutyKeys)
  for (const problem of after) {
    if (problem.code === 'year-file-name') continue
    if (placed(problem).part === part || !known.has(keyOf(problem))) problems.push(said(problem, part))
  }
  problems.push(...checkSealsStay(before, part, shape.content))
  if (part === 'disclosure') {
    const disclosure = shape.content as PackDisclosure
    const found = checkDisclosure({ file: part, content: disclosure }, disclosureCatalogues)
    problems.push(...found.map((problem) => said(problem, part)))
    problems.push(...checkCataloguesStay(config.disclosure, disclosure))
  }
  if (part === 'routing')
    problems.push(...(await checkDestinations(tx, shape.content as z.infer<typeof singleFiles.routing.schema>)))
  return { content: shape.content, problems }
}
