import { spawnSync } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import { run, say } from './terminal.mjs'

const NAMES = [
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome',
  '/usr/bin/google-chrome-stable',
]

const findBrowser = () => process.env['CHROMIUM'] ?? NAMES.find((name) => existsSync(name))

const hasChineseFont = () => {
  const answer = spawnSync('fc-list', [':lang=zh', 'family'], { encoding: 'utf8' })
  return answer.status === 0 && answer.stdout.trim() !== ''
}

const isDebian = () =>
  existsSync('/etc/os-release') && /^ID(_LIKE)?=.*(debian|ubuntu)/m.test(readFileSync('/etc/os-release', 'utf8'))

/** The browser tests need Chromium and a Chinese font. Installs them where that is possible without asking. */
export const ensureBrowser = async () => {
  if (findBrowser() !== undefined && hasChineseFont()) return true
  if (process.platform === 'linux' && isDebian() && process.getuid?.() === 0) {
    say('正在安装 Chromium 和中文字体（只用于测试）…  Installing Chromium and a Chinese font, for the tests …')
    const env = { DEBIAN_FRONTEND: 'noninteractive' }
    const update = await run('apt-get', ['update', '-qq'], { quiet: true, env })
    const packages = ['chromium', 'fonts-noto-cjk', 'fontconfig']
    const install = await run('apt-get', ['install', '-y', '-qq', '--no-install-recommends', ...packages], {
      quiet: true,
      env,
    })
    if (findBrowser() !== undefined && hasChineseFont()) return true
    say(`${update.output}${install.output}`)
  }
  say('浏览器测试需要 Chromium 和中文字体：apt-get install chromium fonts-noto-cjk，或用 CHROMIUM 指明程序位置。')
  say('The browser tests need Chromium and a Chinese font: install both, or name the program in CHROMIUM.')
  return false
}
