import { Checkbox, Input, Radio, Select } from 'antd'
import { useWords } from '../i18n/index.ts'
import { CabinetField } from './FileField.tsx'
import { JsonField } from './JsonField.tsx'
import { MoneyField, MomentField } from './MoneyField.tsx'
import { IndustryField, PickField, RegionField } from './PickField.tsx'
import { ReferenceField } from './ReferenceField.tsx'
import { choicesOf, kindOf, withoutNull } from './schema.ts'
import type { FieldSchema } from './schema.ts'

export interface ControlProps {
  id: string
  /** Name of the member; decides a few controls (money). */
  name: string
  schema: FieldSchema
  value: unknown
  onChange(value: unknown): void
  invalid: boolean
  describedBy?: string
  /** Said to a reader's aid where no label stands beside the control, as in tables. */
  label?: string
  /** Values of the whole form, for pickers that depend on another field. */
  context: Record<string, unknown>
}

const text = (value: unknown): string => (value === undefined || value === null ? '' : String(value))

/** One input for one scalar field; labels, hints and messages are around it. */
export function Control(props: ControlProps) {
  const { t, of } = useWords()
  const { id, name, value, onChange, invalid, describedBy } = props
  const schema = withoutNull(props.schema)
  const kind = kindOf(schema, name)
  const aria = {
    'aria-label': props.label,
    'aria-invalid': invalid || undefined,
    'aria-describedby': describedBy,
    status: invalid ? ('error' as const) : undefined,
  }
  const native = {
    id,
    'aria-label': props.label,
    'aria-invalid': invalid || undefined,
    'aria-describedby': describedBy,
    className: invalid ? 'native native-invalid' : 'native',
  }
  switch (kind) {
    case 'area':
      return (
        <Input.TextArea
          id={id}
          {...aria}
          autoSize={{ minRows: 3, maxRows: 16 }}
          value={text(value)}
          maxLength={schema.maxLength}
          showCount={Boolean(schema.maxLength && schema.maxLength >= 500)}
          onChange={event => onChange(event.target.value)}
        />
      )
    case 'json':
      return <JsonField {...props} />
    case 'day':
      return (
        <input
          type="date"
          {...native}
          value={text(value)}
          min="1990-01-01"
          max="2199-12-31"
          onChange={event => onChange(event.target.value)}
        />
      )
    case 'moment':
      return <MomentField {...native} value={text(value)} onChange={onChange} />
    case 'integer':
      return (
        <Input
          id={id}
          {...aria}
          inputMode="numeric"
          value={text(value)}
          onChange={event => onChange(asInteger(event.target.value))}
        />
      )
    case 'money':
      return <MoneyField {...props} />
    case 'number':
      return (
        <Input
          id={id}
          {...aria}
          inputMode="decimal"
          value={text(value)}
          onChange={event => onChange(asNumber(event.target.value))}
        />
      )
    case 'decimal':
      return (
        <Input
          id={id}
          {...aria}
          inputMode="decimal"
          value={text(value)}
          onChange={event => onChange(halfWidth(event.target.value))}
        />
      )
    case 'password':
      return (
        <Input.Password
          id={id}
          {...aria}
          value={text(value)}
          autoComplete={name === 'password' ? 'new-password' : 'current-password'}
          onChange={event => onChange(event.target.value)}
        />
      )
    case 'one-time-code':
      return (
        <Input
          id={id}
          {...aria}
          inputMode="numeric"
          autoComplete="one-time-code"
          maxLength={6}
          style={{ maxWidth: 160 }}
          value={text(value)}
          onChange={event => onChange(halfWidth(event.target.value))}
        />
      )
    case 'yes-no':
      return (
        <Radio.Group
          id={id}
          aria-label={props.label}
          value={value}
          onChange={event => onChange(event.target.value)}
          aria-describedby={describedBy}
        >
          <Radio value={true}>{t('state.yes')}</Radio>
          <Radio value={false}>{t('state.no')}</Radio>
        </Radio.Group>
      )
    case 'choice': {
      const options = choicesOf(schema).map(choice => ({ value: choice.value, label: of(choice.label) }))
      if (options.length <= 4) {
        return (
          <Radio.Group
            id={id}
            aria-label={props.label}
            value={value}
            options={options}
            onChange={event => onChange(event.target.value)}
            aria-describedby={describedBy}
          />
        )
      }
      return (
        <Select
          id={id}
          {...aria}
          value={value as string | undefined}
          options={options}
          allowClear
          showSearch={{ optionFilterProp: 'label' }}
          placeholder={t('form.choose')}
          onChange={next => onChange(next)}
          style={{ width: '100%' }}
        />
      )
    }
    case 'choices': {
      const options = choicesOf(schema.items ?? {}).map(choice => ({ value: choice.value, label: of(choice.label) }))
      if (options.length <= 10) {
        return (
          <Checkbox.Group
            value={(value as string[] | undefined) ?? []}
            options={options}
            onChange={next => onChange(next)}
            className="choices"
          />
        )
      }
      return (
        <Select
          id={id}
          {...aria}
          mode="multiple"
          value={(value as string[] | undefined) ?? []}
          options={options}
          showSearch={{ optionFilterProp: 'label' }}
          placeholder={t('form.choose')}
          onChange={next => onChange(next)}
          style={{ width: '100%' }}
        />
      )
    }
    case 'file':
      return <CabinetField {...props} many={false} />
    case 'files':
      return <CabinetField {...props} many />
    case 'pick':
      return <PickField {...props} many={false} />
    case 'picks':
      return <PickField {...props} many />
    case 'reference':
      return <ReferenceField {...props} many={false} />
    case 'references':
      return <ReferenceField {...props} many />
    case 'region':
      return <RegionField {...props} />
    case 'industry':
      return <IndustryField {...props} />
    default:
      return (
        <Input
          id={id}
          {...aria}
          value={text(value)}
          maxLength={schema.maxLength}
          autoComplete={name === 'login' ? 'username' : undefined}
          onChange={event => onChange(event.target.value)}
        />
      )
  }
}

/** Digits typed in full width (IME) are the same digits. */
export const halfWidth = (typed: string): string => typed.normalize('NFKC').trim()

const asInteger = (typed: string): unknown => {
  const plain = halfWidth(typed).replace(/[,，\s]/g, '')
  return /^-?\d+$/.test(plain) ? Number(plain) : plain === '' ? undefined : plain
}

const asNumber = (typed: string): unknown => {
  const plain = halfWidth(typed)
  return /^-?\d+(\.\d+)?$/.test(plain) ? Number(plain) : plain === '' ? undefined : plain
}
