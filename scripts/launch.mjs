// Runs under any Node >= 18: installs what is missing, then hands over to the Node that npm brought.
import { spawn, spawnSync } from 'node:child_process'
import { existsSync, statSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

process.chdir(dirname(dirname(fileURLToPath(import.meta.url))))
const windows = process.platform === 'win32'

function installWhatIsMissing() {
  const installed = 'node_modules/.package-lock.json'
  if (existsSync(installed) && statSync(installed).mtimeMs >= statSync('package-lock.json').mtimeMs) return
  console.log('正在安装依赖 / installing dependencies …')
  const npm = windows ? 'npm.cmd' : 'npm'
  const ci = ['ci', '--no-audit', '--no-fund', '--ignore-scripts']
  const done = spawnSync(npm, ci, { stdio: 'inherit', shell: windows })
  if (done.status !== 0) process.exit(done.status ?? 1)
}

function node24() {
  const name = `node-${windows ? 'win' : process.platform}-${process.arch}`
  const brought = join('node_modules', name, 'bin', windows ? 'node.exe' : 'node')
  if (existsSync(brought)) return brought
  if (Number(process.versions.node.split('.')[0]) >= 24) return process.execPath
  console.error('需要 Node 24 或更新版本 / Node 24 or newer is needed')
  process.exit(1)
}

installWhatIsMissing()
const [command = 'start', ...rest] = process.argv.slice(2)
const child = spawn(node24(), ['scripts/run.ts', command, ...rest], { stdio: 'inherit' })
for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, () => child.kill(signal))
// npm does not pass SIGTERM on: when it is gone, so are we, and the server with us.
const parent = process.ppid
setInterval(() => { if (process.ppid !== parent) child.kill('SIGTERM') }, 500).unref()
child.on('exit', (code, signal) => process.exit(code ?? (signal ? 1 : 0)))
