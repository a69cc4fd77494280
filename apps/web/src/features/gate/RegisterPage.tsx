import { Link } from '@tanstack/react-router'
import { useState } from 'react'
import { useWords } from '../../i18n/index.ts'
import { ActionForm } from '../../ui/ActionPanel.tsx'
import { Gate } from './Gate.tsx'

/** An account for a person; roles come later, from an enterprise or an organisation. */
export function RegisterPage() {
  const { t } = useWords()
  const [done, setDone] = useState(false)
  return (
    <Gate title={t('register.title')}>
      <section className="gate-card wide">
        <h1>{t('register.title')}</h1>
        {done ? (
          <div role="status">
            <p>
              <strong>{t('register.done')}</strong>
            </p>
            <p>{t('register.done-help')}</p>
            <p>
              <Link to="/login">{t('register.to-login')}</Link>
            </p>
          </div>
        ) : (
          <>
            <p className="muted">{t('register.help')}</p>
            <ActionForm next={{ endpoint: 'registerAccount' }} onDone={() => setDone(true)} />
            <p style={{ marginTop: 12 }}>
              <Link to="/login">{t('register.to-login')}</Link>
            </p>
          </>
        )}
      </section>
    </Gate>
  )
}
