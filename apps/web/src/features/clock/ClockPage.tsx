import { useQueryClient } from '@tanstack/react-query'
import { App, Button } from 'antd'
import { useState } from 'react'
import { call, errorSentence } from '../../call.ts'
import { endpointNamed } from '../../contract.ts'
import { useWords } from '../../i18n/index.ts'
import { useClock } from '../../session.ts'
import type { Clock } from '../../session.ts'
import { localMoment } from '../../ui/MoneyField.tsx'
import { momentOf } from '../../ui/format.ts'
import { Page } from '../../ui/Page.tsx'
import { Loading } from '../../ui/States.tsx'

const DAY = 86_400_000

/** Moves the official clock of demonstration mode, forward only. */
export function ClockPage() {
  const { t, language } = useWords()
  const { message } = App.useApp()
  const client = useQueryClient()
  const clock = useClock()
  const [to, setTo] = useState<string>()
  const [busy, setBusy] = useState(false)
  if (!clock.data) return <Loading />
  const now = Date.parse(clock.data.official)
  const move = async (moment: string) => {
    setBusy(true)
    try {
      const moved = (await call(endpointNamed('moveDemonstrationClock'), { body: { to: moment } } as never)) as Clock
      client.setQueryData(['clock'], moved)
      await client.invalidateQueries()
      setTo(undefined)
      message.success(t('clock.moved', { day: moved.today }))
    } catch (error) {
      message.error(errorSentence(error, language))
    } finally {
      setBusy(false)
    }
  }
  const chosen = to ?? localMoment(new Date(now + DAY).toISOString())
  return (
    <Page title={t('clock.title')} help={t('clock.help')} narrow>
      <p>
        {t('clock.now')}：<strong>{momentOf(clock.data.official)}</strong>
      </p>
      <div className="field">
        <label htmlFor="clock-to">{t('clock.to')}</label>
        <input
          id="clock-to"
          className="native"
          type="datetime-local"
          value={chosen}
          onChange={event => setTo(event.target.value)}
        />
      </div>
      <div className="form-actions">
        <Button type="primary" loading={busy} onClick={() => void move(`${chosen}:00+08:00`)}>
          {t('clock.move')}
        </Button>
        {[1, 7, 30, 90].map(days => (
          <Button key={days} disabled={busy} onClick={() => void move(new Date(now + days * DAY).toISOString())}>
            {t('clock.plus', { count: days })}
          </Button>
        ))}
      </div>
    </Page>
  )
}
