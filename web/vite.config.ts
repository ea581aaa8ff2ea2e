import { fileURLToPath } from 'node:url'
import react from '@vitejs/plugin-react'
import type { Plugin } from 'vite'
import { defineConfig } from 'vitest/config'

/** The server that `npm run dev` and `npm run preview` talk to. */
const server = process.env.CARBONSHED_SERVER ?? 'http://127.0.0.1:8080'
// The host stays as the browser named it: the server refuses changes that come from another origin.
const proxy = Object.fromEntries(['/api', '/health'].map((path) => [path, { target: server, changeOrigin: false }]))

/** Names the language files in the page's head, so that `theme.js` can fetch the reader's before the program asks for it. */
const languages: Plugin = {
  name: 'languages',
  transformIndexHtml: {
    order: 'post',
    handler: (_, { bundle }) =>
      Object.values(bundle ?? {}).flatMap((chunk) => {
        const language = chunk.type === 'chunk' ? /i18n\/(en|zh)\.json$/.exec(chunk.facadeModuleId ?? '')?.[1] : undefined
        return language ? [{ tag: 'meta', attrs: { name: `language-${language}`, content: `/${chunk.fileName}` }, injectTo: 'head-prepend' as const }] : []
      }),
  },
}

export default defineConfig({
  plugins: [react(), languages],
  resolve: { alias: { '@': fileURLToPath(new URL('./src', import.meta.url)) } },
  server: { host: '127.0.0.1', port: 5173, proxy },
  preview: { host: '127.0.0.1', port: 4173, proxy },
  build: {
    target: 'es2022',
    // MapLibre and ECharts are large by nature; both load only with the page that needs them.
    chunkSizeWarningLimit: 1200,
    rollupOptions: {
      output: {
        manualChunks(id) {
          if (/node_modules\/(react|react-dom|scheduler|react-router)\//.test(id)) return 'react'
          if (/node_modules\/(echarts|zrender)\//.test(id)) return 'echarts'
          if (/node_modules\/maplibre-gl\//.test(id)) return 'maplibre'
          return undefined
        },
      },
    },
  },
  test: { include: ['tests/**/*.test.{ts,tsx}'], environment: 'node' },
})
