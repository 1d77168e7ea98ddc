import { type ChildProcess, spawn } from 'node:child_process'
import { randomInt } from 'node:crypto'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { setTimeout as wait } from 'node:timers/promises'
import { pathToFileURL } from 'node:url'

/** A module of the tree as a program that is handed to Node as text imports it: its address, quoted. `path` starts at `folder`. */
export const moduleIn = (folder: string, path: string): string => JSON.stringify(pathToFileURL(join(folder, path)).href)

/** Servers that run at once, so that one is killed while the other goes on. */
const AT_ONCE = 2

/** Starts the program; comes back when it has acknowledged something, and goes on gathering what it acknowledges. */
function start(program: string, folder: string, acknowledged: string[]): Promise<ChildProcess> {
  const child = spawn(process.execPath, ['--input-type=module', '-e', program], {
    cwd: folder,
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  return new Promise((done, fail) => {
    createInterface({ input: child.stdout }).on('line', (line) => {
      // Half a line is no acknowledgement.
      if (line.length === 36) acknowledged.push(line)
      done(child)
    })
    child.once('exit', () => fail(new Error('the server ended by itself')))
  })
}

/**
 * Runs a program of a server, twice at once, and kills both at random moments, again and again.
 * The program works without end and prints the id of each thing when it was acknowledged. Returns all ids that were printed.
 */
export async function killAtRandom(
  program: string,
  { folder, rounds, liveMsMax }: { readonly folder: string; readonly rounds: number; readonly liveMsMax: number },
): Promise<readonly string[]> {
  const acknowledged: string[] = []
  for (let round = 0; round < rounds; round += 1) {
    const servers = await Promise.all(Array.from({ length: AT_ONCE }, () => start(program, folder, acknowledged)))
    await Promise.all(
      servers.map(async (server) => {
        const ended = new Promise((done) => server.once('close', done))
        await wait(randomInt(50, liveMsMax))
        // A server that ended before it was killed found a fault: it would be waited for without end.
        if (server.exitCode !== null) throw new Error('the server ended by itself')
        server.kill('SIGKILL')
        await ended
      }),
    )
  }
  return acknowledged
}
