import { linkSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
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

const lockOf = (folder: string): string => join(folder, 'tianfu.lock')

/** An empty lock was cut off by a power failure: nobody holds it. */
const holderIn = (text: string): Holder => (text ? JSON.parse(text) as Holder : { pid: 0, started: 'nobody' })

/** Who holds the folder, and whether that process still lives; undefined when nobody does. */
export function holderOf(folder: string): { pid: number; alive: boolean } | undefined {
  try {
    const text = readFileSync(lockOf(folder), 'utf8')
    return { pid: holderIn(text).pid, alive: text !== '' && alive(holderIn(text)) }
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined
    throw error
  }
}

/**
 * Takes the folder of the embedded database for this process. PGlite itself lets two processes open one folder and
 * loses acknowledged commits without an error, so the second opener is refused here.
 *
 * @returns a function that gives the folder back
 * @throws Error naming the holder's pid when another living process has it
 */
export function lockFolder(folder: string): () => void {
  const path = lockOf(folder)
  const own = `${path}.${process.pid}`
  // Written whole before it gets its name, so that a process killed here never leaves a lock without its holder.
  writeFileSync(own, JSON.stringify({ pid: process.pid, started: startOf(process.pid) } satisfies Holder))
  try {
    for (let attempt = 0; attempt < 3; attempt += 1) {
      try {
        linkSync(own, path)
        const release = () => rmSync(path, { force: true })
        process.once('exit', release)
        return () => { process.off('exit', release); release() }
      } catch (error) {
        if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error
        removeStale(path)
      }
    }
  } finally {
    rmSync(own, { force: true })
  }
  throw new Error(`数据目录无法锁定 / data folder cannot be locked: ${folder}`)
}

/** @throws Error when the holder lives */
function removeStale(path: string): void {
  const text = read(path)
  if (text === undefined) return
  const holder = holderIn(text)
  if (text !== '' && alive(holder)) {
    throw new Error(`数据目录正被进程 ${holder.pid} 使用 / data folder in use by process ${holder.pid}`)
  }
  const stale = `${path}.stale-${process.pid}`
  try { renameSync(path, stale) } catch { return }
  // Another starter may have replaced the dead one's lock since we read it: what we took away was alive, give it back.
  if (read(stale) !== text) try { linkSync(stale, path) } catch { /* a third one has it now */ }
  rmSync(stale, { force: true })
}

function read(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8')
  } catch {
    return undefined
  }
}
