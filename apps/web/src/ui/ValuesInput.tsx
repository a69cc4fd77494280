import { Input } from 'antd'
import { useState } from 'react'
import { useWords } from '../i18n/index.ts'
import { shownAs, valuesIn } from './values.ts'

/** Several short values in one line, apart by spaces or commas: `12.5 12.7`; closed answers are typed as words. */
export function ValuesInput({
  id,
  value,
  onChange,
  invalid,
  label,
  placeholder,
}: {
  id: string
  value: unknown[] | undefined
  onChange(value: string[] | undefined): void
  invalid: boolean
  label: string
  placeholder?: string
}) {
  const { language } = useWords()
  const [typed, setTyped] = useState(() => (value ?? []).map(one => shownAs(String(one), language)).join(' '))
  return (
    <Input
      id={id}
      aria-label={label}
      value={typed}
      status={invalid ? 'error' : undefined}
      aria-invalid={invalid || undefined}
      placeholder={placeholder}
      onChange={event => {
        setTyped(event.target.value)
        const values = valuesIn(event.target.value)
        onChange(values.length > 0 ? values : undefined)
      }}
    />
  )
}
