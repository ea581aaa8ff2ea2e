import { execFileSync, spawn } from 'node:child_process'
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

/** Who logs in in the tests. */
export const USER = { name: 'tester', password: 'a-long-enough-password' }

/** A home with real data, and the real server on it. Returns what stops it again. */
export default async function setup(): Promise<() => Promise<void>> {
  const binary = process.env.CARBONSHED_BIN
  if (!binary) throw new Error('CARBONSHED_BIN does not say which binary to test')
  const kept = process.env.CARBONSHED_E2E_HOME
  const home = kept ?? mkdtempSync(join(tmpdir(), 'carbonshed-e2e-'))
  const run = (args: string[], input?: string) => {
    console.log(`carbonshed ${args.join(' ')}`)
    execFileSync(binary, ['--home', home, ...args], { input, stdio: [input === undefined ? 'ignore' : 'pipe', 'ignore', 'inherit'] })
  }
  // A kept home is loaded once; a second run starts at once.
  if (!existsSync(join(home, 'loaded-for-e2e'))) {
    run(['regions', 'add', 'uk', '--with-data'])
    run(['regions', 'add', 'washington', '--with-data'])
    const district = join(home, 'generated')
    run(['generate', 'district', '--out', district, '--towns', '6', '--above', '40', '--below', '60', '--first-year', '2019', '--last-year', '2021', '--no-faults'])
    run(['regions', 'add', district, '--with-data'])
    run(['regions', 'add', 'chengdu-chongqing', '--with-data'])
    const examples = join(import.meta.dirname, '../../data/examples')
    run(['trace', 'trade', join(examples, 'trade-cities'), '--into', 'chengdu-chongqing', '--name', 'Example', '--year', '2020', '--synthetic'])
    run(['board', 'import', join(examples, 'board'), '--into', 'chengdu-chongqing', '--synthetic'])
    for (const [kind, path] of [['flows', 'cities-together/flows.csv'], ['integration', 'cities-together/integration.csv'], ['ladder', 'cities-together/ladder.csv'], ['resources', 'cities-together/resources.csv'], ['chain', '../../tests/golden/chain/cars']] as const)
      run(['city', 'keep', join(examples, path), '--into', 'chengdu-chongqing', '--kind', kind, '--name', `Example: ${kind}`, '--synthetic', ...(kind === 'flows' ? ['--places', join(examples, 'cities-together/places.csv')] : [])])
    run(['trace', 'grid', join(examples, 'grid-day'), '--into', 'district', '--name', 'Example', '--start', '2021-03-01T00:00', '--synthetic'])
    run(['trace', 'balance', join(examples, 'balance-district/balance.csv'), '--into', 'district', '--name', 'Example', '--year', '2021', '--synthetic'])
    run(['user', 'add', USER.name, '--roles', 'admin'], `${USER.password}\n`)
    writeFileSync(join(home, 'loaded-for-e2e'), '')
  }
  const port = process.env.CARBONSHED_E2E_PORT ?? ''
  const server = spawn(binary, ['--home', home, 'serve', '--address', `127.0.0.1:${port}`, '--public-read'], { stdio: ['ignore', 'ignore', 'inherit'] })
  const stop = async () => {
    const ended = new Promise((resolve) => server.once('exit', resolve))
    if (server.exitCode === null) {
      server.kill('SIGTERM')
      await ended
    }
    if (!kept) rmSync(home, { recursive: true, force: true })
  }
  for (let turn = 0; turn < 150; turn += 1) {
    if (server.exitCode !== null) throw new Error(`the server ended with ${server.exitCode}`)
    try {
      // oxlint-disable-next-line no-await-in-loop -- one try after the other is what waiting is
      if ((await fetch(`http://127.0.0.1:${port}/health`)).ok) return stop
    } catch {
      /* Not up yet. */
    }
    // oxlint-disable-next-line no-await-in-loop
    await new Promise((resolve) => setTimeout(resolve, 200))
  }
  await stop()
  throw new Error('the server did not answer within 30 s')
}
