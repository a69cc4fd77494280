import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { App, Button, Input, Popconfirm, Popover } from 'antd'
import { useState } from 'react'
import { call, errorSentence } from '../call.ts'
import { endpointNamed } from '../contract.ts'
import { useWords } from '../i18n/index.ts'
import type { AddressQuery } from './useAddressQuery.ts'

interface SavedFilter {
  id: string
  name: string
  query: Record<string, string>
}

/** Filters that a person keeps for a list: one click sets them, and they follow the person to any browser. */
export function SavedFilters({
  list,
  query,
  onChoose,
}: {
  list: string
  query: AddressQuery
  onChoose(query: AddressQuery): void
}) {
  const { t, language } = useWords()
  const { message } = App.useApp()
  const client = useQueryClient()
  const [open, setOpen] = useState(false)
  const [name, setName] = useState('')
  const key = ['list', 'listSavedFilters', list]
  const found = useQuery({
    queryKey: key,
    enabled: open,
    queryFn: async ({ signal }) =>
      (await call(endpointNamed('listSavedFilters'), { query: { list } } as never, { signal })) as {
        items: SavedFilter[]
      },
  })
  const present = Object.fromEntries(
    Object.entries(query).filter((entry): entry is [string, string] => entry[0] !== 'after' && Boolean(entry[1])),
  )
  const change = useMutation({
    mutationFn: async (todo: { save: string } | { remove: string }) =>
      'save' in todo
        ? await call(endpointNamed('saveFilter'), { body: { list, name: todo.save, query: present } } as never)
        : await call(endpointNamed('deleteFilter'), { params: { id: todo.remove } } as never),
    onSuccess: () => setName(''),
    onError: error => message.error(errorSentence(error, language)),
    onSettled: () => client.invalidateQueries({ queryKey: key }),
  })
  const items = found.data?.items ?? []
  const save = () => name.trim() && change.mutate({ save: name.trim() })
  return (
    <Popover
      trigger="click"
      placement="bottomLeft"
      open={open}
      onOpenChange={setOpen}
      content={
        <div className="saved-filters" style={{ width: 280 }}>
          {found.isSuccess && items.length === 0 && <p className="muted">{t('filters.none')}</p>}
          {items.map(one => (
            <div key={one.id} style={{ display: 'flex', gap: 8 }}>
              <Button
                type="text"
                style={{ flex: 1, textAlign: 'left' }}
                onClick={() => {
                  onChoose(one.query)
                  setOpen(false)
                }}
              >
                {one.name}
              </Button>
              <Popconfirm title={t('filters.delete')} onConfirm={() => change.mutate({ remove: one.id })}>
                <Button type="text" danger aria-label={`${t('filters.delete')} ${one.name}`}>
                  ×
                </Button>
              </Popconfirm>
            </div>
          ))}
          <div style={{ display: 'flex', gap: 8, marginTop: 8 }}>
            <Input
              value={name}
              maxLength={40}
              aria-label={t('filters.name')}
              placeholder={t('filters.name')}
              onChange={event => setName(event.target.value)}
              onPressEnter={save}
            />
            <Button loading={change.isPending} disabled={Object.keys(present).length === 0} onClick={save}>
              {t('filters.save')}
            </Button>
          </div>
          {Object.keys(present).length === 0 && <p className="muted small">{t('filters.nothing-set')}</p>}
        </div>
      }
    >
      <Button data-action="savedFilters">{t('filters.title')}</Button>
    </Popover>
  )
}
