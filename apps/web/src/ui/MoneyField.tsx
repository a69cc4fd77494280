import { Input } from 'antd'
import { useState } from 'react'
import { useWords } from '../i18n/index.ts'
import type { ControlProps } from './Control.tsx'

/** Asks for yuan and keeps fen, the integer of the contract. */
export function MoneyField({ id, value, onChange, invalid, describedBy }: ControlProps) {
  const { t } = useWords()
  const [typed, setTyped] = useState(typeof value === 'number' ? yuan(value) : '')
  return (
    <Input
      id={id}
      inputMode="decimal"
      value={typed}
      suffix={t('form.yuan')}
      aria-describedby={describedBy}
      aria-invalid={invalid || undefined}
      status={invalid ? 'error' : undefined}
      style={{ maxWidth: 240 }}
      onChange={event => {
        const plain = event.target.value.normalize('NFKC').replace(/[,，\s]/g, '')
        setTyped(plain)
        onChange(fen(plain))
      }}
    />
  )
}

/** Fen as yuan with two places: 123456 → `1234.56`. */
export const yuan = (amount: number): string => {
  const digits = String(Math.abs(amount)).padStart(3, '0')
  return `${amount < 0 ? '-' : ''}${digits.slice(0, -2)}.${digits.slice(-2)}`
}

/** Yuan as typed → fen; what is no amount stays as typed, so that the check says so. */
export const fen = (typed: string): unknown => {
  const match = /^(\d{1,12})(?:\.(\d{1,2}))?$/.exec(typed)
  if (!match) return typed === '' ? undefined : typed
  return Number(match[1]) * 100 + Number((match[2] ?? '').padEnd(2, '0'))
}

/** A moment in China's time, asked for with the browser's own control. */
export function MomentField({
  value,
  onChange,
  ...native
}: {
  value: string
  onChange(value: unknown): void
  id: string
  className: string
}) {
  return (
    <input
      type="datetime-local"
      {...native}
      value={localMoment(value)}
      onChange={event => onChange(event.target.value === '' ? undefined : `${event.target.value}:00+08:00`)}
    />
  )
}

/** RFC 3339 → `YYYY-MM-DDTHH:MM` in China. */
export const localMoment = (moment: string): string => {
  const ms = Date.parse(moment)
  return Number.isNaN(ms) ? '' : new Date(ms + 8 * 3_600_000).toISOString().slice(0, 16)
}
