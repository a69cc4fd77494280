import { useState } from 'react'
import { useWords } from '../../i18n/index.ts'
import { ActionForm } from '../../ui/ActionPanel.tsx'
import { FactList, Rows } from '../../ui/Facts.tsx'
import { Page, Section } from '../../ui/Page.tsx'

interface Outcome {
  findings: Record<string, unknown>[]
  checked: Record<string, number>
  checkpoint?: string
}

/** Runs the whole check through the server and shows what it found. */
export function ChecksPage() {
  const { t } = useWords()
  const [outcome, setOutcome] = useState<Outcome>()
  return (
    <Page title={t('checks.title')} help={t('checks.help')}>
      <Section title={t('checks.title')}>
        <ActionForm next={{ endpoint: 'checkEverything' }} onDone={answer => setOutcome(answer as Outcome)} />
      </Section>
      {outcome && (
        <Section
          title={
            outcome.findings.length === 0 ? t('checks.none') : t('checks.found', { count: outcome.findings.length })
          }
        >
          {outcome.findings.length > 0 && <Rows name="findings" rows={outcome.findings} />}
          <h3>{t('checks.checked')}</h3>
          <FactList data={outcome.checked} />
          {outcome.checkpoint && <pre className="small">{outcome.checkpoint}</pre>}
        </Section>
      )}
    </Page>
  )
}
