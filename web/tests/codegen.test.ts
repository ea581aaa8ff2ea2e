import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
// @ts-expect-error a plain script, typed by its use here
import { generate } from '../scripts/codegen.mjs'

test('the client is as fresh as the snapshot (else: npm run codegen)', async () => {
  const stored = readFileSync(join(import.meta.dirname, '../src/api/schema.d.ts'), 'utf8')
  expect(stored === (await generate())).toBe(true)
  // The whole description is read and bundled: seconds on a machine that builds at the same time.
}, 60_000)
