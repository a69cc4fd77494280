import { Button, Checkbox, Input, Select } from 'antd'
import { useState } from 'react'
import type { Endpoint } from '@tianfu/contract'
import { labelOf } from '../i18n/fields.ts'
import { useWords } from '../i18n/index.ts'
import { wordOfValue } from '../i18n/value-words.ts'
import { useVocabulary } from '../vocabulary.ts'
import { Control } from './Control.tsx'
import { choicesOf, kindOf } from './schema.ts'
import type { FieldSchema } from './schema.ts'
import type { AddressQuery } from './useAddressQuery.ts'

const OWN = new Set(['after', 'limit', 'q'])

/** Search and filters, made from the query that the list takes; ids are only set by links. */
export function FilterBar({
  list,
  query,
  onChange,
}: {
  list: Endpoint
  query: AddressQuery
  onChange(next: AddressQuery): void
}) {
  const { t, language } = useWords()
  const [more, setMore] = useState(false)
  const programmes = useVocabulary()?.programmes ?? []
  const schema = (list.query ?? {}) as FieldSchema
  const members = Object.entries(schema.properties ?? {}).filter(
    ([key, child]) => !OWN.has(key) && kindOf(child, key) !== 'reference',
  )
  const shown = more ? members : members.slice(0, 3)
  const searches = Boolean(schema.properties?.q)
  const active = Object.entries(query).some(([key, value]) => key !== 'after' && value)
  return (
    <div className="filters" role="search">
      {searches && (
        <Input.Search
          key={query.q ?? ''}
          defaultValue={query.q}
          allowClear
          placeholder={t('action.search')}
          aria-label={t('action.search')}
          style={{ width: 220 }}
          onSearch={text => onChange({ ...query, q: text.trim() || undefined })}
        />
      )}
      {shown.map(([key, child]) => {
        const label = labelOf(child, key, language)
        const kind = kindOf(child, key)
        if (kind === 'choice') {
          return (
            <Select
              key={key}
              aria-label={label}
              allowClear
              placeholder={label}
              value={query[key]}
              style={{ minWidth: 130 }}
              options={choicesOf(child).map(one => ({
                value: one.value,
                label: one.label.zh === one.value ? wordIn(one.value, language) : (one.label[language] ?? one.label.zh),
              }))}
              onChange={value => onChange({ ...query, [key]: value })}
            />
          )
        }
        if (key === 'programme' && programmes.length > 0) {
          return (
            <Select
              key={key}
              aria-label={label}
              allowClear
              placeholder={label}
              value={query[key]}
              style={{ minWidth: 130 }}
              onChange={value => onChange({ ...query, [key]: value })}
              options={programmes.map(one => ({
                value: one.id,
                label: language === 'en' ? (one.name.en ?? one.name.zh) : one.name.zh,
              }))}
            />
          )
        }
        if (kind === 'yes-no') {
          return (
            <Checkbox
              key={key}
              checked={query[key] === 'true'}
              onChange={event => onChange({ ...query, [key]: event.target.checked ? 'true' : undefined })}
            >
              {label}
            </Checkbox>
          )
        }
        return (
          <label key={key} className="filter">
            <span>{label}</span>
            {kind === 'line' ? (
              <Input
                defaultValue={query[key]}
                allowClear
                style={{ width: 150 }}
                onBlur={event =>
                  event.target.value !== (query[key] ?? '') &&
                  onChange({ ...query, [key]: event.target.value || undefined })
                }
                onPressEnter={event => onChange({ ...query, [key]: event.currentTarget.value || undefined })}
              />
            ) : (
              <span style={{ minWidth: 150, display: 'inline-block' }}>
                <Control
                  id={`filter-${key}`}
                  name={key}
                  schema={child}
                  value={query[key]}
                  invalid={false}
                  context={{}}
                  onChange={value => onChange({ ...query, [key]: value === undefined ? undefined : String(value) })}
                />
              </span>
            )}
          </label>
        )
      })}
      {members.length > 3 && (
        <Button type="link" onClick={() => setMore(!more)}>
          {t(more ? 'action.less' : 'action.more')}
        </Button>
      )}
      {active && (
        <Button type="text" onClick={() => onChange({})}>
          {t('action.clear')}
        </Button>
      )}
    </div>
  )
}

const wordIn = (value: string, language: 'zh' | 'en'): string => {
  const word = wordOfValue(value)
  return typeof word === 'string' ? word : word[language]
}
