// Documents that are made from the code: the interface and the permission matrix. `--check` fails when one is stale.
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { CONTRACT } from '@tianfu/contract'
import { loadScheme } from '../apps/server/src/platform/scheme.ts'
import { openApiOf } from '../apps/server/src/public/openapi.ts'
import { permissionMatrix } from '../apps/server/src/public/permission-matrix.ts'

const root = join(dirname(fileURLToPath(import.meta.url)), '..')
const edition = loadScheme(join(root, 'scheme', 'sichuan')).editions.at(-1)
if (!edition) throw new Error('the scheme has no edition')

/** A line for each address and each schema: a change of one shows as one. */
function oneLineEach(document: Record<string, unknown>): string {
  const lines = (of: object, indent: string) =>
    `{\n${Object.entries(of).map(([key, value]) => `${indent} ${JSON.stringify(key)}: ${JSON.stringify(value)}`)
      .join(',\n')}\n${indent}}`
  const parts = Object.entries(document).map(([key, value]) => {
    if (key === 'paths') return `${JSON.stringify(key)}: ${lines(value as object, ' ')}`
    if (key !== 'components') return `${JSON.stringify(key)}: ${JSON.stringify(value)}`
    const { schemas, ...rest } = value as { schemas: object }
    return `"components": {\n${Object.entries(rest).map(([name, of]) =>
      `  ${JSON.stringify(name)}: ${JSON.stringify(of)}`).join(',\n')},\n  "schemas": ${lines(schemas, '  ')}\n }`
  })
  return `{\n${parts.map((part) => ` ${part}`).join(',\n')}\n}\n`
}

const documents: Record<string, string> = {
  'docs/openapi.json': oneLineEach(openApiOf(CONTRACT, edition, 'http://localhost:8080')),
  'docs/permission-matrix.md': permissionMatrix(CONTRACT, edition),
}

const stale = Object.entries(documents)
  .filter(([path, text]) => !existsSync(join(root, path)) || readFileSync(join(root, path), 'utf8') !== text)
if (process.argv.includes('--check')) {
  for (const [path] of stale) console.error(`${path} is stale: run \`npm run generate\``)
  process.exit(stale.length > 0 ? 1 : 0)
}
for (const [path, text] of stale) {
  mkdirSync(dirname(join(root, path)), { recursive: true })
  writeFileSync(join(root, path), text)
  console.log(`${path} written`)
}
if (stale.length === 0) console.log('everything is up to date')
