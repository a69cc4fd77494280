import { useEffect, useState } from 'react'
import { taken } from './bag.ts'
import type { Audit } from './bag.ts'
import type { Fields } from './form.ts'
import type { Photograph } from './outbox.ts'
import { useWords } from './words.ts'
import type { Word } from './words.ts'

const described = (id: string, error: string | undefined) =>
  error ? { 'aria-invalid': true, 'aria-describedby': `${id}-error` } : {}

function ErrorOf({ id, error }: { id: string; error: string | undefined }) {
  return error ? <p className="error" id={`${id}-error`}>{error}</p> : null
}

export function TextField({ name, value, error, rows, required, onChange }: {
  name: string; value: string; error: string | undefined; rows?: number; required?: boolean
  onChange(value: string): void
}) {
  const { t } = useWords()
  return (
    <div className="field">
      <label htmlFor={name}>{t(name as Word)}</label>
      <ErrorOf id={name} error={error} />
      <textarea
        id={name} rows={rows} value={value} required={required} {...described(name, error)}
        onChange={event => onChange(event.target.value)}
      />
    </div>
  )
}

export function ClauseField({ clauses, value, error, onChange }: {
  clauses: Audit['clauses']; value: string; error: string | undefined; onChange(value: string): void
}) {
  const { t, of } = useWords()
  return (
    <div className="field">
      <label htmlFor="clause">{t('clause')}</label>
      <ErrorOf id="clause" error={error} />
      <select
        id="clause" value={value} {...described('clause', error)}
        onChange={event => onChange(event.target.value)}
      >
        <option value="">{t('none')}</option>
        {clauses.map(clause => <option key={clause.id} value={clause.id}>{clause.id} {of(clause.title)}</option>)}
      </select>
    </div>
  )
}

export function PlaceField({ fields, error, onPlace }: {
  fields: Fields; error: string | undefined; onPlace(place: Fields): void
}) {
  const { t } = useWords()
  const [said, setSaid] = useState<Word>()
  const locate = () => navigator.geolocation.getCurrentPosition(
    ({ coords }) => {
      onPlace({ longitude: coords.longitude.toFixed(6), latitude: coords.latitude.toFixed(6) })
      setSaid('located')
    },
    () => setSaid('not-located'),
    { timeout: 10_000, enableHighAccuracy: true },
  )
  return (
    <fieldset>
      <legend>{t('place')}</legend>
      <ErrorOf id="longitude" error={error} />
      <button type="button" className="button quiet" onClick={locate}>{t('locate')}</button>
      <p className="muted" role="status">{said && t(said)}</p>
      <div className="pair">
        {(['longitude', 'latitude'] as const).map(name => (
          <label key={name} className="field">{t(name)}
            <input
              id={name} inputMode="decimal" autoComplete="off" value={String(fields[name] ?? '')}
              {...described('longitude', error)} onChange={event => onPlace({ [name]: event.target.value })}
            />
          </label>
        ))}
      </div>
    </fieldset>
  )
}

export function PhotographsField({ label, photographs, max, error, onChange }: {
  label: string; photographs: readonly Photograph[]; max: number; error: string | undefined
  onChange(photographs: readonly Photograph[]): void
}) {
  const { t } = useWords()
  const [refused, setRefused] = useState(false)
  const add = async (files: readonly File[]) => {
    setRefused(false)
    try {
      onChange([...photographs, ...await Promise.all(files.map(taken))])
    } catch {
      setRefused(true)
    }
  }
  return (
    <div className="field">
      <label htmlFor="photographs">{label}</label>
      <p className="muted">{t('photographs-hint')}</p>
      <ErrorOf id="photographs" error={refused ? t('not-a-picture') : error} />
      {photographs.length < max && (
        <input
          id="photographs" type="file" accept="image/*" multiple {...described('photographs', error)}
          aria-label={`${label} · ${t('take')}`}
          onChange={event => {
            void add([...event.target.files ?? []].slice(0, max - photographs.length))
            event.target.value = ''
          }}
        />
      )}
      <ul className="pictures">
        {photographs.map(picture => (
          <li key={picture.key}>
            <Picture of={picture} />
            <button type="button" className="link" onClick={() => onChange(photographs.filter(one => one !== picture))}>
              {t('remove')}<span className="sr-only"> {picture.name}</span>
            </button>
          </li>
        ))}
      </ul>
    </div>
  )
}

function Picture({ of: { blob, name } }: { of: Photograph }) {
  const [address, setAddress] = useState<string>()
  useEffect(() => {
    if (!blob) return undefined
    const url = URL.createObjectURL(blob)
    setAddress(url)
    return () => URL.revokeObjectURL(url)
  }, [blob])
  return address ? <img src={address} alt={name} /> : <span>{name}</span>
}
