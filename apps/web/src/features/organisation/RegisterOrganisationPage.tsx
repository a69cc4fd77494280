import { useQueryClient } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { Alert } from 'antd'
import { useState } from 'react'
import type { Text } from '@tianfu/kernel'
import { useWords } from '../../i18n/index.ts'
import { SESSION_KEY, fetchSession } from '../../session.ts'
import { ActionForm } from '../../ui/ActionPanel.tsx'
import { Page } from '../../ui/Page.tsx'

/** A legal representative registers the enterprise and acts for it from then on. */
export function RegisterOrganisationPage() {
  const { t, of } = useWords()
  const client = useQueryClient()
  const [made, setMade] = useState<{ warnings?: Text[] }>()
  return (
    <Page title={t('register.organisation')} help={t('register.organisation-help')} narrow>
      {made ? (
        <div role="status">
          <p>
            <strong>{t('register.organisation-done')}</strong>
          </p>
          {made.warnings?.map((warning, index) => (
            <Alert key={index} type="warning" showIcon title={of(warning)} />
          ))}
          <p>
            <Link to="/">{t('page.home')}</Link>
          </p>
        </div>
      ) : (
        <ActionForm
          next={{ endpoint: 'registerOrganisation' }}
          onDone={answer => {
            setMade(answer as { warnings?: Text[] })
            void fetchSession().then(session => client.setQueryData(SESSION_KEY, session))
          }}
        />
      )}
    </Page>
  )
}
