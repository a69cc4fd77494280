import { DeleteOutlined, PlusOutlined } from '@ant-design/icons'
import { Button, Checkbox, Input } from 'antd'
import { labelOf } from '../i18n/fields.ts'
import { useWords } from '../i18n/index.ts'
import { Control } from './Control.tsx'
import { fieldId } from './field-props.ts'
import type { FieldProps } from './field-props.ts'
import { pointerOf, withoutNull } from './schema.ts'

/** A list of single values, one per line of inputs. */
export function LinesField(props: FieldProps) {
  const { path, schema, value, onChange, messages, required, formId, context } = props
  const { t, of, language } = useWords()
  const given = (value as unknown[] | undefined) ?? []
  const list = given.length === 0 ? [''] : given
  const items = schema.items ?? {}
  const pointer = pointerOf(path)
  const label = labelOf(schema, String(path.at(-1) ?? ''), language)
  const message = messages.get(pointer)
  return (
    <fieldset className="group lines" id={fieldId(formId, pointer)} tabIndex={-1} data-field={pointer}>
      <legend>
        {label}
        {!required && <span className="optional">（{t('form.optional')}）</span>}
      </legend>
      {(schema['x-words'] ?? items['x-words'])?.hint && (
        <p className="hint">{of((schema['x-words'] ?? items['x-words'])!.hint)}</p>
      )}
      {message && <p className="message">{message}</p>}
      {list.map((item, index) => {
        const at = pointerOf([...path, index])
        return (
          <div key={index}>
            <div className="line">
              <div className="line-control" role="group" aria-label={`${label} ${index + 1}`}>
                <Control
                  id={fieldId(formId, at)}
                  label={`${label} ${index + 1}`}
                  name={String(path.at(-1) ?? '')}
                  schema={items}
                  value={item}
                  invalid={messages.has(at)}
                  context={context}
                  onChange={next =>
                    onChange(
                      path,
                      list.map((one, position) => (position === index ? (next ?? '') : one)),
                    )
                  }
                />
              </div>
              {list.length > 1 && (
                <Button
                  type="text"
                  icon={<DeleteOutlined />}
                  aria-label={`${t('action.remove')} ${index + 1}`}
                  onClick={() =>
                    onChange(
                      path,
                      list.filter((_, position) => position !== index),
                    )
                  }
                />
              )}
            </div>
            {messages.get(at) && <p className="message">{messages.get(at)}</p>}
          </div>
        )
      })}
      {(schema.maxItems === undefined || list.length < schema.maxItems) && (
        <Button size="small" icon={<PlusOutlined />} onClick={() => onChange(path, [...list, ''])}>
          {t('action.add')}
        </Button>
      )}
    </fieldset>
  )
}

/** A statement one makes by ticking it. */
export function ConsentField({ path, schema, value, onChange, messages, formId }: FieldProps) {
  const { language } = useWords()
  const pointer = pointerOf(path)
  const message = messages.get(pointer)
  return (
    <div className={message ? 'field field-invalid' : 'field'} data-field={pointer}>
      <Checkbox
        id={fieldId(formId, pointer)}
        checked={value === true}
        onChange={event => onChange(path, event.target.checked ? true : undefined)}
      >
        {labelOf(withoutNull(schema), String(path.at(-1) ?? ''), language)}
      </Checkbox>
      {message && <p className="message">{message}</p>}
    </div>
  )
}

/** Free pairs of name and value, for the few bodies that take them. */
export function RecordField({ path, schema, value, onChange, required }: FieldProps) {
  const { language } = useWords()
  const pairs = Object.entries((value ?? {}) as Record<string, unknown>)
  const put = (next: [string, unknown][]) => onChange(path, Object.fromEntries(next))
  return (
    <fieldset className="group">
      <legend>{labelOf(schema, String(path.at(-1) ?? ''), language)}</legend>
      {[...pairs, ['', ''] as [string, unknown]].map(([key, inner], index) => (
        <div className="line" key={index} data-required={required || undefined}>
          <Input
            aria-label="name"
            value={key}
            onChange={event => put([...pairs.slice(0, index), [event.target.value, inner], ...pairs.slice(index + 1)])}
          />
          <Input
            aria-label="value"
            value={String(inner ?? '')}
            onChange={event => put([...pairs.slice(0, index), [key, event.target.value], ...pairs.slice(index + 1)])}
          />
        </div>
      ))}
    </fieldset>
  )
}
