import { Input } from 'antd'
import { useState } from 'react'

/** Several short values in one line, apart by spaces or commas: `12.5 12.7`. */
export function ValuesInput({ id, value, onChange, invalid, label }: {
  id: string; value: unknown[] | undefined; onChange(value: string[] | undefined): void; invalid: boolean; label: string
}) {
  const [typed, setTyped] = useState((value ?? []).join(' '))
  return (
    <Input id={id} aria-label={label} value={typed} status={invalid ? 'error' : undefined} aria-invalid={invalid || undefined}
      onChange={event => {
        setTyped(event.target.value)
        const values = valuesIn(event.target.value)
        onChange(values.length > 0 ? values : undefined)
      }} />
  )
}

/** Full-width digits, commas and semicolons are taken as they are meant. */
export const valuesIn = (typed: string): string[] => typed.normalize('NFKC').split(/[\s,;、]+/).filter(Boolean)
