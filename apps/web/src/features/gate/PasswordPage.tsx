import { Link } from '@tanstack/react-router'
import { useState } from 'react'
import { useWords } from '../../i18n/index.ts'
import { ActionForm } from '../../ui/ActionPanel.tsx'
import { Gate } from './Gate.tsx'

/** Ask for a reset code, then set a new password with it. */
export function PasswordPage() {
  const { t } = useWords()
  const [stage, setStage] = useState<'ask' | 'asked' | 'done'>('ask')
  // The link that was sent carries the code after `#`, which no server or log sees.
  const token = location.hash.slice(1)
  return (
    <Gate title={t('password.title')}>
      <section className="gate-card">
        <h1>{t('password.title')}</h1>
        {stage === 'done' ? (
          <p role="status">
            <strong>{t('password.done')}</strong>
          </p>
        ) : (
          <>
            <h2>{t('password.ask')}</h2>
            {stage === 'asked' ? (
              <p role="status">{t('password.asked')}</p>
            ) : (
              <ActionForm next={{ endpoint: 'askPasswordReset' }} onDone={() => setStage('asked')} />
            )}
            <h2 style={{ marginTop: 16 }}>{t('password.set')}</h2>
            <ActionForm
              next={{ endpoint: 'completePasswordReset', ...(token && { initial: { token } }) }}
              onDone={() => setStage('done')}
            />
          </>
        )}
        <p style={{ marginTop: 12 }}>
          <Link to="/login">{t('register.to-login')}</Link>
        </p>
      </section>
    </Gate>
  )
}
