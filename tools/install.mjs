import { createHash } from 'node:crypto'
import { existsSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { runNpm } from './node-runtime.mjs'
import { ROOT, say } from './terminal.mjs'

const LOCK = join(ROOT, 'package-lock.json')
const MODULES = join(ROOT, 'node_modules')
/** What was installed last: npm ci removes it together with everything else. */
const STAMP = join(MODULES, '.xiangzhi-stamp')

const lockMark = () =>
  createHash('sha256').update(readFileSync(LOCK)).update(process.platform).update(process.arch).digest('hex')

/** Somebody may have installed the packages by hand, which npm notes in a file of its own. */
const installedByHand = () => {
  const note = join(MODULES, '.package-lock.json')
  return existsSync(note) && statSync(note).mtimeMs >= statSync(LOCK).mtimeMs
}

const isInstalled = () => {
  if (existsSync(STAMP)) return readFileSync(STAMP, 'utf8') === lockMark()
  return installedByHand()
}

/** Installs the packages when they are missing or the lock file has changed. Returns false when that failed. */
export const installPackages = async () => {
  if (!isInstalled()) {
    say('正在安装依赖（约一分钟）…  Installing packages, about a minute …')
    // Install scripts are neither needed nor wanted: all native parts come as ready packages.
    const options = ['--include=optional', '--include=dev', '--ignore-scripts', '--no-audit', '--no-fund']
    let result = await runNpm(['ci', ...options], { quiet: true })
    // Registries stumble, and npm ci refuses a lock file that lacks a package made for another system only.
    if (result.code !== 0) result = await runNpm(['install', '--no-save', ...options], { quiet: true })
    if (result.code !== 0) {
      say(result.output)
      say('依赖安装失败，请检查网络后再试。  The packages could not be installed; check the network and try again.')
      return false
    }
  }
  if (!existsSync(STAMP)) writeFileSync(STAMP, lockMark())
  return true
}
