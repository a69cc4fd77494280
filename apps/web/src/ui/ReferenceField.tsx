import { Input, Select } from 'antd'
import { useWords } from '../i18n/index.ts'
import type { ControlProps } from './Control.tsx'
import { referencesIn } from './references.ts'

/** Points at something that stands beside the form; where nothing fits, the id can be typed. */
export function ReferenceField({
  id,
  name,
  value,
  onChange,
  invalid,
  describedBy,
  context,
  many,
}: ControlProps & { many: boolean }) {
  const { t, of } = useWords()
  const options = referencesIn(context.$data, name).map(one => ({ value: one.value, label: of(one.label) }))
  const aria = {
    status: invalid ? ('error' as const) : undefined,
    'aria-invalid': invalid || undefined,
    'aria-describedby': describedBy,
  }
  if (options.length === 0 && !many) {
    return (
      <Input
        id={id}
        {...aria}
        value={(value as string | undefined) ?? ''}
        onChange={event => onChange(event.target.value)}
      />
    )
  }
  return (
    <Select
      id={id}
      {...aria}
      {...(many && { mode: options.length === 0 ? ('tags' as const) : ('multiple' as const) })}
      value={(value ?? (many ? [] : undefined)) as never}
      options={options}
      allowClear
      placeholder={t('form.choose')}
      showSearch={{ optionFilterProp: 'label' }}
      style={{ width: '100%' }}
      onChange={(next: unknown) => onChange(next ?? undefined)}
    />
  )
}
