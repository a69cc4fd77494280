// A file of journeys has one house; each journey begins from a file of its own and runs alone too.
import { after, before, test } from 'node:test'
import { openHouse } from './support.ts'
import type { House } from './support.ts'

/** Opens a house before the first journey of a test file and closes it after the last; what registers a journey. */
export function journeysOfOneHouse(): (title: string, run: (house: House) => Promise<void>) => void {
  let house: House
  before(async () => { house = await openHouse() }, { timeout: 300_000 })
  after(async () => { await house.close() }, { timeout: 30_000 })
  return (title, run) => {
    void test(title, { timeout: 420_000 }, async (t) => {
      try {
        await run(house)
      } catch (error) {
        for (const desk of house.desks) t.diagnostic(await desk.leave())
        throw error
      }
    })
  }
}
