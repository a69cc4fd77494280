// What the walk prints, and what it writes for whoever checks it afterwards.
import type { Person } from './client.ts'

export interface Walked {
  certificates: { number: string; holderUscc: string; status: string; standard: string; product: string }[]
  codes: { code: string; digitalLink?: string; expected: string }[]
  forged: string[]
  standingMs: { [address: string]: number }
  acts: number
  elapsedMs: number
}

export class Minutes {
  steps = 0
  print: (line: string) => void = console.log
  readonly result: Walked = { certificates: [], codes: [], forged: [], standingMs: {}, acts: 0, elapsedMs: 0 }

  /** One step, in Chinese, with who did it. */
  say(day: string, who: Person | string, what: string): void {
    this.steps += 1
    const title = typeof who === 'string' ? who : who.title
    this.print(`${String(this.steps).padStart(3)}  ${day}  ${title}：${what}`)
  }

  heading(text: string): void {
    this.print(`\n—— ${text} ——`)
  }
}
