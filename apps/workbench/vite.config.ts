import react from '@vitejs/plugin-react'
import { fileURLToPath } from 'node:url'
import { defineConfig } from 'vite'

const page = (name: string): string => fileURLToPath(new URL(name, import.meta.url))

// The sign-in page is an entry of its own, so that nobody waits for the whole workbench before typing a password.
export default defineConfig({
  base: '/staff/',
  plugins: [react()],
  build: {
    target: 'es2022',
    rolldownOptions: {
      input: { index: page('index.html'), 'sign-in': page('sign-in.html') },
      output: {
        codeSplitting: {
          groups: [
            { name: 'react', test: /node_modules\/(react|react-dom|scheduler|@tanstack)\// },
            { name: 'antd', test: /node_modules\/(antd|@ant-design|@rc-component|rc-[a-z-]+)\//, minShareCount: 2 },
          ],
        },
      },
    },
    chunkSizeWarningLimit: 900,
  },
  server: { proxy: { '/api': 'http://localhost:8080' } },
})
