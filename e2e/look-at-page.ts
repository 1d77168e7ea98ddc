import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import type { Page } from 'playwright-core'

const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8')

/** How closely to look. */
export interface Look {
  /** Whether axe looks at it as well; it is the slow part, and needs a window that runs scripts. */
  readonly axe: boolean
  readonly language: 'zh-CN' | 'en'
}

/** The screen on most desks of an office. */
const usualDesk = { width: 1366, height: 768 }

/** On a desk: the tables that would have to be moved sideways on the usual one, because they are wider than their frames. */
export async function sidewaysOf(page: Page): Promise<string[]> {
  const screen = page.viewportSize()
  if (!screen || screen.width < usualDesk.width) return []
  await page.setViewportSize(usualDesk)
  const wide = await page.evaluate(() =>
    [...document.querySelectorAll('.xz-rows-frame')].flatMap((frame) => {
      const table = frame.querySelector('table')
      return table && table.clientWidth > frame.clientWidth
        ? [`moved sideways: ${table.ariaLabel ?? ''} ${table.clientWidth} > ${frame.clientWidth}`]
        : []
    }),
  )
  await page.setViewportSize(screen)
  return wide
}

/** What the component library says aloud by itself, in English. */
const ofLibrary = new Set(['Clear', 'segmented control'])

/** Names that stand in Chinese sentences as they are. */
const latin = new Set([
  'EN',
  'English',
  'PDF',
  'JPEG',
  'PNG',
  'WebP',
  'Excel',
  'CSV',
  'QR',
  'ICP',
  'API',
  'IP',
  'GB',
  'DB',
  'YAML',
  'Apache',
  'Open311',
  'Open',
  'WCAG',
  'AA',
  'CGCS',
  'WGS',
  'MB',
  'AM',
  'PM',
  'OK',
  'Xiangzhi',
  'Chrome',
  'Linux',
  'Node',
  'PostgreSQL',
  'xlsx',
  'csv',
])

/**
 * Looks at the page as it stands: nothing wider than the screen, no key of a sentence instead of the sentence, no foreign
 * words in Chinese, no finding of axe at WCAG 2.2 AA.
 */
export async function faultsOf(page: Page, look: Look): Promise<string[]> {
  const faults: string[] = []
  const wide = await page.evaluate(() => {
    const box = document.scrollingElement
    if (!box || box.scrollWidth <= window.innerWidth) return undefined
    const widest = [...document.querySelectorAll('body *')].filter(
      (one) => one.getBoundingClientRect().right > window.innerWidth + 1,
    )
    return `${box.scrollWidth} > ${window.innerWidth}: ${widest
      .slice(0, 3)
      .map((one) => `${one.tagName}.${one.className}`)
      .join(' ')}`
  })
  if (wide !== undefined) faults.push(`wider than the screen ${wide}`)

  const words = await page.evaluate(() => {
    // Data in tables, code, pictures of the component library and whatever is marked as another language are no words of ours.
    const skipped = 'script, style, noscript, td, code, kbd, pre, [lang]:not(html), .anticon'
    const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT)
    const texts: string[] = []
    while (walker.nextNode()) {
      const parent = walker.currentNode.parentElement
      if (parent && !parent.closest(skipped)) texts.push(walker.currentNode.textContent ?? '')
    }
    for (const one of document.querySelectorAll('[aria-label], [placeholder], [alt], [title]')) {
      if (one.closest(skipped)) continue
      for (const name of ['aria-label', 'placeholder', 'alt', 'title']) texts.push(one.getAttribute(name) ?? '')
    }
    return [...texts, document.title]
  })
  const keys = words.filter((text) => /\btext\.[a-z]+\.\w/.test(text))
  if (keys.length > 0) faults.push(`sentences missing: ${[...new Set(keys)].slice(0, 5).join(' ')}`)
  const ids = await page.evaluate(
    () => document.body.innerText.match(/[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}/)?.[0],
  )
  if (ids !== undefined) faults.push(`an inner id is shown: ${ids}`)
  if (look.language === 'zh-CN') {
    // Addresses, names of logs and the places in a standard reply that are filled in later are no words either.
    const plain = words.map((text) =>
      text.replaceAll(/https?:\/\/\S+|xiangzhi\/log\/\S+|\{\w+\}|[\p{L}\w-]+\.(?:jpg|yaml)/gu, ''),
    )
    const foreign = plain
      .filter((text) => !ofLibrary.has(text))
      .flatMap((text) => text.match(/[A-Za-z][A-Za-z-]+[A-Za-z]/g) ?? [])
      .filter((word) => !latin.has(word))
    if (foreign.length > 0) faults.push(`not Chinese: ${[...new Set(foreign)].slice(0, 12).join(' ')}`)
  }
  if (look.axe) faults.push(...(await axeFindings(page)))
  return faults
}

interface AxeWindow {
  axe?: {
    run(
      context: object,
      options: object,
    ): Promise<{ violations: { id: string; nodes: { html: string; failureSummary?: string }[] }[] }>
  }
}

async function axeFindings(page: Page): Promise<string[]> {
  if (!(await page.evaluate(() => 'axe' in window))) await page.evaluate(axe)
  return page.evaluate(async () => {
    const { axe: tool } = window as unknown as AxeWindow
    if (!tool) throw new Error('axe is not there')
    const { violations } = await tool.run(document, {
      runOnly: { type: 'tag', values: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'] },
      resultTypes: ['violations'],
    })
    return violations.map((one) => `axe ${one.id} ×${one.nodes.length}: ${one.nodes[0]?.html.slice(0, 160)}`)
  })
}

/** Sets all text to twice its size and looks whether something no longer fits. */
export async function faultsAtDoubleText(page: Page): Promise<string[]> {
  await page.evaluate(() => {
    document.documentElement.style.fontSize = `${2 * Number.parseFloat(getComputedStyle(document.documentElement).fontSize)}px`
  })
  const wide = await page.evaluate(() => {
    const box = document.scrollingElement
    const widest = [...document.querySelectorAll('body *')].filter(
      (one) => one.getBoundingClientRect().right > window.innerWidth + 1,
    )
    return box && box.scrollWidth > window.innerWidth
      ? `${box.scrollWidth} > ${window.innerWidth}: ${widest
          .slice(0, 3)
          .map((one) => `${one.tagName}.${one.className}`)
          .join(' ')}`
      : undefined
  })
  return wide === undefined ? [] : [`at double text wider than the screen ${wide}`]
}
