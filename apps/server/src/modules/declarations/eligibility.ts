import type { BodyOf, declarations as contract } from '@tianfu/contract'
import type { LocalDate, Text } from '@tianfu/kernel'
import { dueOn, leavesOf, workingDaysBetween } from '@tianfu/scheme'
import type { Calendar, Edition, Rule, StandardA, StandardB } from '@tianfu/scheme'

type Answers = BodyOf<typeof contract.checkEligibility>
type Question = Exclude<keyof Answers, 'rule'>
type Track = 'declaration' | 'certification' | 'licence'

/** What an answer other than the one wanted closes, and what to do about it. */
const NEEDS: readonly { question: Question; wanted: boolean; closes: readonly Track[]; zh: string; en: string }[] = [
  { question: 'registered', wanted: true, closes: ['declaration', 'certification', 'licence'],
    zh: '须在本省登记并生产经营', en: 'Be registered and work in the province' },
  { question: 'qualified', wanted: true, closes: ['declaration', 'certification', 'licence'],
    zh: '先取得所需的生产经营资质', en: 'Obtain the qualifications of the trade first' },
  { question: 'clean', wanted: true, closes: ['declaration', 'certification', 'licence'],
    zh: '三年内有重大质量安全事故或严重失信的，期满后再办', en: 'Wait until three years have passed without incident or serious dishonesty' },
  { question: 'trademark', wanted: true, closes: ['licence'],
    zh: '须有注册商标或商标使用许可', en: 'Have a registered or licensed trademark' },
  { question: 'standardDeclared', wanted: true, closes: ['declaration', 'certification'],
    zh: '先公开所执行的标准', en: 'Declare the standard in use publicly first' },
  { question: 'consulted', wanted: false, closes: [],
    zh: '为您提供过咨询的认证机构两年内不得受理，请另选机构',
    en: 'Choose another body: one that consulted you may not take the file within two years' },
  { question: 'withdrawn', wanted: false, closes: ['certification', 'licence'],
    zh: '证书被撤销后一年内不得再次申请', en: 'Wait a year after a certificate was withdrawn' },
  { question: 'tested', wanted: true, closes: [],
    zh: '没有一年内的合格报告：申请后由认证机构抽样检测', en: 'No recent report: the body takes samples and has them tested' },
]

const LABELS: Record<Track, Text> = {
  declaration: { zh: '企业自主申明', en: 'Declaration' },
  certification: { zh: '第三方认证', en: 'Certification' },
  licence: { zh: '标识使用许可', en: 'Licence of the mark' },
}

/**
 * Which tracks are open to somebody who answers like this, what is missing, and how many working days each is expected
 * to take from today. It keeps nothing and decides nothing.
 */
export function eligibilityOf(
  answers: Answers, of: { rule: Rule; a: StandardA; b: StandardB }, edition: Edition, calendar: Calendar,
  today: LocalDate,
) {
  const unmet = NEEDS.filter(({ question, wanted }) => answers[question] !== wanted)
  const marks = edition.schemeTypes[of.rule.schemeType].licence
  const tracks = (['declaration', 'certification', 'licence'] as const).map((track) => {
    const missing = unmet.filter(({ closes }) => closes.includes(track))
      .map(({ question, zh, en }) => ({ code: question, zh, en }))
    if (track === 'licence' && !marks) {
      missing.push({ code: 'registered', zh: '此类认证不附带标识使用许可', en: 'This type of certification carries no mark' })
    }
    const open = missing.length === 0
    // Advice that closes nothing is told on the track it concerns.
    const advice = track === 'certification'
        ? unmet.filter(({ closes }) => closes.length === 0).map(({ question, zh, en }) => ({ code: question, zh, en }))
        : []
    return {
      track, open, label: LABELS[track], missing: [...missing, ...advice],
      expectedWorkingDays: open ? expected(track, edition, calendar, today) : null,
    }
  })
  return {
    tracks, indicators: of.b.indicators.length, clauses: leavesOf(of.a, of.rule.applicability).length,
  }
}

/** Working days by the edition's periods, one after another; nothing is waited for in a declaration. */
function expected(track: Track, edition: Edition, calendar: Calendar, today: LocalDate): number {
  const names = {
    declaration: [],
    certification: ['acceptance', 'certificationTotal'],
    licence: ['licenceFormReview', 'factCheckCounty', 'factCheckCity', 'licencePublicity', 'licenceDecision'],
  } as const
  const end = names[track].reduce<LocalDate>((day, name) => dueOn(edition.periods[name], day, calendar).day, today)
  return workingDaysBetween(calendar, today, end)
}
