import { useEffect, useRef, useState } from 'react'
import { newIdempotencyKey } from '../call.ts'
import { nowText } from '../clock.ts'
import type { Audit } from './bag.ts'
import { bodyOf, problemsOf } from './form.ts'
import type { Fields, Problem } from './form.ts'
import { ClauseField, PhotographsField, PlaceField, TextField } from './inputs.tsx'
import type { Kind, Photograph } from './outbox.ts'
import { dropDraft, keepDraft, readDraft } from './storage.ts'
import type { Field } from './useField.ts'
import { useWords } from './words.ts'

/** One form at a site: kept on the device with every letter, put into the outbox whole. */
export function FormPage({ field, audit, kind }: { field: Field; audit: Audit; kind: Kind }) {
  const { t } = useWords()
  const account = field.taken!.who.account
  const draft = `${account}/${audit.application}/${kind}`
  const [fields, setFields] = useState<Fields>()
  const [photographs, setPhotographs] = useState<readonly Photograph[]>([])
  const [problems, setProblems] = useState<readonly Problem[]>([])
  const [unkept, setUnkept] = useState(false)
  const summary = useRef<HTMLDivElement>(null)
  const limits = kind === 'opening' || kind === 'closing' ? field.taken!.bag.photographs : { min: 0, max: 10 }

  useEffect(() => {
    void readDraft(draft).then(kept => {
      setFields({ present: audit.team.map(({ person }) => person), site: audit.sites[0]?.site, ...kept?.fields })
      setPhotographs(kept?.photographs ?? [])
    })
  }, [draft, audit])
  useEffect(() => { if (problems.length > 0) summary.current?.focus() }, [problems])

  if (!fields) return <p>{t('loading')}</p>
  const keep = (next: Fields, pictures: readonly Photograph[]) => {
    setFields(next)
    setPhotographs(pictures)
    keepDraft(draft, { fields: next, photographs: pictures }).then(() => setUnkept(false), () => setUnkept(true))
  }
  const change = (name: string, value: unknown) => keep({ ...fields, [name]: value }, photographs)
  const error = (name: string): string | undefined => {
    const found = problems.find(one => one.field === name)
    return found && t(found.word, { ...limits })
  }
  const submit = async () => {
    const found = problemsOf(kind, fields, photographs.length, limits)
    setProblems(found)
    if (found.length > 0) return
    const madeAt = nowText()
    try {
      await field.put({
        id: newIdempotencyKey(), account, application: audit.application, number: audit.number, kind, photographs,
        madeAt, state: 'waiting', body: bodyOf(kind, fields, madeAt, field.line === 'online'),
      })
      await dropDraft(draft)
      location.hash = `#/audit/${audit.application}`
    } catch {
      setUnkept(true)
    }
  }
  const text = (name: string, options: { rows?: number; required?: boolean } = {}) => (
    <TextField
      name={name} value={String(fields[name] ?? '')} error={error(name)} onChange={value => change(name, value)}
      {...options}
    />
  )
  return (
    <form noValidate onSubmit={event => { event.preventDefault(); void submit() }} data-form={kind}>
      <p><a href={`#/audit/${audit.application}`}>{t('back')}</a></p>
      <h1>{t(`kind.${kind}`)}</h1>
      <p className="muted">{audit.applicant} · {audit.number}</p>
      {problems.length > 0 && (
        <div className="errors" role="alert" tabIndex={-1} ref={summary}>
          <p>{t('errors')}</p>
          <ul>
            {problems.map(one => <li key={one.field}><a href={`#${one.field}`} onClick={event => {
              event.preventDefault()
              document.getElementById(one.field)?.focus()
            }}>{t(one.label)}：{t(one.word, { ...limits })}</a></li>)}
          </ul>
        </div>
      )}
      {unkept && <p className="errors" role="alert">{t('error.storage')}</p>}
      {(kind === 'opening' || kind === 'closing') && (
        <>
          {audit.sites.length > 1 && (
            <label className="field">{t('site')}
              <select value={String(fields.site)} onChange={event => change('site', event.target.value)}>
                {audit.sites.map(site => <option key={site.site} value={site.site}>{site.name}</option>)}
              </select>
            </label>
          )}
          <fieldset id="present" tabIndex={-1}>
            <legend>{t('present')}</legend>
            {error('present') && <p className="error">{error('present')}</p>}
            {audit.team.map(({ person, name }) => {
              const present = fields.present as string[]
              return (
                <label key={person} className="check">
                  <input
                    type="checkbox" checked={present.includes(person)}
                    onChange={({ target }) => change('present',
                      target.checked ? [...present, person] : present.filter(one => one !== person))}
                  />{name}
                </label>
              )
            })}
          </fieldset>
          <PlaceField
            fields={fields} error={error('longitude')}
            onPlace={place => keep({ ...fields, ...place }, photographs)}
          />
          <label className="field">{t('ground')}
            <select value={String(fields.ground ?? '')} onChange={event => change('ground', event.target.value)}>
              <option value="">{t('none')}</option>
              <Deviations list={field.taken!.bag.deviations} />
            </select>
          </label>
          {text('explanation', { rows: 2 })}
        </>
      )}
      {kind === 'nonconformity' && (
        <fieldset id="grade" tabIndex={-1}>
          <legend>{t('grade')}</legend>
          {error('grade') && <p className="error">{error('grade')}</p>}
          {(['major', 'minor'] as const).map(grade => (
            <label key={grade} className="check">
              <input
                type="radio" name="grade" checked={fields.grade === grade}
                onChange={() => change('grade', grade)}
              />
              {t(grade)}
            </label>
          ))}
        </fieldset>
      )}
      {(kind === 'note' || kind === 'nonconformity') && (
        <ClauseField
          clauses={audit.clauses} value={String(fields.clause ?? '')} error={error('clause')}
          onChange={value => change('clause', value)}
        />
      )}
      {kind === 'note' && text('text', { rows: 5, required: true })}
      {kind === 'nonconformity' && text('finding', { rows: 5, required: true })}
      <PhotographsField
        label={t(kind === 'opening' || kind === 'closing' ? 'photographs-team' : 'photographs')}
        photographs={photographs} max={limits.max} error={error('photographs')}
        onChange={pictures => keep(fields, pictures)}
      />
      <p className="muted" role="status">{!unkept && t('draft-kept')}</p>
      <button type="submit" className="button">{t('keep')}</button>
    </form>
  )
}

function Deviations({ list }: { list: readonly { id: string; name: { zh: string; en?: string } }[] }) {
  const { of } = useWords()
  return list.map(({ id, name }) => <option key={id} value={id}>{of(name)}</option>)
}
