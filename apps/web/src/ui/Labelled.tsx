import type { ReactNode } from 'react'
import { labelOf } from '../i18n/fields.ts'
import { useWords } from '../i18n/index.ts'
import { fieldId } from './field-props.ts'
import type { FieldProps } from './field-props.ts'
import { pointerOf, withoutNull } from './schema.ts'

/** Label, hint and message around one control. */
export function Labelled({
  path,
  schema,
  required,
  messages,
  formId,
  bare,
  children,
}: FieldProps & { children(describedBy: string | undefined): ReactNode }) {
  const { t, of, language } = useWords()
  const pointer = pointerOf(path)
  const id = fieldId(formId, pointer)
  const hint = schema['x-words']?.hint ?? withoutNull(schema)['x-words']?.hint
  const message = messages.get(pointer)
  const described = [hint && `${id}-hint`, message && `${id}-message`].filter(Boolean).join(' ') || undefined
  return (
    <div className={message ? 'field field-invalid' : 'field'} data-field={pointer}>
      {!bare && (
        <label htmlFor={id}>
          {labelOf(schema, String(path.at(-1) ?? ''), language)}
          {!required && <span className="optional">（{t('form.optional')}）</span>}
        </label>
      )}
      {hint && (
        <p className="hint" id={`${id}-hint`}>
          {of(hint)}
        </p>
      )}
      {children(described)}
      {message && (
        <p className="message" id={`${id}-message`}>
          {message}
        </p>
      )}
    </div>
  )
}
