/** Two installations, each with a home and a server of its own, exchange signed files in the browser; a file that was changed is refused. */
import { type ChildProcess, execFileSync, spawn } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Page } from '@playwright/test'
import { accessible, expect, open, say, settled, test } from './tools'

const PASSWORD = 'a-long-enough-password'
const PAIR = 'east-west'

interface Installation {
  home: string
  url: string
  server: ChildProcess
  run: (args: string[], input?: string) => string
}

/** A port that nobody listens on. */
const freePort = () =>
  new Promise<number>((resolve, reject) => {
    const probe = createServer()
    probe.once('error', reject)
    probe.listen(0, '127.0.0.1', () => {
      const address = probe.address()
      probe.close(() => (address !== null && typeof address === 'object' ? resolve(address.port) : reject(new Error('no port'))))
    })
  })

/** The installation of one of the two cities: its own organisation reads the ledger of the synthetic district, the other lives elsewhere. */
async function install(own: 'east' | 'west', user: string): Promise<Installation> {
  const binary = process.env.CARBONSHED_BIN
  if (!binary) throw new Error('CARBONSHED_BIN does not say which binary to test')
  const home = mkdtempSync(join(tmpdir(), `carbonshed-${own}-`))
  const run = (args: string[], input?: string) => execFileSync(binary, ['--home', home, ...args], { input, encoding: 'utf8', stdio: [input === undefined ? 'ignore' : 'pipe', 'pipe', 'inherit'] })
  const district = join(home, 'generated')
  run(['generate', 'district', '--out', district, '--towns', '2', '--above', '4', '--below', '6', '--first-year', '2020', '--last-year', '2021', '--no-faults'])
  run(['regions', 'add', district, '--with-data'])
  for (const [id, city] of [['east', 'East'], ['west', 'West']] as const) run(['partner', 'organisation', 'add', id, '--name', `${city} climate office`, '--city', city, ...(id === own ? ['--region', 'district'] : ['--remote'])])
  run(['user', 'add', user, '--roles', 'officer'], `${PASSWORD}\n`)
  run(['partner', 'organisation', 'member', own, user])
  run(['partner', 'add', '--a', 'east', '--b', 'west', '--id', PAIR])
  const port = await freePort()
  const server = spawn(binary, ['--home', home, 'serve', '--address', `127.0.0.1:${port}`, '--public-read'], { stdio: ['ignore', 'ignore', 'inherit'] })
  const url = `http://127.0.0.1:${port}`
  await expect.poll(async () => (await fetch(`${url}/health`).catch(() => null))?.ok ?? false, { timeout: 60_000 }).toBe(true)
  return { home, url, server, run }
}

async function remove({ server, home }: Installation) {
  const ended = new Promise(resolve => server.once('exit', resolve))
  if (server.exitCode === null) {
    server.kill('SIGTERM')
    await ended
  }
  rmSync(home, { recursive: true, force: true })
}

async function signIn(page: Page, url: string, name: string) {
  const answer = await page.request.post(`${url}/api/v1/session`, { data: { name, password: PASSWORD }, headers: { origin: url } })
  expect(answer.ok(), await answer.text()).toBe(true)
}

const files = (page: Page, url: string, language: 'en' | 'zh') => open(page, `${url}/partnerships/${PAIR}?region=district&tab=files`, language)

/** The signed file as the browser saves it. */
async function exported(page: Page): Promise<Buffer> {
  const download = page.waitForEvent('download')
  await page.getByRole('button', { name: say('en', 'pair.exportFile') }).or(page.getByRole('button', { name: say('zh', 'pair.exportFile') })).click()
  return readFileSync(await (await download).path())
}

const give = (page: Page, bytes: Buffer) => page.locator('input[type="file"]').setInputFiles({ name: `${PAIR}.json`, mimeType: 'application/json', buffer: bytes })

/** Nothing stands out to the right. */
async function fits(page: Page) {
  await settled(page)
  expect(await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth)).toBeLessThanOrEqual(0)
}

