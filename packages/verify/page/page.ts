/** The page that checks in the browser. It stands in one file, so that it can be saved and opened without a network. */
import {
  checkCheckpoint,
  checkEdition,
  checkLog,
  checkProof,
  type Checkpoint,
  type LogReport,
  type Proved,
  type ReadLog,
  readVerifier,
  toBase64,
  type Trust,
} from '../src/index.ts'

type Language = 'zh-CN' | 'en'
type Facts = Readonly<Record<string, string | number>>

function element(id: string): HTMLElement {
  const found = document.getElementById(id)
  if (!found) throw new Error(`the page has no ${id}`)
  return found
}

const area = (id: string): HTMLTextAreaElement => element(id) as HTMLTextAreaElement

const filesOf = (id: string): File[] => [...((element(id) as HTMLInputElement).files ?? [])]

const sentences = JSON.parse(element('sentences').textContent || '{}') as Record<Language, Record<string, string>>
/** The log of the site that served the page, such as /log/610114; empty in a saved page. */
const logAddress = location.protocol.startsWith('http') ? (document.documentElement.dataset['log'] ?? '') : ''

/** The site that serves the page says in which language and how large its reader reads. */
const asked = new URLSearchParams(location.search).get('lang') ?? document.documentElement.lang
let language: Language = asked === 'en' ? 'en' : 'zh-CN'
let isLarge = document.documentElement.dataset['skin'] === 'elder'

const say = (name: string, facts: Facts = {}): string =>
  (sentences[language]?.[`text.verify.${name}`] ?? name).replaceAll(/\{(\w+)\}/g, (_all, key: string) =>
    String(facts[key] ?? ''),
  )

function speak(): void {
  document.documentElement.lang = language
  document.title = say('title')
  for (const part of document.querySelectorAll<HTMLElement>('[data-text]'))
    part.textContent = sentences[language]?.[part.dataset['text'] ?? ''] ?? ''
  const change = element('language')
  change.textContent = language === 'en' ? '中文' : 'EN'
  change.lang = language === 'en' ? 'zh-CN' : 'en'
  element('skin').textContent = say(isLarge ? 'usual' : 'large')
  element('large').setAttribute('media', isLarge ? 'all' : 'not all')
}

/** Tells the site what its reader chose, so that its other pages keep to it; what was typed and chosen here stays. */
function keepChoice(choice: string): void {
  if (logAddress !== '') fetch(`/?${choice}`, { redirect: 'manual' }).catch(() => undefined)
}

const line = (tag: string, text: string): HTMLElement => {
  const part = document.createElement(tag)
  part.textContent = text
  return part
}

function show(
  id: string,
  isGood: boolean,
  lines: readonly string[],
  facts: readonly (readonly [string, string])[] = [],
): void {
  const box = document.createElement('div')
  box.className = `notice ${isGood ? 'good' : 'danger'}`
  const inner = document.createElement('div')
  const head = document.createElement('p')
  head.append(line('b', say(isGood ? 'good' : 'bad')))
  inner.append(head, ...lines.map((text) => line('p', text)))
  if (facts.length > 0) {
    const list = document.createElement('dl')
    for (const [name, value] of facts) {
      const said = line('dd', '')
      // Roots and ids are no words of any language.
      said.append(/[^\u0020-\u007e]/.test(value) ? value : line('code', value))
      list.append(line('dt', name), said)
    }
    inner.append(list)
  }
  box.append(inner)
  element(id).replaceChildren(box)
}

function trustOf(): Trust | undefined {
  const lines = area('keys').value.split('\n')
  const keys = lines.map((text) => text.trim()).filter((text) => text !== '')
  try {
    return keys.length === 0 ? undefined : { logs: keys.map(readVerifier) }
  } catch {
    return undefined
  }
}

function showProved(proved: Proved, hasEdition: boolean): void {
  const { checkpoint, entry, index, witnesses } = proved
  const lines = [say('goodReceipt', { index: String(index), size: String(checkpoint.size) })]
  if (hasEdition) lines.unshift(say('goodEdition'))
  if (witnesses.length > 0) lines.push(say('cosigned', { names: witnesses.join(' ') }))
  show('receipt-result', true, lines, [
    [say('kind'), say(`kind.${entry.kind}`)],
    [say('at'), new Date(entry.at).toLocaleString(language)],
    [say('subject'), entry.subject],
  ])
}

const papersGiven = (): Promise<Uint8Array[]> =>
  Promise.all(filesOf('papers').map(async (file) => new Uint8Array(await file.arrayBuffer())))

async function checkReceipt(): Promise<void> {
  const trust = trustOf()
  const [[proof], [edition]] = [filesOf('proof'), filesOf('edition')]
  if (!trust || !proof) {
    show('receipt-result', false, [say(proof ? 'fault.noKey' : 'fault.noFile')])
    return
  }
  const text = await proof.text()
  const proved = edition
    ? checkEdition(await edition.text(), text, trust, await papersGiven())
    : checkProof(text, trust)
  if (typeof proved === 'string') show('receipt-result', false, [say(`fault.${proved}`)])
  else showProved(proved, edition !== undefined)
}

