import { Alert, Button, Input, Modal } from 'antd'
import { useState } from 'react'
import { errorSentence } from '../call.ts'
import { useDemonstrationCode } from '../session.ts'
import { useWords } from '../i18n/index.ts'
import { halfWidth } from './Control.tsx'

/** Asks for the code of the authenticator; a wrong one is said here and may be tried again. */
export function OneTimeCode({ onCode, onCancel }: { onCode(code: string): Promise<void>; onCancel(): void }) {
  const { t, language } = useWords()
  const [code, setCode] = useState('')
  const [busy, setBusy] = useState(false)
  const [failed, setFailed] = useState<string>()
  const demonstration = useDemonstrationCode()
  const send = async () => {
    setBusy(true)
    setFailed(undefined)
    try {
      await onCode(code)
    } catch (error) {
      setFailed(errorSentence(error, language))
    } finally {
      setBusy(false)
    }
  }
  return (
    <Modal
      open
      title={t('form.code-title')}
      onCancel={onCancel}
      footer={null}
      destroyOnHidden
      mask={{ closable: false }}
    >
      <form
        onSubmit={event => {
          event.preventDefault()
          void send()
        }}
      >
        <p>{t('form.code-help')}</p>
        {failed && <Alert type="error" showIcon role="alert" title={failed} />}
        <div className="field">
          <label htmlFor="one-time-code">{t('form.code-label')}</label>
          <Input
            id="one-time-code"
            autoFocus
            inputMode="numeric"
            autoComplete="one-time-code"
            maxLength={6}
            value={code}
            style={{ maxWidth: 180 }}
            onChange={event => setCode(halfWidth(event.target.value))}
          />
        </div>
        {demonstration.available && (
          <p>
            <Button type="link" onClick={() => void demonstration.fetchCode().then(found => found && setCode(found))}>
              {t('form.code-demo')}
            </Button>
          </p>
        )}
        <div className="form-actions">
          <Button type="primary" htmlType="submit" loading={busy} disabled={!/^\d{6}$/.test(code)}>
            {t('action.confirm-code')}
          </Button>
          <Button onClick={onCancel}>{t('action.cancel')}</Button>
        </div>
      </form>
    </Modal>
  )
}
