import { bar } from '@xiangzhi/design'
import {
  type Block,
  type CellValue,
  type Content,
  type ContentColumn,
  type MoneyLine,
  yuanOf,
} from '@xiangzhi/language'
import { html, type Html, nothing, type Part, raw, withContacts } from './html.ts'
import type { Reader } from './reader.ts'

/** Who reads a document and where its papers are fetched; without addresses they are only named. */
export interface ContentLook {
  readonly reader: Pick<Reader, 'say'>
  readonly fileAddress?: (fileId: string) => string
}

type Of<Kind extends Block['kind']> = Extract<Block, { kind: Kind }>

const heading = ({ heading: words }: Block): Part => words !== undefined && html`<h2>${words}</h2>`

function lines(text: string): Html[] {
  return text
    .split('\n')
    .filter((line) => line.trim() !== '')
    .map((line) => html`<p>${line}</p>`)
}

/** A cell as people read it: amounts in yuan, numbers with their thousands apart. */
export function cellWords(value: CellValue | undefined, { align }: Pick<ContentColumn, 'align'>): string {
  if (value === null || value === undefined) return ''
  if (typeof value === 'string') return value
  return align === 'money' ? yuanOf(value) : value.toLocaleString('en-US', { maximumFractionDigits: 4 })
}

function table({ reader }: ContentLook, block: Of<'table'>, at: number): Html {
  const { columns, rows, total } = block
  const { say } = reader
  const name = `b${at}`
  const label = (column: ContentColumn): string =>
    column.align === 'money' ? say('text.open.block.yuan', { label: column.label }) : column.label
  const number = (column: ContentColumn): Part => column.align !== 'text' && html` class="num"`
  // Many columns do not stand side by side on a phone: there each row becomes a list that names them.
  const wide = columns.length > 3
  const named = (column: ContentColumn): Part => wide && html` data-l="${label(column)}"`
  const cells = (row: Readonly<Record<string, CellValue>>): Html[] =>
    columns.map(
      (column) =>
        html`<td${number(column)}${named(column)}>${withContacts(cellWords(row[column.key], column), column)}</td>`,
    )
  if (rows.length === 0) return html`${heading(block)}<p class="soft">${say('text.open.block.nobody')}</p>`
  return html`<div class="${wide ? 'table wide' : 'table'}" role="region" tabindex="0" aria-label="${block.heading ?? label(columns[0] ?? { key: '', label: '', align: 'text' })}"><table id="${name}">${block.heading !== undefined && html`<caption>${block.heading}</caption>`}<thead><tr>${columns.map(
    (column) => html`<th scope="col"${number(column)}>${label(column)}</th>`,
  )}</tr></thead><tbody>${rows.map((row) => html`<tr>${cells(row)}</tr>`)}</tbody>${
    total !== undefined &&
    html`<tfoot><tr>${columns.map((column, index) =>
      index === 0 && total[column.key] === undefined
        ? html`<th scope="row">${say('text.open.block.total')}</th>`
        : html`<td${number(column)}${named(column)}>${cellWords(total[column.key], column)}</td>`,
    )}</tr></tfoot>`
  }</table></div>`
}

/** Where a line of the money stands on the page of its edition. */
export const moneyAnchor = (block: number, side: 'income' | 'expense', line: number): string =>
  `m${block}-${side === 'income' ? 'i' : 'e'}${line + 1}`

export const sumOf = (money: readonly MoneyLine[]): number => money.reduce((sum, { fen }) => sum + fen, 0)

