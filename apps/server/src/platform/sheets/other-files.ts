import { openSource } from './source.ts'
import { listParts } from './unzip.ts'

/** Whether an Excel file holds pictures, programs or other files, which `readSheet` does not open. Settings of printers are none. */
export async function holdsOtherFiles(bytes: Uint8Array): Promise<boolean> {
  const source = await openSource({ bytes })
  try {
    const parts = await listParts(source)
    return [...parts.keys()].some((name) => !/(?:\.(?:xml|rels|vml)|\/|printersettings\d*\.bin)$/.test(name))
  } finally {
    await source.close()
  }
}
