// The people of the demonstration, and what every story shares.
import { bodies, identity } from '@tianfu/contract'
import type { LocalDate } from '@tianfu/kernel'
import { Client, Person, WrongAnswer } from './client.ts'
import type { Options } from './client.ts'
import { Minutes } from './minutes.ts'
import { Time } from './time.ts'

export class Stage {
  readonly client: Client
  readonly minutes = new Minutes()
  readonly time: Time
  readonly #people = new Map<string, Person>()

  private constructor(client: Client, time: Time, administrator: Person) {
    this.client = client
    this.time = time
    this.#people.set(administrator.login, administrator)
  }

  static async open(options: Options): Promise<Stage> {
    const client = new Client(options)
    const administrator = await new Person(client, 'system-administrator').signIn()
    return new Stage(client, await Time.of(client, administrator), administrator)
  }

  /** A person in a session of their own, kept for the whole walk. */
  async person(login: string): Promise<Person> {
    const known = this.#people.get(login)
    if (known) return known
    const person = await new Person(this.client, login).signIn()
    this.#people.set(login, person)
    return person
  }

  say(who: Person | string, what: string): void {
    this.minutes.say(this.time.today, who, what)
  }

  /** Waits until a deadline's act has been written by the sweeper. */
  async until<T>(what: string, look: () => Promise<T | undefined>): Promise<T> {
    for (let attempt = 0; attempt < 100; attempt += 1) {
      const seen = await look()
      if (seen !== undefined) return seen
      await new Promise((resolve) => { setTimeout(resolve, 200) })
    }
    throw new WrongAnswer(`没有等到：${what}`)
  }

  /** The next working day from today on, today included. */
  workingDay(from: LocalDate = this.time.today): LocalDate {
    return this.time.workingDay(from) ? from : this.workingDay(this.time.plus(1))
  }

  async bodyOf(slug: string): Promise<{ organisation: string }> {
    const { items } = await (await this.person('system-administrator')).call(bodies.listBodies, {})
    const body = items.find((one) => JSON.stringify(one).includes(slug))
    if (!body) throw new WrongAnswer(`没有认证机构 ${slug}`)
    return body
  }

  async laboratory(): Promise<string> {
    const { items } = await (await this.person('system-administrator')).call(bodies.listLaboratories, {})
    const [laboratory] = items
    if (!laboratory) throw new WrongAnswer('没有检测机构')
    return laboratory.organisation
  }

  personOf(person: Person): Promise<string> {
    return person.call(identity.getSession, {}).then((session) => session.account.id)
  }
}
