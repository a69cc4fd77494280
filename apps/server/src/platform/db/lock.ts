import { closeSync, openSync, readFileSync, renameSync, rmSync, writeSync } from 'node:fs'
import { join } from 'node:path'

/** Who holds the folder: a process id means nothing after a restart of the machine, so its start time goes with it. */
interface Holder { pid: number; started: string }

/** Start time of a process as the kernel tells it, or '' where it does not (then the pid alone must do). */
function startOf(pid: number): string {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8')
    const boot = readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim()
    return `${boot}:${stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19]}`
  } catch {
    return ''
  }
}

function alive({ pid, started }: Holder): boolean {
  try {
    process.kill(pid, 0)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ESRCH') return false // EPERM: alive, of another user
  }
  const now = startOf(pid)
  return started === '' || now === '' || now === started
}

/**
 * Takes the folder of the embedded database for this process. PGlite itself lets two processes open one folder and
 * loses acknowledged commits without an error, so the second opener is refused here.
 *
 * @returns a function that gives the folder back
 * @throws Error naming the holder's pid when another living process has it
 */
export function lockFolder(folder: string): () => void {
  const path = join(folder, 'tianfu.lock')
  const mine = JSON.stringify({ pid: process.pid, started: startOf(process.pid) } satisfies Holder)
  for (let attempt = 0; attempt < 3; attempt += 1) {
    try {
      const file = openSync(path, 'wx')
      writeSync(file, mine)
      closeSync(file)
      const release = () => rmSync(path, { force: true })
      process.once('exit', release)
      return () => { process.off('exit', release); release() }
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error
      const text = readFileSync(path, 'utf8')
      const holder = (text ? JSON.parse(text) : { pid: 0, started: '' }) as Holder
      if (text === '' || alive(holder)) throw new Error(`数据目录正被进程 ${holder.pid} 使用 / data folder in use by process ${holder.pid}`)
      // Renaming is atomic: of two starters that both found the holder dead, only one removes the stale lock.
      try { renameSync(path, `${path}.stale-${process.pid}`) } catch { continue }
      rmSync(`${path}.stale-${process.pid}`, { force: true })
    }
  }
  throw new Error(`数据目录无法锁定 / data folder cannot be locked: ${folder}`)
}
