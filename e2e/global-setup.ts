import type { TestProject } from 'vitest/node'
import { type Address, startInstallation } from './start-installation.ts'

declare module 'vitest' {
  interface ProvidedContext {
    installation: Address
  }
}

/** One installation for the whole run; tests find it with `inject('installation')`. */
export default async function setup({ provide }: TestProject): Promise<() => Promise<void>> {
  const installation = await startInstallation()
  const { base, dataDir, signIns } = installation
  provide('installation', { base, dataDir, signIns })
  return () => installation.stop()
}
