import { Link } from '@tanstack/react-router'
import { certification } from '@tianfu/contract'
import type { Text } from '@tianfu/kernel'
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
                    {field.before !== undefined && (
                      <div className="muted small">
                        {t('apply.before')}：<Value name={name} value={field.before} schema={schema} />
                      </div>
                    )}
                  </dd>
                  {changeAt && (
                    <dd>
                      <Link to={changeAt(group.task)}>
                        {t('action.change')}
                        <span className="sr-only"> {of(field.label)}</span>
                      </Link>
                    </dd>
                  )}
                </div>
              )
            })}
          </dl>
        </div>
      ))}
    </>
  )
}

/** Schema of a field of the application: labels and choices of its values. */
const schemaOf = (task: string, field: string): FieldSchema | undefined =>
  (certification.APPLICATION_TASKS[task as certification.ApplicationTask]?.form as FieldSchema | undefined)
    ?.properties?.[field]
