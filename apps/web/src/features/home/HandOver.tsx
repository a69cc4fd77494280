import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { App, Button, Modal, Select } from 'antd'
import { useState } from 'react'
import { call, errorSentence } from '../../call.ts'
import { endpointNamed } from '../../contract.ts'
import { useWords } from '../../i18n/index.ts'
import { useVocabulary } from '../../vocabulary.ts'

interface Colleague {
  account: string
  name: string
  role: string
  claimed: number
  me: boolean
}

const useColleagues = (everybody: boolean, enabled: boolean) =>
  useQuery({
    queryKey: ['list', 'listColleagues', everybody],
    enabled,
    queryFn: async ({ signal }) =>
      (await call(endpointNamed('listColleagues'), { query: everybody ? { everybody: true } : {} } as never, {
        signal,
      })) as { items: Colleague[] },
  })

interface Moved {
  moved: number
  released: number
}

/** What was done, said once, and the lists asked anew. */
function useMove(endpoint: 'assignTasks' | 'handOverTasks', onDone: () => void) {
  const { t, language } = useWords()
  const { message } = App.useApp()
  const client = useQueryClient()
  return useMutation({
    mutationFn: async (body: object) => (await call(endpointNamed(endpoint), { body } as never)) as Moved,
    onSuccess: ({ moved, released }) => {
      message.success(t(released > 0 ? 'home.moved-released' : 'home.moved', { count: moved, released }))
      onDone()
    },
    onError: error => message.error(errorSentence(error, language)),
    onSettled: () => client.invalidateQueries({ queryKey: ['list'] }),
  })
}

/** The chosen tasks go to one colleague of the same office. */
export function AssignBar({ tasks, onDone }: { tasks: readonly string[]; onDone(): void }) {
  const { t, of } = useWords()
  const [to, setTo] = useState<string>()
  const colleagues = useColleagues(false, true)
  const move = useMove('assignTasks', onDone)
  return (
    <div className="toolbar" role="group" aria-label={of(endpointNamed('assignTasks').summary)}>
      <div className="filters">
        <span>{t('home.chosen', { count: tasks.length })}</span>
        <Select
          aria-label={t('home.give-to')}
          placeholder={t('home.give-to')}
          value={to}
          onChange={setTo}
          loading={colleagues.isPending}
          style={{ minWidth: 200 }}
          options={(colleagues.data?.items ?? []).map(one => ({
            value: one.account,
            label: t(one.me ? 'home.colleague-me' : 'home.colleague', { name: one.name, count: one.claimed }),
          }))}
        />
        <Button
          type="primary"
          data-action="assignTasks"
          disabled={!to}
          loading={move.isPending}
          onClick={() => move.mutate({ tasks, to })}
        >
          {t('home.assign')}
        </Button>
        <Button onClick={onDone}>{t('home.choose-none')}</Button>
      </div>
    </div>
  )
}

/** All of one person's work at once: one's own, or that of somebody who leaves. */
export function HandOverButton({ manages }: { manages: boolean }) {
  const { t, of } = useWords()
  const [open, setOpen] = useState(false)
  const [from, setFrom] = useState<string>()
  const [to, setTo] = useState<string>()
  const roles = useVocabulary()?.roles as Record<string, { name: { zh: string; en?: string } }> | undefined
  const colleagues = useColleagues(manages, open)
  const move = useMove('handOverTasks', () => setOpen(false))
  const people = [...Map.groupBy(colleagues.data?.items ?? [], one => one.account).values()].map(all => {
    const [one] = all as [Colleague, ...Colleague[]]
    const held = all.map(({ role }) => (roles?.[role] ? of(roles[role].name) : role)).join(' / ')
    const count = all.reduce((sum, { claimed }) => sum + claimed, 0)
    return { value: one.account, me: one.me, label: `${t('home.colleague', { name: one.name, count })} ${held}` }
  })
  return (
    <>
      <Button data-action="handOverTasks" onClick={() => setOpen(true)}>
        {of(endpointNamed('handOverTasks').summary)}
      </Button>
      <Modal
        open={open}
        title={of(endpointNamed('handOverTasks').summary)}
        onCancel={() => setOpen(false)}
        okText={t('home.hand-over')}
        confirmLoading={move.isPending}
        onOk={() => move.mutate({ ...(from && { from }), ...(to && { to }) })}
      >
        <p className="muted">{t('home.hand-over-help')}</p>
        {manages && (
          <Select
            aria-label={t('home.hand-over-from')}
            placeholder={t('home.hand-over-from')}
            allowClear
            value={from}
            onChange={setFrom}
            style={{ width: '100%', marginBottom: 12 }}
            options={people}
          />
        )}
        <Select
          aria-label={t('home.hand-over-to')}
          placeholder={t('home.hand-over-to')}
          allowClear
          value={to}
          onChange={setTo}
          style={{ width: '100%' }}
          options={people.filter(({ value, me }) => (from ? value !== from : !me))}
        />
      </Modal>
    </>
  )
}
