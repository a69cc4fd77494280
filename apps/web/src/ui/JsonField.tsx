import { Input } from 'antd'
import { useState } from 'react'
import type { ControlProps } from './Control.tsx'

/** A whole document as JSON; text that is no JSON stays as typed and fails the check. */
export function JsonField({ id, value, onChange, invalid, describedBy }: ControlProps) {
  const [typed, setTyped] = useState(value === undefined ? '' : JSON.stringify(value, null, 2))
  return (
    <Input.TextArea
      id={id}
      value={typed}
      autoSize={{ minRows: 10, maxRows: 30 }}
      spellCheck={false}
      style={{ fontFamily: 'ui-monospace, Consolas, monospace' }}
      status={invalid ? 'error' : undefined}
      aria-invalid={invalid || undefined}
      aria-describedby={describedBy}
      onChange={event => {
        setTyped(event.target.value)
        onChange(parsed(event.target.value))
      }}
    />
  )
}

function parsed(typed: string): unknown {
  if (typed.trim() === '') return undefined
  try {
    return JSON.parse(typed) as unknown
  } catch {
    return typed
  }
}
