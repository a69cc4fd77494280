import { Link } from '@tanstack/react-router'
import type { ReactNode } from 'react'
import { ACT_WORDS } from '@tianfu/contract'
import type { Text } from '@tianfu/kernel'
import { labelOf } from '../i18n/fields.ts'
import { useWords } from '../i18n/index.ts'
import { wordOfValue } from '../i18n/value-words.ts'
import { SUBJECTS, linkOfReference } from '../subjects.ts'
import { useVocabulary } from '../vocabulary.ts'
import { FileLink } from './FileField.tsx'
import { StatusTag } from './StatusTag.tsx'
import { regionName } from './regions.ts'
import { divided, isText, membersOf, valueKind } from './facts.ts'
import { countOf, momentOf, sizeOf } from './format.ts'
import { yuan } from './MoneyField.tsx'
import type { FieldSchema } from './schema.ts'

/** One value of an answer, shown as what it is. */
export function Value({
  name,
  value,
  schema,
  sibling,
}: {
  name: string
  value: unknown
  schema?: FieldSchema
  sibling?: Record<string, unknown>
}): ReactNode {
  const { t, of, language } = useWords()
  const vocabulary = useVocabulary()
  switch (valueKind(name, value, schema)) {
    case 'none':
      return <span className="muted">{t('state.not-provided')}</span>
    case 'yes-no':
      return value ? t('state.yes') : t('state.no')
    case 'text':
      return of(value as Text)
    case 'money':
      return `${yuan(value as number)} ${t('form.yuan')}`
    case 'count':
      return name === 'size' ? sizeOf(value as number) : /year$/i.test(name) ? String(value) : countOf(value as number)
    case 'file':
      return <FileLink hash={value as string} />
    case 'moment':
      return <time dateTime={value as string}>{momentOf(value as string)}</time>
    case 'status': {
      const label =
        sibling?.[`${name}Label`] ?? schema?.['x-words']?.choices?.[value as string] ?? wordOfValue(value as string)
      return <StatusTag status={value as string} label={isText(label) ? label : String(label)} />
    }
    case 'document': {
      const file = value as { hash: string; name: string; purpose?: Text }
      return <FileLink hash={file.hash} name={file.purpose ? `${of(file.purpose)}：${file.name}` : file.name} />
    }
    case 'party': {
      const party = value as {
        id?: string
        name: unknown
        uscc?: string
        number?: string
        edition?: string
        models?: string[]
      }
      const said = isText(party.name) ? of(party.name) : String(party.name)
      const beside = [party.number, party.edition, party.uscc, party.models?.join('、')].filter(Boolean).join(' · ')
      return (
        <>
          {said}
          {beside && <span className="muted"> {beside}</span>}
        </>
      )
    }
    case 'list': {
      const list = (value as unknown[]).map(one => (isText(one) ? of(one) : one))
      if (list.some(one => typeof one === 'string' && /^[0-9a-f]{64}$/.test(one))) {
        return (
          <ul className="plain">
            {list.map((one, index) => (
              <li key={index}>
                <FileLink hash={String(one)} />
              </li>
            ))}
          </ul>
        )
      }
      return list
        .map(one => {
          const choice =
            schema?.items?.['x-words']?.choices?.[String(one)] ?? schema?.['x-words']?.choices?.[String(one)]
          return choice ? choice[language] : wordOfPlain(name, String(one), vocabulary, language)
        })
        .join('、')
    }
    case 'rows':
      return <Rows name={name} rows={value as Record<string, unknown>[]} schema={schema?.items} />
    case 'object':
      return <FactList data={value as Record<string, unknown>} schema={schema} />
    case 'id': {
      const to = linkOfReference(name, value as string)
      return to ? (
        <Link to={to}>{t('action.open')}</Link>
      ) : (
        <code className="small">{(value as string).slice(0, 13)}…</code>
      )
    }
    default: {
      const text = String(value)
      const to = typeof sibling?.id === 'string' ? undefined : linkOfReference(name, text)
      const said = schema?.['x-words']?.choices?.[text]?.[language] ?? wordOfPlain(name, text, vocabulary, language)
      if (/^\/(c|v|01|api|org|status|report|bodies|notices)\//.test(text))
        return (
          <a href={text} target="_blank" rel="noreferrer">
            {t('action.open')}
          </a>
        )
      return to ? <Link to={to}>{said}</Link> : <span className="value">{said}</span>
    }
  }
}

type Vocabulary = ReturnType<typeof useVocabulary>

/** Codes that the edition names: roles, regions, programmes; other closed words from our own list. */
function wordOfPlain(name: string, text: string, vocabulary: Vocabulary, language: 'zh' | 'en'): string {
  const pick = (of: unknown): string | undefined =>
    isText(of) ? (language === 'en' ? (of.en ?? of.zh) : of.zh) : undefined
  if (name === 'role' || name === 'roles') return pick(vocabulary?.roles?.[text]?.name) ?? text
  if (name === 'programme' || name === 'programmes')
    return pick(vocabulary?.programmes?.find(one => one.id === text)?.name) ?? text
  if (name === 'type' && text in ACT_WORDS) return pick(ACT_WORDS[text as keyof typeof ACT_WORDS]) ?? text
  if (name === 'subjectType') return pick(SUBJECTS.find(one => one.type === text)?.name) ?? text
  if (/region$/i.test(name) && /^[1-9]\d{5}$/.test(text)) return regionName(vocabulary?.regions, text, language)
  const word = wordOfValue(text)
  return typeof word === 'string' ? word : word[language]
}

/** Facts as a list of terms; what holds more than a line comes below as parts. */
export function FactList({
  data,
  schema,
  skip,
}: {
  data: Record<string, unknown>
  schema?: FieldSchema
  skip?: ReadonlySet<string>
}) {
  const { language } = useWords()
  const members = membersOf(schema)
  const { facts, parts } = divided(data, skip)
  return (
    <>
      <dl className="facts">
        {facts.map(([key, value]) => (
          <div key={key} className={typeof value === 'string' && value.length > 60 ? 'fact wide' : 'fact'}>
            <dt>{labelOf(members[key] ?? {}, key, language)}</dt>
            <dd>
              <Value name={key} value={value} schema={members[key]} sibling={data} />
            </dd>
          </div>
        ))}
      </dl>
      {parts.map(([key, value]) => (
        <div key={key} className="part">
          <h3>{labelOf(members[key] ?? {}, key, language)}</h3>
          <Value name={key} value={value} schema={members[key]} />
        </div>
      ))}
    </>
  )
}

/** A list of objects as a table in its own scrolling box; what does not fit a cell goes under the row. */
export function Rows({
  name,
  rows,
  schema,
  skip,
}: {
  name: string
  rows: readonly Record<string, unknown>[]
  schema?: FieldSchema
  skip?: ReadonlySet<string>
}) {
  const { language } = useWords()
  const members = membersOf(schema)
  const keys = [...new Set(rows.flatMap(row => Object.keys(row)))]
    .filter(key => !(key === 'type' && rows.some(row => isText(row.label))))
    .filter(key => !key.endsWith('Label') && key !== 'next' && key !== 'version' && !skip?.has(key))
    .filter(key => rows.some(row => !['none', 'id'].includes(valueKind(key, row[key]))))
  const flat = keys.filter(key => rows.every(row => !['rows', 'object'].includes(valueKind(key, row[key]))))
  const deep = keys.filter(key => !flat.includes(key))
  if (rows.length <= 3 && (deep.length > 0 || flat.length > 9)) {
    return (
      <>
        {rows.map((row, index) => (
          <div className="card" key={index}>
            <FactList data={row} schema={schema} skip={skip} />
          </div>
        ))}
      </>
    )
  }
  return (
    <div className="table-box" tabIndex={0}>
      <table className="data" data-name={name}>
        <thead>
          <tr>
            {flat.map(key => (
              <th key={key} scope="col">
                {labelOf(members[key] ?? {}, key, language)}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map((row, index) => (
            <RowWithParts key={index} row={row} flat={flat} deep={deep} members={members} />
          ))}
        </tbody>
      </table>
    </div>
  )
}

function RowWithParts({
  row,
  flat,
  deep,
  members,
}: {
  row: Record<string, unknown>
  flat: string[]
  deep: string[]
  members: Record<string, FieldSchema>
}) {
  const { language } = useWords()
  const filled = deep.filter(key => valueKind(key, row[key]) !== 'none')
  return (
    <>
      <tr>
        {flat.map(key => (
          <td key={key} data-label={labelOf(members[key] ?? {}, key, language)}>
            {valueKind(key, row[key]) === 'none' ? (
              <span className="muted">—</span>
            ) : (
              <Value name={key} value={row[key]} schema={members[key]} sibling={row} />
            )}
          </td>
        ))}
      </tr>
      {filled.length > 0 && (
        <tr className="deep">
          <td colSpan={flat.length}>
            {filled.map(key => (
              <div key={key}>
                <strong className="small">{labelOf(members[key] ?? {}, key, language)}</strong>
                <Value name={key} value={row[key]} schema={members[key]} />
              </div>
            ))}
          </td>
        </tr>
      )}
    </>
  )
}
