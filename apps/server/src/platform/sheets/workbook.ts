import { isDateFormat } from './date-format.ts'
import { SHARED_CHARACTERS_MAX, SHARED_TEXTS_MAX } from './limits.ts'
import { tooLarge, unreadable } from './problem.ts'
import type { Source } from './source.ts'
import { listParts, unpack, Unpacked, type ZipPart } from './unzip.ts'
import { readXml, type XmlListener } from './xml-events.ts'

/** What the sheets of a workbook need to be read. */
export interface Workbook {
  /** Its parts besides the sheets: notes, properties, drawings, and files that are held in it. */
  readonly others: readonly ZipPart[]
  readonly sheets: readonly { readonly name: string; readonly part: ZipPart }[]
  readonly texts: readonly string[]
  /** By the number of a cell's style: whether its number is a day or a time. */
  readonly isDate: readonly boolean[]
  readonly from1904: boolean
  unpack(part: ZipPart): AsyncGenerator<Buffer>
}

/** Programs that write XML hide signs of their own in texts: `_x000D_` is a line break. */
export const unescaped = (text: string): string =>
  text.replaceAll(/_x([0-9A-Fa-f]{4})_/gu, (_, code: string) => String.fromCharCode(Number.parseInt(code, 16)))

const nothing: XmlListener = { open: () => undefined, close: () => undefined, text: () => undefined }

/** The texts of a workbook, without the readings that Asian editions put over them. */
async function readTexts(pieces: AsyncIterable<Buffer>): Promise<string[]> {
  const texts: string[] = []
  let text = ''
  let within = false
  let reading = 0
  let characters = 0
  await readXml(pieces, {
    open: (name) => {
      if (name === 'si') text = ''
      else if (name === 'rPh') reading += 1
      else if (name === 't') within = reading === 0
    },
    close: (name) => {
      if (name === 'rPh') reading -= 1
      else if (name === 't') within = false
      else if (name === 'si') {
        texts.push(unescaped(text))
        if (texts.length > SHARED_TEXTS_MAX) throw tooLarge('shared texts')
      }
    },
    text: (piece) => {
      if (!within) return
      characters += piece.length
      if (characters > SHARED_CHARACTERS_MAX) throw tooLarge('shared characters')
      text += piece
    },
  })
  return texts
}

async function readStyles(pieces: AsyncIterable<Buffer>): Promise<boolean[]> {
  const codes = new Map<number, string>()
  const isDate: boolean[] = []
  let within = false
  await readXml(pieces, {
    ...nothing,
    open: (name, attributes) => {
      if (name === 'numFmt') codes.set(Number(attributes['numFmtId']), attributes['formatCode'] ?? '')
      else if (name === 'cellXfs') within = true
      else if (name === 'xf' && within) {
        const id = Number(attributes['numFmtId'] ?? 0)
        isDate.push(isDateFormat(id, codes.get(id)))
      }
    },
    close: (name) => {
      if (name === 'cellXfs') within = false
    },
  })
  return isDate
}

/** The path of a part that another part points at. */
function pathFrom(folder: string, target: string): string {
  const steps = (target.startsWith('/') ? target.slice(1) : `${folder}/${target}`).split('/')
  const path: string[] = []
  for (const step of steps) {
    if (step === '..') path.pop()
    else if (step !== '.' && step !== '') path.push(step)
  }
  return path.join('/').toLowerCase()
}

/** Opens an Excel file (ECMA-376): its sheets in their order, with what their cells refer to. */
export async function openWorkbook(source: Source, megabytesMax: number): Promise<Workbook> {
  const parts = await listParts(source)
  const counted = new Unpacked(megabytesMax)
  const open = (part: ZipPart): AsyncGenerator<Buffer> => unpack(source, part, counted)
  const book = [...parts.keys()].find((name) => /(?:^|\/)workbook\.xml$/.test(name))
  const bookPart = book === undefined ? undefined : parts.get(book)
  if (book === undefined || !bookPart) throw unreadable('no workbook')
  const folder = book.slice(0, Math.max(0, book.lastIndexOf('/')))
  const named: { name: string; id: string }[] = []
  let from1904 = false
  await readXml(open(bookPart), {
    ...nothing,
    open: (name, attributes) => {
      if (name === 'workbookPr') from1904 = /^(?:1|true)$/.test(attributes['date1904'] ?? '')
      if (name !== 'sheet') return
      const id = Object.entries(attributes).find(([key]) => /(?:^|:)id$/.test(key))?.[1]
      if (id !== undefined && named.length < 256) named.push({ name: attributes['name'] ?? '', id })
    },
  })
  const targets = new Map<string, { path: string; type: string }>()
  const relations = parts.get(`${folder === '' ? '' : `${folder}/`}_rels/workbook.xml.rels`)
  if (relations)
    await readXml(open(relations), {
      ...nothing,
      open: (name, attributes) => {
        if (name !== 'Relationship') return
        const { Id = '', Target = '', Type = '' } = attributes
        targets.set(Id, { path: pathFrom(folder, Target), type: Type.slice(Type.lastIndexOf('/') + 1) })
      },
    })
  const sheets = named.flatMap(({ name, id }) => {
    const target = targets.get(id)
    const part = target?.type === 'worksheet' ? parts.get(target.path) : undefined
    return part ? [{ name, part }] : []
  })
  if (sheets.length === 0) throw unreadable('no sheet')
  const partOf = (type: string): ZipPart | undefined => {
    const target = [...targets.values()].find((one) => one.type === type)
    return target && parts.get(target.path)
  }
  const [styles, texts] = [partOf('styles'), partOf('sharedStrings')]
  return {
    sheets,
    others: [...parts.values()].filter((part) => !sheets.some((sheet) => sheet.part === part)),
    isDate: styles ? await readStyles(open(styles)) : [],
    texts: texts ? await readTexts(open(texts)) : [],
    from1904,
    unpack: open,
  }
}
