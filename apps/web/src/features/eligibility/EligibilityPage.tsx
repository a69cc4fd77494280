import { useState } from 'react'
import type { TSchema } from 'typebox'
import type { Text } from '@tianfu/kernel'
import { call } from '../../call.ts'
import { endpointNamed } from '../../contract.ts'
import { useWords } from '../../i18n/index.ts'
import { Page, Section } from '../../ui/Page.tsx'
import { SchemaForm } from '../../ui/SchemaForm.tsx'
import { StatusTag } from '../../ui/StatusTag.tsx'
import { Gate } from '../gate/Gate.tsx'

interface Result {
  rule: { number: string; edition: string; name: Text }
  tracks: {
    track: string
    open: boolean
    label: Text
    missing: { code: string; zh: string; en: string }[]
    expectedWorkingDays: number | null
  }[]
  steps: { step: string; label: Text }[]
  indicators: number
  clauses: number
}

export function EligibilityPage() {
  const { t } = useWords()
  return (
    <Page title={t('eligibility.title')} help={t('eligibility.help')} narrow>
      <Questions />
    </Page>
  )
}

/** The same questions for a stranger. */
export function OpenEligibilityPage() {
  const { t } = useWords()
  return (
    <Gate title={t('eligibility.title')}>
      <section className="gate-card wide">
        <h1>{t('eligibility.title')}</h1>
        <p className="muted">{t('eligibility.help')}</p>
        <Questions />
      </section>
    </Gate>
  )
}

function Questions() {
  const { t, of, language } = useWords()
  const [result, setResult] = useState<Result>()
  const endpoint = endpointNamed('checkEligibility')
  return (
    <>
      <SchemaForm
        schema={endpoint.body as TSchema}
        submitLabel={t('eligibility.submit')}
        onSubmit={async body => {
          setResult((await call(endpoint, { body } as never)) as Result)
        }}
      />
      {result && (
        <div role="status" style={{ marginTop: 16 }}>
          <h2>
            {of(result.rule.name)} <span className="muted small">{result.rule.number}</span>
          </h2>
          <p className="muted">{t('eligibility.size', { clauses: result.clauses, indicators: result.indicators })}</p>
          {result.tracks.map(track => (
            <Section
              key={track.track}
              title={of(track.label)}
              aside={
                <StatusTag
                  status={track.open ? 'valid' : 'expired'}
                  label={t(track.open ? 'eligibility.open' : 'eligibility.closed')}
                />
              }
            >
              {track.expectedWorkingDays !== null && (
                <p>{t('eligibility.days', { count: track.expectedWorkingDays })}</p>
              )}
              {track.missing.length > 0 && (
                <>
                  <strong>{t('eligibility.missing')}</strong>
                  <ul>
                    {track.missing.map(one => (
                      <li key={one.code}>{one[language]}</li>
                    ))}
                  </ul>
                </>
              )}
            </Section>
          ))}
          {result.steps.length > 0 && (
            <Section title={t('eligibility.steps')}>
              <ol>
                {result.steps.map(step => (
                  <li key={step.step}>{of(step.label)}</li>
                ))}
              </ol>
            </Section>
          )}
        </div>
      )}
    </>
  )
}
