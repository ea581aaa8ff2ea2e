// src/api/schema.d.ts from openapi.json, the snapshot that `carbonshed openapi` writes.
import { readFile, writeFile } from 'node:fs/promises'
import openapiTS, { astToString } from 'openapi-typescript'

const root = new URL('..', import.meta.url)
const HEAD = '// Made from openapi.json by `npm run codegen`. Do not edit.\n\n'

export async function generate() {
  const snapshot = JSON.parse(await readFile(new URL('openapi.json', root), 'utf8'))
  return HEAD + astToString(await openapiTS(snapshot, { alphabetize: true, defaultNonNullable: false }))
}

if (process.argv[1] && import.meta.url === new URL(`file://${process.argv[1]}`).href) {
  await writeFile(new URL('src/api/schema.d.ts', root), await generate())
}
