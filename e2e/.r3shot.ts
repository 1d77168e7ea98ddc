import { openBrowser, complaintsOf } from '/work/main/e2e/browser.ts'
import { faultsOf } from '/work/main/e2e/look-at-page.ts'
import { signIn } from '/work/main/e2e/staff.ts'
const base = 'http://localhost:8931'
const signIns = await (await fetch(base + '/api/demo/sign-ins')).json()
const browser = await openBrowser()
const jobs: [string, string[]][] = JSON.parse(process.argv[2] ?? '[]')
const widths = (process.argv[3] ?? '1440,1024,390').split(',').map(Number)
const axe = process.argv[4] !== 'noaxe'
for (const [user, paths] of jobs) {
  const context = await browser.newContext({ locale: 'zh-CN', timezoneId: 'Asia/Shanghai', reducedMotion: 'reduce', viewport: { width: 1440, height: 900 }, baseURL: base })
  context.setDefaultTimeout(30000)
  const page = await context.newPage()
  const complaints = complaintsOf(page)
  if (user !== 'public') await signIn(page, { signIns }, user)
  for (const width of widths) {
    await page.setViewportSize({ width, height: 900 })
    for (const path of paths) {
      await page.goto(path)
      await page.locator('h1').first().waitFor()
      await page.waitForTimeout(500)
      await page.waitForFunction(() => document.querySelector('main .ant-skeleton, main .ant-spin-spinning') === null).catch(() => undefined)
      await page.waitForTimeout(700)
      const name = `${user}-${path.replace('/staff/', '').replaceAll(/[/?=&]/g, '-')}-${width}`
      if (process.env.DO) await (await import(process.env.DO)).default(page)
      await page.screenshot({ path: `/tmp/r3shots/${name}.png`, animations: 'disabled' })
      const faults = axe ? [...(await faultsOf(page, { axe: true, language: 'zh-CN' })), ...complaints()] : complaints()
      console.log(name, faults.length === 0 ? 'ok' : JSON.stringify(faults))
    }
  }
  await context.close()
}
await browser.close()
