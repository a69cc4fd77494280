import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { Button, Checkbox } from 'antd'
import type { Text } from '@tianfu/kernel'
import { call } from '../../call.ts'
import { endpointNamed } from '../../contract.ts'
import { useWords } from '../../i18n/index.ts'
import { Pager } from '../../ui/Pager.tsx'
import { momentOf, routeOf } from '../../ui/format.ts'
import { Page } from '../../ui/Page.tsx'
import { Empty, ErrorState, Loading } from '../../ui/States.tsx'
import { useAddressQuery } from '../../ui/useAddressQuery.ts'

interface Notice {
  id: string
  text: Text
  link: string
  createdAt: string
  read: boolean
}

export function NoticesPage() {
  const { t, of } = useWords()
  const client = useQueryClient()
  const navigate = useNavigate()
  const address = useAddressQuery()
  const found = useQuery({
    queryKey: ['notices', address.query],
    queryFn: async () =>
      (await call(endpointNamed('listNotices'), {
        query: { limit: 30, after: address.query.after, ...(address.query.unread && { unread: true }) },
      } as never)) as { items: Notice[]; next?: string },
  })
  const read = async (notice: Notice) => {
    if (!notice.read) {
      await call(endpointNamed('readNotice'), { params: { id: notice.id } } as never).catch(() => undefined)
      await client.invalidateQueries({ queryKey: ['notices'] })
    }
  }
  const open = (notice: Notice) => {
    void read(notice)
    const route = routeOf(notice.link)
    if ('outside' in route) window.open(route.outside, '_blank', 'noreferrer')
    else void navigate({ to: route.inside })
  }
  const notices = found.data?.items ?? []
  return (
    <Page
      title={t('notices.title')}
      actions={
        <Checkbox
          checked={Boolean(address.query.unread)}
          onChange={event => address.set({ unread: event.target.checked ? 'true' : undefined })}
        >
          {t('state.unread')}
        </Checkbox>
      }
    >
      {found.isError ? (
        <ErrorState error={found.error} onRetry={() => void found.refetch()} />
      ) : found.isPending ? (
        <Loading />
      ) : notices.length === 0 ? (
        <Empty title={t('notices.empty')} />
      ) : (
        <ul className="task-list">
          {notices.map(notice => (
            <li key={notice.id} style={{ display: 'flex', alignItems: 'center' }}>
              <a
                className="task"
                href={notice.link}
                onClick={event => {
                  event.preventDefault()
                  open(notice)
                }}
              >
                <span className="task-name" style={{ fontWeight: notice.read ? 400 : 600 }}>
                  {of(notice.text)}
                </span>
                <span className="muted small">{notice.read ? '' : t('state.unread')}</span>
                <span className="muted small">{momentOf(notice.createdAt)}</span>
              </a>
              {!notice.read && <Button onClick={() => void read(notice)}>{t('action.read')}</Button>}
            </li>
          ))}
        </ul>
      )}
      <Pager address={address} next={found.data?.next} />
    </Page>
  )
}
