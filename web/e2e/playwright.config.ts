import { defineConfig } from '@playwright/test'

// One port for the whole run; workers inherit it.
process.env.CARBONSHED_E2E_PORT ??= String(20_000 + (process.pid % 20_000))

/** The real binary on a home of its own; `CARBONSHED_E2E_URL` points at a server that runs already. */
export default defineConfig({
  testDir: '.',
  outputDir: '../test-results',
  globalSetup: process.env.CARBONSHED_E2E_URL ? undefined : './setup.ts',
  // axe on a page with a map takes 15 s on two quiet cores, and many times that on busy ones.
  timeout: 180_000,
  // A test that passes at the second try is reported as flaky; one that fails twice fails.
  retries: 1,
  expect: { timeout: 10_000 },
  workers: 1,
  forbidOnly: Boolean(process.env.CI),
  reporter: [['list']],
  use: {
    baseURL: process.env.CARBONSHED_E2E_URL ?? `http://127.0.0.1:${process.env.CARBONSHED_E2E_PORT}`,
    trace: 'retain-on-failure',
    screenshot: 'only-on-failure',
    reducedMotion: 'reduce',
    launchOptions: {
      // Debian's Chromium; a browser is never downloaded.
      executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
      args: ['--no-sandbox', '--use-angle=swiftshader', '--enable-unsafe-swiftshader', '--ignore-gpu-blocklist', '--font-render-hinting=none'],
    },
  },
  projects: [
    { name: 'desktop', testIgnore: ['phone.spec.ts', 'width.spec.ts', 'pictures.spec.ts'], use: { viewport: { width: 1366, height: 768 } } },
    { name: 'phone', testIgnore: ['desktop.spec.ts', 'keyboard.spec.ts', 'pictures.spec.ts'], use: { viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true, deviceScaleFactor: 2 } },
  ],
})
