import { basename } from 'node:path'
import { checkPackFolder, explainPack, loadPack, readPack } from '#packs'
import { clock, type Commands, findCounty, packFolder, say, setUp, withInstallation } from './environment.ts'

function folderOf(name: string | undefined): string {
  if (!name) throw new Error('which pack? give a name in counties/ or a folder')
  return packFolder(name)
}

async function check(folder: string): Promise<void> {
  const problems = await checkPackFolder(folder)
  for (const problem of problems) say(problem)
  say(problems.length === 0 ? `${basename(folder)}: sound` : `${basename(folder)}: ${problems.length} problem(s)`)
  if (problems.length > 0) process.exitCode = 1
}

/** County packs: checked, explained, loaded; the first one with `init`. */
export const packCommands: Commands = {
  pack: {
    use: 'pack check|explain|load NAME   check a county pack, say what it would change, load it',
    run: async ([what, name]) => {
      const folder = folderOf(name)
      if (what === 'check') return check(folder)
      const pack = await readPack(folder)
      return withInstallation(async ({ db }) => {
        if (what === 'explain') for (const line of await explainPack(db, pack)) say(line)
        else if (what === 'load') {
          await loadPack(db, pack, { now: clock.now(), demo: false })
          say('loaded')
        } else throw new Error(`pack ${what ?? ''}? check, explain or load`)
      })
    },
  },
  init: {
    use: 'init NAME                  set up an empty installation from a county pack, without demo data',
    run: async ([name]) => {
      folderOf(name)
      await withInstallation(async (installation) => {
        if ((await findCounty(installation)) !== undefined) throw new Error('this installation already serves a county')
        await setUp(installation, name ?? '', false)
        say('set up; now make the first administrators: user add county-admin|security-admin|auditor USER NAME')
      })
    },
  },
}
