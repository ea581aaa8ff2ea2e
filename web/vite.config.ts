import { fileURLToPath } from 'node:url'
import react from '@vitejs/plugin-react'
import { defineConfig } from 'vitest/config'

/** The server that `npm run dev` and `npm run preview` talk to. */
const server = process.env.CARBONSHED_SERVER ?? 'http://127.0.0.1:8080'
// The host stays as the browser named it: the server refuses changes that come from another origin.
const proxy = Object.fromEntries(['/api', '/health'].map((path) => [path, { target: server, changeOrigin: false }]))

export default defineConfig({
  plugins: [react()],
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
