import { basename } from 'node:path'
import { beginPack, checkPackFolder, explainPack, type ListedPlace, loadPack, readPack, UnfitList } from '#packs'
import { readSheet, wordsOfCell } from '#platform/sheets'
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

const listLimits = { rowsMax: 20_000, columnsMax: 50, unpackedMegabytesMax: 50, secondsMax: 60 }

/** The first two columns of a sheet that hold a code and a name; headings and other lines are passed over. */
async function readList(path: string): Promise<ListedPlace[]> {
  const places: ListedPlace[] = []
  for await (const { rows } of readSheet({ path }, { limits: listLimits }))
    for (const { cells } of rows) {
      const [code = '', name = ''] = cells.map((cell) =>
        cell === null || cell === undefined ? '' : wordsOfCell(cell).trim(),
      )
      if (/^\d+$/.test(code)) places.push({ code, name })
    }
  return places
}

const newUse = 'pack new NAME LIST LNG LAT AREA'

async function begin(name: string | undefined, [path, ...numbers]: readonly string[]): Promise<void> {
  const [lng, lat, areaKm2] = numbers.map(Number)
  if (!name || !path || !lng || !lat || !areaKm2)
    throw new Error(`${newUse}: a list with codes and names (Excel or CSV), the centre in degrees and the area in km²`)
  const folder = packFolder(`counties/${name}`)
  try {
    for (const line of await beginPack(folder, await readList(path), { lng, lat, areaKm2 }))
      say(`left out · 未采用: ${line}`)
  } catch (error) {
    if (!(error instanceof UnfitList)) throw error
    say(error.message)
    process.exitCode = 1
    return
  }
  say(folder)
  await check(folder)
}

/** County packs: checked, explained, loaded; the first one with `init`. */
export const packCommands: Commands = {
  pack: {
    use: `pack check|explain|load NAME   check a county pack, say what it would change, load it\n  ${newUse}   begin one from a list of places`,
    run: async ([what, name, ...rest]) => {
      if (what === 'new') return begin(name, rest)
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
