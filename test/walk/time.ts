// The official clock of demonstration mode, and due days counted a second time from the published periods.
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { addDays } from '@tianfu/kernel'
import type { LocalDate } from '@tianfu/kernel'
import { desk } from '@tianfu/contract'
import { addWorkingDays, dueOn, isWorkingDay, parseHolidays } from '@tianfu/scheme'
import type { Calendar, Period, PeriodName } from '@tianfu/scheme'
import { parse } from 'yaml'
import { WrongAnswer } from './client.ts'
import type { Client, Person } from './client.ts'

/** Deadlines that run without a pause in the stories that check them. */
const PERIOD_OF_KIND: Partial<Record<string, PeriodName>> = {
  'application-acceptance': 'acceptance', 'contract-signing': 'contractSigning',
  'certification-total': 'certificationTotal',
  'licence-form-review': 'licenceFormReview', 'fact-check-county': 'factCheckCounty',
  'fact-check-city': 'factCheckCity',
  'licence-publicity': 'licencePublicity', 'licence-decision': 'licenceDecision',
}

export class Time {
  readonly #client: Client
  readonly #administrator: Person
  readonly calendar: Calendar
  readonly periods: Record<PeriodName, Period>
  today: LocalDate

  private constructor(
    client: Client, administrator: Person, calendar: Calendar, periods: Record<PeriodName, Period>, today: LocalDate,
  ) {
    this.#client = client
    this.#administrator = administrator
    this.calendar = calendar
    this.periods = periods
    this.today = today
  }

  static async of(client: Client, administrator: Person): Promise<Time> {
    const { body: clock } = await client.send('GET', '/api/v1/clock', {})
    const { body: words } = await client.send('GET', '/api/v1/vocabulary', {})
    if (clock.mode !== 'demo') throw new WrongAnswer('只能在演示模式下走查：业务时钟不能拨动')
    const holidays = join(import.meta.dirname, '..', '..', 'scheme', words.scheme, 'holidays.yaml')
    return new Time(
      client, administrator, parseHolidays(parse(readFileSync(holidays, 'utf8'))), words.periods, clock.today,
    )
  }

  /** Moves to 09:00 in China on `day`, or to `at` o'clock; stays where it is when that has passed. */
  async moveTo(day: LocalDate, at = '09:00'): Promise<void> {
    const to = `${day}T${at}:00+08:00`
    const { body: clock } = await this.#client.send('GET', '/api/v1/clock', {})
    if (Date.parse(clock.official) < Date.parse(to)) {
      const moved = await this.#administrator.call(desk.moveDemonstrationClock, { body: { to } })
      this.today = moved.today as LocalDate
    } else this.today = clock.today
  }

  /** The next working day after today, at 09:00. */
  async nextWorkingDay(): Promise<LocalDate> {
    const { day } = addWorkingDays(this.calendar, this.today, 1)
    await this.moveTo(day)
    return day
  }

  /** The due day that the published period gives, counted from `from`. */
  due(period: PeriodName, from: LocalDate = this.today): LocalDate {
    return dueOn(this.periods[period], from, this.calendar).day
  }

  /** @throws WrongAnswer when the platform's due day is not the one counted here */
  check(what: string, answered: string | undefined, period: PeriodName, from: LocalDate = this.today): string {
    const expected = this.due(period, from)
    if (answered !== expected) throw new WrongAnswer(`${what}：平台答 ${answered}，按公布的时限应为 ${expected}`)
    return expected
  }

  /** Every deadline of a subject that the published periods know, counted again; how many there were. */
  checkAll(deadlines: readonly { kind: string; label: { zh: string }; startedOn: string; dueOn: string }[]): number {
    const known = deadlines.flatMap((deadline) => {
      const period = PERIOD_OF_KIND[deadline.kind]
      return period ? [{ ...deadline, period }] : []
    })
    for (const { label, dueOn, startedOn, period } of known) this.check(label.zh, dueOn, period, startedOn as LocalDate)
    return known.length
  }

  workingDay = (day: LocalDate): boolean => isWorkingDay(this.calendar, day)
  plus = (days: number): LocalDate => addDays(this.today, days)
}