test.describe('two installations', () => {
  test.use({ refusals: /40[0139]/, actionTimeout: 20_000 })
  test.setTimeout(360_000)

  test('exchange signed files, and a changed one is refused', async ({ page: anna, browser }) => {
    const [east, west] = await Promise.all([install('east', 'anna'), install('west', 'li')])
    const context = await browser.newContext({ viewport: anna.viewportSize(), reducedMotion: 'reduce', acceptDownloads: true })
    const li = await context.newPage()
    try {
      // Each accepts the other's key by its fingerprint.
      for (const [here, there, id] of [[east, west, 'west'], [west, east, 'east']] as const) {
        const shown = there.run(['partner', 'key', 'show'])
        const value = (name: string) => new RegExp(`${name}\\s+([0-9a-f]{64})`).exec(shown)?.[1] ?? ''
        here.run(['partner', 'key', 'accept', value('public key'), '--fingerprint', value('fingerprint'), '--organisation', id])
      }
      await signIn(anna, east.url, 'anna')
      await signIn(li, west.url, 'li')

      // Anna proposes; the file takes it to the other installation.
      const terms = {
        shares: [
          { what: 'emissions', detail: 'total', side: 'a', public: true },
          { what: 'projects', detail: 'full', side: 'b', public: false },
        ],
        recognitions: [{ id: 'r1', kind: 'test', scheme: 'Boiler tests', issued_in: 'a', from: '2026-01-01', until: '2099-12-31' }],
        tasks: [],
        notice_days: 30,
        from: '2026-01-01',
        until: null,
      }
      const proposed = await anna.request.post(`${east.url}/api/v1/partnerships/${PAIR}/agreement/acts`, { data: { act: 'propose', terms }, headers: { origin: east.url } })
      expect(proposed.ok(), await proposed.text()).toBe(true)
      await files(anna, east.url, 'en')
      await expect(anna.getByText(say('en', 'pair.noExchanges'))).toBeVisible()
      const first = await exported(anna)
      await expect(anna.getByRole('cell', { name: say('en', 'pair.fileOut'), exact: true })).toBeVisible()
      await accessible(anna, 'files')
      await fits(anna)

      // A byte more is another file, and is not taken.
      await files(li, west.url, 'zh')
      const text = first.toString('utf8')
      expect(text).toContain('Boiler tests')
      await give(li, Buffer.from(text.replace('Boiler tests', 'Broiler tests')))
      await expect(li.getByText(say('zh', 'error.bad_signature'))).toBeVisible()
      await accessible(li, 'a changed file')
      await fits(li)
      await open(li, `${west.url}/partnerships/${PAIR}?region=district&tab=agreement`, 'zh')
      await expect(li.getByRole('button', { name: say('zh', 'pair.do.accept') })).toHaveCount(0)

      // As it was signed it is taken, once.
      await files(li, west.url, 'zh')
      await give(li, first)
      await expect(li.getByRole('status').filter({ hasText: '1' })).toBeVisible()
      await expect(li.getByRole('cell', { name: say('zh', 'pair.fileIn'), exact: true })).toBeVisible()
      await give(li, first)
      await expect(li.getByText(say('zh', 'error.replayed_file'))).toBeVisible()

      // Li accepts what came, and his file takes that back.
      await open(li, `${west.url}/partnerships/${PAIR}?region=district&tab=agreement`, 'zh')
      await li.getByRole('button', { name: say('zh', 'pair.do.accept') }).click()
      await expect(li.getByRole('article', { name: say('zh', 'pair.agreementIn', { state: say('zh', 'pair.state.in_force') }) })).toBeVisible()
      await files(li, west.url, 'zh')
      const second = await exported(li)
      await files(anna, east.url, 'en')
      await give(anna, second)
      await expect(anna.getByRole('status').filter({ hasText: '1' })).toBeVisible()
      await open(anna, `${east.url}/partnerships/${PAIR}?region=district`, 'en')
      const papers = anna.getByRole('region', { name: say('en', 'pair.recognitions') })
      const row = papers.getByRole('row').filter({ has: anna.getByRole('rowheader', { name: 'Boiler tests' }) })
      await expect(row.getByRole('cell')).toHaveText([say('en', 'pair.recognition.test'), 'East', 'West', /2026/, /2099/, say('en', 'pair.recognitionState.in_force')])
      await accessible(anna, 'recognitions')
      await fits(anna)
    } finally {
      await context.close()
      await Promise.all([remove(east), remove(west)])
    }
  })
})
