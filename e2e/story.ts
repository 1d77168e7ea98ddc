import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, beforeEach, inject } from 'vitest'
import { openBrowser, openWindow, picture } from './browser.ts'
import { Office } from './staff.ts'

/** Who takes part in a story: the staff at their screens, and a villager with a phone that runs no script. */
export interface Cast {
  readonly browser: Browser
  readonly office: Office
  readonly phone: Page
}

/**
 * Makes the tests of a `describe` one story: each step begins where the one before ended, so after a failure the others
 * would only wait in vain and fail at once. The step that failed leaves pictures of all screens, named after the story.
 */
export function story(name: string, begin: (cast: Cast) => void): void {
  let cast: Cast

  beforeAll(async () => {
    const installation = inject('installation')
    const browser = await openBrowser()
    const phone = await (await openWindow(browser, installation, 'phone')).newPage()
    cast = { browser, office: new Office(browser, installation), phone }
    begin(cast)
  })
  afterAll(() => cast.browser.close())

  let failed = false
  beforeEach(({ onTestFailed }) => {
    if (failed) throw new Error('an earlier step failed')
    onTestFailed(async () => {
      failed = true
      await cast.office.pictures(name)
      await picture(cast.phone, `failed-${name}-phone`)
    })
  })
}
