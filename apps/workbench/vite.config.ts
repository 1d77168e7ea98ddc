import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { brotliCompressSync, constants, gzipSync } from 'node:zlib'
import react from '@vitejs/plugin-react'
import { fileURLToPath } from 'node:url'
import { portalCss } from '@xiangzhi/design'
import { languages, sentences } from '@xiangzhi/text'
import { build, defineConfig, type Plugin } from 'vite'
import { browserContract } from './browser-contract.ts'

const page = (name: string): string => fileURLToPath(new URL(name, import.meta.url))

/** Writes what browsers get compressed beside each file, so that the server never compresses the same bytes twice. */
function compressed(): Plugin {
  return {
    name: 'compressed',
    apply: 'build',
    writeBundle({ dir }) {
      for (const entry of readdirSync(dir ?? 'dist', { recursive: true, withFileTypes: true })) {
        if (!entry.isFile() || !/\.(js|css|html|svg)$/.test(entry.name)) continue
        const path = join(entry.parentPath, entry.name)
        const content = readFileSync(path)
        if (content.length < 1024) continue
        writeFileSync(
          `${path}.br`,
          brotliCompressSync(content, {
            params: { [constants.BROTLI_PARAM_QUALITY]: 9, [constants.BROTLI_PARAM_SIZE_HINT]: content.length },
          }),
        )
        writeFileSync(`${path}.gz`, gzipSync(content, { level: 9 }))
      }
    },
  }
}

const verifyFolder = fileURLToPath(new URL('../../packages/verify/page/', import.meta.url))

/**
 * The page that checks the public log, as one file with everything inside: it can be saved and opened without a network,
 * which no page of several modules can.
 */
function verifyPage(): Plugin {
  return {
    name: 'verify-page',
    apply: 'build',
    async generateBundle() {
      const built = await build({
        configFile: false,
        logLevel: 'silent',
        build: {
          write: false,
          target: 'es2022',
          rolldownOptions: { input: join(verifyFolder, 'page.ts'), output: { format: 'iife' } },
        },
      })
      const [output] = [built].flat()
      const chunk = output && 'output' in output ? output.output.find(({ type }) => type === 'chunk') : undefined
      if (chunk?.type !== 'chunk') throw new Error('the script of the page that checks was not built')
      const words = Object.fromEntries(
        languages.map((language) => [
          language,
          Object.fromEntries(Object.entries(sentences[language]).filter(([key]) => key.startsWith('text.verify.'))),
        ]),
      )
      const source = readFileSync(join(verifyFolder, 'page.html'), 'utf8')
        .replace('/*style*/', () => portalCss('phone'))
        .replace('/*large*/', () => portalCss('elder'))
        .replace('>{}<', () => `>${JSON.stringify(words).replaceAll('<', '\\u003c')}<`)
        .replace('/*script*/', () => chunk.code.replaceAll('</script', '<\\/script'))
      this.emitFile({ type: 'asset', fileName: 'verify.html', source })
    },
  }
}

// The sign-in page is an entry of its own, so that nobody waits for the whole workbench before typing a password.
export default defineConfig({
  base: '/staff/',
  // Shapes of packs stand beside words that screens need; no screen checks by them.
  resolve: { alias: { zod: page('src/unused-schemas.ts') } },
  plugins: [browserContract(), react(), verifyPage(), compressed()],
  build: {
    target: 'es2022',
    rolldownOptions: {
      input: { index: page('index.html'), 'sign-in': page('sign-in.html'), cockpit: page('cockpit.html') },
      // The parts of antd do nothing when loaded, but not all of them say so; unused ones (forms, validators) are left out.
      treeshake: {
        moduleSideEffects: [{ test: /node_modules\/(?:@rc-component|@ant-design|antd)\//, sideEffects: false }],
      },
    },
    chunkSizeWarningLimit: 1000,
  },
  server: { proxy: { '/api': 'http://localhost:8080' } },
})
