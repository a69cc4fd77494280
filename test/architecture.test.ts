// What the whole tree keeps to, held by a test: who may import whom, and what stands in one place only.
import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { readFileSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'

const ROOT = join(import.meta.dirname, '..')

interface Source { path: string; lines: string[]; tests: boolean }

/** Every source below the folders, paths from the root with `/`. */
const SOURCES: readonly Source[] = ['apps', 'packages', 'scripts', 'test', 'bench'].flatMap((folder) =>
  readdirSync(join(ROOT, folder), { recursive: true, encoding: 'utf8' })
    .map((path) => `${folder}/${path.replaceAll('\\', '/')}`)
    .filter((path) => /\.tsx?$/.test(path) && !/(^|\/)(node_modules|dist)\//.test(path))
    .map((path) => ({
      path, lines: readFileSync(join(ROOT, path), 'utf8').split('\n'),
      tests: /\.(test|e2e)\.ts$/.test(path) || /^(test|bench|scripts)\//.test(path),
    })))

/** Of apps and packages, without their tests: what runs. */
const RUNNING = SOURCES.filter(({ path, tests }) => !tests && /^(apps|packages)\/[^/]+\/src\//.test(path))

/** Where a line breaks the rule, as `path:line text`. */
const found = (sources: readonly Source[], broken: (line: string, path: string) => boolean): string[] =>
  sources.flatMap(({ path, lines }) => lines.flatMap((line, i) =>
    broken(line, path) ? [`${path}:${i + 1} ${line.trim().slice(0, 100)}`] : []))

test('the sources are seen', () => {
  assert.ok(RUNNING.length > 200 && SOURCES.length > RUNNING.length, `${RUNNING.length} of ${SOURCES.length}`)
})

test('imports keep their direction: no cycle, no higher module, no back door', () => {
  const { status, stdout, stderr } = spawnSync(process.execPath, [
    join(ROOT, 'node_modules/dependency-cruiser/bin/dependency-cruiser.mjs'),
    '--config', '.dependency-cruiser.cjs', '--output-type', 'err', 'apps', 'packages',
  ], { cwd: ROOT, encoding: 'utf8' })
  assert.equal(status, 0, stdout + stderr)
  assert.match(stdout, /no dependency violations found \(\d{3,} modules/)
})

test('the kernel stays within 200 lines', () => {
  const lines = RUNNING.filter(({ path }) => path.startsWith('packages/kernel/'))
    .reduce((sum, source) => sum + source.lines.length, 0)
  assert.ok(lines > 0 && lines <= 200, `${lines} lines`)
})

test('environment, clock and chance are read in main only, the browser’s clock in one file', () => {
  const air = /process\.env|Date\.now\(\)|new Date\(\)|Math\.random\(|randomUUID\(/
  const mains = /^apps\/([^/]+\/src\/main\.tsx?|web\/src\/clock\.ts)$/
  assert.deepEqual(found(RUNNING, (line, path) => !mains.test(path) && air.test(line)), [])
})

test('a transaction is begun by platform/db alone', () => {
  const begins = /['"`]\s*(begin|start transaction)(\s+(isolation|read|transaction|work)[^'"`]*)?\s*(;|['"`])/i
  assert.deepEqual(
    found(RUNNING, (line, path) => !path.startsWith('apps/server/src/platform/db/') && begins.test(line)), [])
})

test('nothing signs with SM3 by Node, which makes plain ECDSA on the SM2 curve', () => {
  // Also by way of a key on that curve, whatever digest is named beside it: packages/sm2 alone signs for the suite.
  const traps = [/\b(?:create)?sign\(\s*['"](?:rsa-)?sm3/i, /\bnamedCurve['"]?\s*:\s*['"]sm2['"]/i,
    /\bcreateECDH\(\s*['"]sm2/i]
  const breaks = (line: string) => traps.some((trap) => trap.test(line))
  assert.deepEqual(found(RUNNING, breaks), [])
  const broken = ["sign('sm3', bytes, key)", "createSign('RSA-SM3')", "{ namedCurve: 'SM2' }", "createECDH('SM2')"]
  for (const line of broken) assert.ok(breaks(line), line)
})

test('code knows no province; the scheme of a deployment is named by its configuration', () => {
  const byDefault = 'apps/server/src/configuration.ts'
  const province = /四川|sichuan/i
  assert.deepEqual(found(RUNNING, (line, path) => path !== byDefault && province.test(line)), [])
  assert.equal(found(RUNNING, (line, path) => path === byDefault && province.test(line)).length, 1)
})

test('a line has at most 120 characters', () => {
  assert.deepEqual(found(SOURCES, (line) => line.length > 120), [])
})

test('a file is named by its topic, never by its kind', () => {
  assert.deepEqual(SOURCES.map(({ path }) => path)
    .filter((path) => /\/(utils?|helpers?|common|misc|types|constants)\.tsx?$/.test(path)), [])
})
