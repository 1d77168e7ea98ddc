import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, expect, inject, it } from 'vitest'
import { bundlesOf, readCheckpoint, readNote, tilePath, tilesOf } from '../packages/verify/src/index.ts'
import { openBrowser, openWindow, picture } from './browser.ts'
import { faultsOf } from './look-at-page.ts'

const installation = inject('installation')
const log = `${installation.base}/log/610114`
let browser: Browser

beforeAll(async () => {
  browser = await openBrowser()
})
afterAll(() => browser.close())

async function checkWhole(page: Page): Promise<string> {
  await page.getByRole('button', { name: '从头核对' }).click()
  const result = page.locator('#whole-result .notice')
  await result.waitFor()
  return result.innerText()
}

it('anybody counts the whole public log anew in a browser', async () => {
  const page = await (await openWindow(browser, installation, 'fieldPhone')).newPage()
  await page.goto('/verify')
  await expect.poll(() => page.locator('#keys').inputValue()).toContain('/log/610114+')
  expect(await checkWhole(page)).toContain('核对通过')
  expect(await faultsOf(page, { axe: false, language: 'zh-CN' })).toEqual([])
  await picture(page, 'verify')
})

/** Everything of the log as it is at this moment, as a folder. */
async function download(folder: string): Promise<void> {
  const read = async (path: string): Promise<Buffer> => Buffer.from(await (await fetch(`${log}/${path}`)).arrayBuffer())
  const head = await read('checkpoint')
  const size = Number(readCheckpoint(readNote(head.toString('utf8'))?.text ?? '')?.size)
  const paths = ['vkey', ...[...tilesOf(size), ...bundlesOf(size)].map(tilePath)]
  for (const path of paths) {
    mkdirSync(dirname(join(folder, path)), { recursive: true })
    writeFileSync(join(folder, path), await read(path))
  }
  writeFileSync(join(folder, 'checkpoint'), head)
}

it('the saved page checks a downloaded log without any network, and finds one changed byte', async () => {
  const folder = join(installation.dataDir, 'downloaded-log')
  await download(folder)
  const saved = join(installation.dataDir, 'verify.html')
  writeFileSync(saved, await (await fetch(`${installation.base}/verify`)).text())
  const page = await (await openWindow(browser, installation, 'desktop', { offline: true })).newPage()
  const open = async (): Promise<void> => {
    await page.goto(`file://${saved}`)
    await page.locator('#keys').fill(readFileSync(join(folder, 'vkey'), 'utf8'))
    await page.locator('#folder').setInputFiles(folder)
  }
  await open()
  expect(await checkWhole(page)).toContain('核对通过')
  expect(await faultsOf(page, { axe: true, language: 'zh-CN' })).toEqual([])
  const head = readFileSync(join(folder, 'checkpoint'))
  head[25] = (head[25] ?? 0) ^ 1
  writeFileSync(join(folder, 'checkpoint'), head)
  await open()
  expect(await checkWhole(page)).toContain('核对不通过')
})
