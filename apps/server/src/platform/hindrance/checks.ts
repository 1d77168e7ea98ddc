import { randomUUID } from 'node:crypto'
import { once } from 'node:events'
import { mkdir, open, rm } from 'node:fs/promises'
import { createServer } from 'node:net'
import { join } from 'node:path'
import { Hindrance, hindranceOf } from './hindrance.ts'

/** Where the server answers. */
export interface Listening {
  readonly port: number
  readonly host: string
}

/** PORT and HOST of the environment. Throws a hindrance when PORT is none. */
export function readListening({ PORT, HOST }: Readonly<Record<string, string | undefined>>): Listening {
  const value = PORT === undefined || PORT === '' ? '8080' : PORT
  if (!/^\d{1,5}$/.test(value) || Number(value) > 65_535) throw new Hindrance('text.start.portWrong', { value })
  return { port: Number(value), host: HOST === undefined || HOST === '' ? '127.0.0.1' : HOST }
}

/** Throws a hindrance when nobody could listen there: asked before anything else is begun. */
export async function requireAddress({ port, host }: Listening): Promise<void> {
  const probe = createServer()
  try {
    probe.listen({ port, host })
    await once(probe, 'listening')
  } catch (cause) {
    const { code = '' } = cause as NodeJS.ErrnoException
    if (code === 'EADDRINUSE') throw new Hindrance('text.start.portTaken', { port }, { cause })
    if (code === 'EACCES') throw new Hindrance('text.start.portForbidden', { port }, { cause })
    throw new Hindrance('text.start.hostWrong', { host, code }, { cause })
  }
  await new Promise((resolve) => void probe.close(resolve))
}

/** Makes the data folder when there is none. Throws a hindrance when nothing can be written into it. */
export async function requireWritable(folder: string): Promise<void> {
  const path = join(folder, `.writable-${randomUUID()}`)
  try {
    await mkdir(folder, { recursive: true })
    const file = await open(path, 'wx', 0o600)
    try {
      await file.writeFile('?')
      await file.sync()
    } finally {
      await file.close()
      await rm(path, { force: true })
    }
  } catch (error) {
    throw hindranceOf(error, folder) ?? error
  }
}
