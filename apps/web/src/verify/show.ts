import { CHECK_WORDS, OUTCOME_WORDS, STATUS_WORDS, VERDICT_WORDS, WHY_WORDS } from '@tianfu/verifier'
import type { Check, ReceiptReport, Report } from '@tianfu/verifier'

type Lang = 'zh' | 'en'
const TONES: Record<Report['verdict'] | ReceiptReport['verdict'], string> = {
  stands: 'ok', genuine: 'ok', 'does-not-stand': 'warn', 'not-genuine': 'bad', 'cannot-tell': 'none',
}
const SIGNS: Record<Check['outcome'], string> = { passed: '✓', failed: '✕', 'not-checked': '–' }

function element(name: string, text = '', className = ''): HTMLElement {
  const made = document.createElement(name)
  if (text) made.textContent = text
  if (className) made.className = className
  return made
}

/** A statement in the form of the public pages. */
export function said(title: string, text: string, tone: string): HTMLElement {
  const box = element('div', '', `v ${tone}`)
  if (title) box.append(element('h2', title))
  box.append(element('p', text))
  return box
}

export const waiting = (lang: Lang): HTMLElement => element('p', { zh: '正在核验……', en: 'Verifying …' }[lang])

/** A report as people read it: the verdict, what was checked and how, and what the paper says. */
export function shown(report: Report | ReceiptReport, lang: Lang): HTMLElement {
  const isReceipt = !('credential' in report) && report.checks.some(({ name }) => name === 'signature')
  const of = isReceipt ? { zh: '查询回执', en: 'Receipt' } : { zh: '证书凭证', en: 'Credential of the certificate' }
  const box = element('section')
  const says = 'says' in report ? report.says : undefined
  // A genuine receipt may say that nothing stands.
  const isGood = says === undefined || says.status === 'valid' || says.status === 'found'
  const banner = element('div', '', `v ${report.verdict === 'genuine' && !isGood ? 'warn' : TONES[report.verdict]}`)
  banner.append(element('h2', `${of[lang]}${lang === 'en' ? ': ' : '：'}${VERDICT_WORDS[report.verdict][lang]}`))
  if (says) {
    const status = STATUS_WORDS[says.status]?.[lang] ?? says.status
    banner.append(element('p', `${says.day}: ${status}`, 'until'), element('p', says.subject))
  }
  const subject = 'credential' in report ? nameOf(report.credential) : undefined
  if (subject) banner.append(element('p', subject))
  const table = element('table')
  for (const { name, outcome, why } of report.checks as readonly Check<string>[]) {
    const row = element('tr')
    const head = element('th', CHECK_WORDS[name]?.[lang] ?? name)
    head.setAttribute('scope', 'row')
    const because = why === undefined ? '' : WHY_WORDS[why]?.[lang] ?? why
    const reason = because === '' ? '' : lang === 'en' ? ` (${because})` : `（${because}）`
    row.append(head, element('td', `${SIGNS[outcome]} ${OUTCOME_WORDS[outcome][lang]}${reason}`))
    table.append(row)
  }
  box.append(banner, table)
  return box
}

function nameOf(credential: Readonly<Record<string, unknown>> | undefined): string | undefined {
  const name = credential?.name
  return typeof name === 'string' ? name : undefined
}
