import { useState } from 'react'

/** A preference of this browser: column choice, row height. Nothing personal and nothing that must not be lost. */
export function useRemembered<T>(key: string, first: T): [T, (value: T) => void] {
  const stored = `tianfu-${key}`
  const [value, setValue] = useState<T>(() => {
    try {
      const text = localStorage.getItem(stored)
      return text === null ? first : (JSON.parse(text) as T)
    } catch {
      return first
    }
  })
  const put = (next: T) => {
    setValue(next)
    try {
      localStorage.setItem(stored, JSON.stringify(next))
    } catch {
      // A full or forbidden storage only loses the preference.
    }
  }
  return [value, put]
}
