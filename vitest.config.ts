import { defineConfig } from 'vitest/config'

/**
 * How long anything may take on a machine that does much else besides. A limit is there to find what hangs, never what is slow:
 * tests set none of their own, and PATIENCE=3 trebles all of them.
 */
const patience = Number(process.env['PATIENCE'] ?? 1)
const limits = {
  testTimeout: 240_000 * patience,
  hookTimeout: 240_000 * patience,
  expect: { poll: { timeout: 30_000 * patience } },
}

export default defineConfig({
  test: {
    projects: [
      {
        extends: true,
        test: {
          ...limits,
          name: 'unit',
          include: [
            'packages/*/src/**/*.test.ts',
            'apps/*/src/**/*.test.{ts,tsx}',
            'open311-conformance/src/**/*.test.ts',
            'tools/**/*.test.ts',
          ],
          exclude: ['**/node_modules/**', 'apps/server/src/**/*.test.ts'],
        },
      },
      {
        extends: true,
        test: {
          ...limits,
          name: 'server',
          include: ['apps/server/src/**/*.test.ts', 'counties/**/*.test.ts'],
          globalSetup: ['apps/server/src/platform/database/testing-setup.ts'],
        },
      },
      {
        extends: true,
        test: {
          ...limits,
          name: 'e2e',
          include: ['e2e/**/*.e2e.ts'],
          globalSetup: ['e2e/global-setup.ts'],
          // A first start makes the whole demo world.
          hookTimeout: 400_000 * patience,
          fileParallelism: false,
        },
      },
    ],
    // Processes rather than threads: V8 keeps one map of its machine code for all threads of a process, and their racing over it
    // ends the process at times (“Check failed: jit_page.has_value()”). The flag leaves out the part of it that guards its pages.
    pool: 'forks',
    execArgv: ['--no-memory-protection-keys'],
    isolate: false,
    passWithNoTests: false,
  },
})
