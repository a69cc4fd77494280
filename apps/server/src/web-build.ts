import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, readdirSync, renameSync, rmSync, statSync } from 'node:fs'
import { dirname, join } from 'node:path'

/**
 * Scripts whole in themselves: the verifier of `/verify` with a reader of codes that is fetched on demand, and the
 * field page with the worker that keeps it on a telephone.
 */
const SCRIPTS = ['verify/main.ts', 'verify/qr-reader.ts', 'field/main.tsx', 'field/worker.ts'] as const

/** Builds the workbench when it is missing or older than its sources; the folder of the build. */
export async function buildWebOnce(root: string): Promise<string> {
  const built = join(root, 'apps', 'web', 'dist', 'index.html')
  const beside = join(root, 'apps', 'web', `dist.${process.pid}`)
  const sources = ['apps/web/src', 'apps/web/public', 'apps/web/index.html',
    'packages/contract/src', 'packages/kernel/src',
    'packages/verifier/src', 'packages/credentials/src', 'packages/ledger/src'].map((path) =>
    join(root, path))
  if (!existsSync(built) || statSync(built).mtimeMs < Math.max(...sources.map(newest))) {
    console.log('正在构建工作台 / building the workbench …')
    await vite(root, ['--outDir', beside])
    for (const entry of SCRIPTS) {
      const config = join(root, 'apps/web/vite.script.config.ts')
      await vite(root, ['--config', config, '--mode', entry, '--outDir', join(beside, dirname(entry))])
    }
    // Built beside and put in place at once: a server that runs meanwhile keeps serving a whole workbench.
    rmSync(join(root, 'apps', 'web', 'dist'), { recursive: true, force: true })
    renameSync(beside, join(root, 'apps', 'web', 'dist'))
  }
  return join(root, 'apps', 'web', 'dist')
}

async function vite(root: string, more: readonly string[]): Promise<void> {
  const child = spawn(process.execPath, [
    join(root, 'node_modules/vite/bin/vite.js'), 'build', join(root, 'apps/web'), ...more, '--logLevel', 'warn',
  ], { stdio: 'inherit' })
  const [status] = await once(child, 'exit')
  if (status !== 0) throw new Error('the workbench could not be built')
}

function newest(path: string): number {
  if (!existsSync(path)) return 0
  const { mtimeMs } = statSync(path)
  if (!statSync(path).isDirectory()) return mtimeMs
  return Math.max(mtimeMs, ...readdirSync(path).map((name) => newest(join(path, name))))
}