function moneyTable(
  { reader }: ContentLook,
  block: Of<'money'>,
  at: number,
  side: 'income' | 'expense',
  most: number,
  link: string,
): Html {
  const { say } = reader
  const money = block[side]
  const tone = side === 'income' ? 'good' : 'warn'
  const title = say(`text.open.money.${side}`)
  if (money.length === 0)
    return html`<p class="soft">${say(side === 'income' ? 'text.open.money.noIncome' : 'text.open.money.noExpense')}</p>`
  return html`<div class="table" role="region" tabindex="0" aria-label="${title}"><table><caption>${title}</caption><thead><tr><th scope="col">${say('text.open.money.line')}</th><th scope="col" class="num">${say('text.open.money.amount')}</th></tr></thead><tbody>${money.map(
    ({ label, fen, note }, index) => {
      const anchor = moneyAnchor(at, side, index)
      const name = link === '' ? html`${label}` : html`<a href="${link}#${anchor}">${label}</a>`
      return html`<tr${link === '' && html` id="${anchor}"`}><td>${name}${note !== undefined && note !== '' && html`<small>${note}</small>`}${raw(bar(fen, most, tone))}</td><td class="num">${yuanOf(fen)}</td></tr>`
    },
  )}</tbody><tfoot><tr><th scope="row">${say(`text.open.money.${side}Total`)}</th><td class="num">${yuanOf(sumOf(money))}</td></tr></tfoot></table></div>`
}

/** Income, expense and balances. With `link`, each line leads to itself on that page. */
export function drawMoney(look: ContentLook, block: Of<'money'>, at: number, link = ''): Html {
  const { say } = look.reader
  const most = Math.max(1, ...[...block.income, ...block.expense].map(({ fen }) => fen))
  const fact = (label: string, fen: number) => html`<div><dt>${label}</dt><dd class="num">${yuanOf(fen)}</dd></div>`
  return html`${heading(block)}<dl class="facts sums">${fact(say('text.open.money.opening'), block.opening)}${fact(say('text.open.money.incomeTotal'), sumOf(block.income))}${fact(say('text.open.money.expenseTotal'), sumOf(block.expense))}${fact(say('text.open.money.closing'), block.closing)}</dl>${moneyTable(look, block, at, 'income', most, link)}${moneyTable(look, block, at, 'expense', most, link)}`
}

/** A flow chart: boxes one below the other with arrows between them, in the order of the steps. */
function steps({ reader }: ContentLook, block: Of<'steps'>): Html {
  const { say } = reader
  return html`${heading(block)}<ol class="flow">${block.steps.map(
    (step, index) =>
      html`<li><small>${say('text.open.block.step', { number: index + 1 })}</small><b>${step.name}</b>${step.who !== '' && html`<p>${say('text.open.block.who')}${raw('&ensp;')}${step.who}</p>`}${step.within !== undefined && step.within !== '' && html`<p>${say('text.open.block.within')}${raw('&ensp;')}${step.within}</p>`}${step.note !== undefined && step.note !== '' && html`<p class="soft">${step.note}</p>`}</li>`,
  )}</ol>`
}

function files({ reader, fileAddress }: ContentLook, block: Of<'files'>): Html {
  if (block.files.length === 0) return nothing
  const { say } = reader
  return html`${heading(block)}<ul class="list">${block.files.map((file) => {
    const size = say('text.open.file.size', { size: Math.max(1, Math.round(file.bytes / 1024)) })
    const inner = html`<b>${file.name}</b><small>${size}</small>`
    if (!fileAddress) return html`<li><div>${inner}</div></li>`
    const address = fileAddress(file.fileId)
    const picture = file.mediaType.startsWith('image/')
    return html`<li><a href="${address}">${picture && html`<img class="paper" src="${address}?size=thumb" alt="" width="160" loading="lazy">`}${inner}</a></li>`
  })}</ul>`
}

function drawBlock(look: ContentLook, block: Block, at: number): Html {
  switch (block.kind) {
    case 'text':
      return html`${heading(block)}${lines(block.text)}`
    case 'facts': {
      const rows = block.rows.filter(({ value }) => value.trim() !== '')
      if (rows.length === 0) return nothing
      return html`${heading(block)}<dl class="facts">${rows.map((row) => html`<div><dt>${row.label}</dt><dd>${withContacts(row.value, row)}</dd></div>`)}</dl>`
    }
    case 'table':
      return table(look, block, at)
    case 'money':
      return drawMoney(look, block, at)
    case 'steps':
      return steps(look, block)
    case 'files':
    default:
      return files(look, block)
  }
}

/** A published document on a page. Documents are written in Chinese, whatever language the page around them is in. */
export function drawContent(look: ContentLook, content: Content): Html {
  return html`<div class="document" lang="zh-CN">${content.blocks.map((block, at) => drawBlock(look, block, at))}</div>`
}