/** The log in a folder that was downloaded; whatever the folder itself is called. */
function folderReader(files: readonly File[]): ReadLog {
  const byPath = new Map(files.map((file) => [file.webkitRelativePath.replace(/^[^/]*\//, ''), file]))
  return async (path) => {
    const file = byPath.get(path)
    return file ? new Uint8Array(await file.arrayBuffer()) : undefined
  }
}

const siteReader: ReadLog = async (path) => {
  const answer = await fetch(`${logAddress}/${path}`)
  if (answer.status === 404) return undefined
  if (!answer.ok) throw new Error(String(answer.status))
  return new Uint8Array(await answer.arrayBuffer())
}

const remembered = (origin: string): string => `xiangzhi log ${origin}`

/** The head that this browser saw the last time; some browsers keep nothing for saved pages. */
function recall(origin: string, trust: Trust): Checkpoint | undefined {
  try {
    const signed = checkCheckpoint(localStorage.getItem(remembered(origin)) ?? '', trust)
    return typeof signed === 'string' ? undefined : signed.checkpoint
  } catch {
    return undefined
  }
}

function remember({ checkpoint, note }: LogReport): void {
  try {
    if (checkpoint) localStorage.setItem(remembered(checkpoint.origin), note)
  } catch {
    // What is not kept is only not compared the next time.
  }
}

async function checkWhole(): Promise<void> {
  const trust = trustOf()
  const [key] = trust?.logs ?? []
  if (!trust || !key) {
    show('whole-result', false, [say('fault.noKey')])
    return
  }
  const files = filesOf('folder')
  const read = files.length > 0 ? folderReader(files) : siteReader
  const paperText = area('paper').value.trim()
  const paper = paperText === '' ? undefined : checkCheckpoint(`${paperText}\n`, trust)
  if (typeof paper === 'string') {
    show('whole-result', false, [say(`fault.${paper}`)])
    return
  }
  const told = element('whole-result')
  const last = recall(key.name, trust)
  const onEntry = (index: number): void => {
    if (index % 256 === 0) told.textContent = say('reading', { count: index })
  }
  told.textContent = say('reading', { count: 0 })
  const report = await checkLog({ read, trust, seen: last, onEntry })
  const faults = [...report.faults]
  if (paper && faults.length === 0) faults.push(...(await checkLog({ read, trust, seen: paper.checkpoint })).faults)
  const { checkpoint } = report
  if (faults.length > 0 || !checkpoint) {
    show('whole-result', false, [...new Set(faults.map(({ kind, where }) => say(`fault.${kind}`, { where })))])
    return
  }
  const lines = [say('goodWhole', { size: String(checkpoint.size) })]
  if (last) lines.push(say('goodSince', { size: String(last.size) }))
  if (paper) lines.push(say('goodPaper', { size: String(paper.checkpoint.size) }))
  show('whole-result', true, lines, [[say('head'), toBase64(checkpoint.root)]])
  remember(report)
}

function onSubmit(id: string, work: () => Promise<void>): void {
  element(id).addEventListener('submit', (event) => {
    event.preventDefault()
    work().catch(() => show(`${id}-result`, false, [say('fault.network')]))
  })
}

async function fillKeys(): Promise<void> {
  if (logAddress === '') return
  const bytes = await siteReader('vkey')
  const keys = area('keys')
  if (bytes && keys.value === '') keys.value = new TextDecoder().decode(bytes).trim()
}

/** What the witnesses of this site said last: a refusal stands above everything else. */
async function showWitnesses(): Promise<void> {
  const bytes = logAddress === '' ? undefined : await siteReader('witnesses')
  if (!bytes) return
  const { witnesses } = JSON.parse(new TextDecoder().decode(bytes)) as {
    readonly witnesses: readonly { readonly name: string; readonly state: string; readonly since: string }[]
  }
  const refused = witnesses.filter(({ state }) => state === 'refused')
  const told = element('witnesses')
  told.className = refused.length > 0 ? 'notice danger' : 'soft small'
  const lines = refused.map(({ name, since }) =>
    line('p', say('witness.refused', { name, since: new Date(since).toLocaleString(language) })),
  )
  const names = witnesses.filter(({ state }) => state === 'signed').map(({ name }) => name)
  if (names.length > 0) lines.push(line('p', say('witness.signed', { names: names.join(' ') })))
  if (witnesses.length === 0) lines.push(line('p', say('witness.none')))
  told.replaceChildren(...lines)
}

element('language').addEventListener('click', () => {
  language = language === 'en' ? 'zh-CN' : 'en'
  speak()
  keepChoice(`lang=${language}`)
  showWitnesses().catch(() => undefined)
})
element('skin').addEventListener('click', () => {
  isLarge = !isLarge
  speak()
  keepChoice(`skin=${isLarge ? 'elder' : 'phone'}`)
})
// Back to the page that led here; a saved page, and one that was opened by its address, leads to the first.
if (logAddress !== '' && document.referrer.startsWith(`${location.origin}/`))
  element('back').setAttribute('href', document.referrer)
onSubmit('receipt', checkReceipt)
onSubmit('whole', checkWhole)
speak()
fillKeys().catch(() => undefined)
showWitnesses().catch(() => undefined)
