import { Link } from '@tanstack/react-router'
import type { Text } from '@tianfu/kernel'
import { endpointOf } from '../contract.ts'
import { useWords } from '../i18n/index.ts'
import { Value } from './Facts.tsx'
import type { FieldSchema } from './schema.ts'

export interface AnswerGroup {
  task: string
  label: Text
  fields: { field: string; label: Text; value: unknown; open?: boolean; before?: unknown }[]
}

/** Every answer with its question; "not provided" is said; a link to change where it may be changed. */
export function Answers({ groups, changeAt }: { groups: readonly AnswerGroup[]; changeAt?: (task: string) => string }) {
  const { t, of } = useWords()
  return (
    <>
      {groups.map(group => (
        <div key={group.task} className="part">
          <h3>{of(group.label)}</h3>
          <dl className="check">
            {group.fields.map(field => {
              const name = field.field.split('.').at(-1)!
              const schema = schemaOf(group.task, name)
              return (
                <div key={field.field} className={field.open ? 'field-invalid' : undefined}>
                  <dt>{of(field.label)}</dt>
                  <dd>
                    <Value name={name} value={field.value} schema={schema} />
                    {field.before !== undefined && <div className="muted small">{t('apply.before')}：<Value name={name} value={field.before} schema={schema} /></div>}
                  </dd>
                  {changeAt ? <Link to={changeAt(group.task)}>{t('action.change')}<span className="sr-only"> {of(field.label)}</span></Link> : <span />}
                </div>
              )
            })}
          </dl>
        </div>
      ))}
    </>
  )
}

/** Schema of a field of the application, from the endpoint that saves its task. */
function schemaOf(task: string, field: string): FieldSchema | undefined {
  const endpoint = endpointOf(`saveApplication${task.charAt(0).toUpperCase()}${task.slice(1)}`)
  return (endpoint?.body as FieldSchema | undefined)?.properties?.answers?.properties?.[field]
}
