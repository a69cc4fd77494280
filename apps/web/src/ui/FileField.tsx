import { FileOutlined, UploadOutlined } from '@ant-design/icons'
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { Alert, Button, Select } from 'antd'
import { createContext, useContext, useRef, useState } from 'react'
import { call, errorSentence, upload } from '../call.ts'
import { endpointNamed, endpointOf } from '../contract.ts'
import { useWords } from '../i18n/index.ts'
import type { ControlProps } from './Control.tsx'
import { sizeOf } from './format.ts'

export interface CabinetFile {
  sha256: string
  name: string
  type: string
  size: number
  uploadedAt?: string
  usedBy?: number
  validUntil?: string
}

/** Files of the organisation's cabinet. */
export function useCabinet() {
  return useQuery({
    queryKey: ['files', 'cabinet'],
    enabled: endpointOf('listFiles') !== undefined,
    queryFn: async () =>
      ((await call(endpointNamed('listFiles'), { query: { limit: 100 } } as never)) as { items: CabinetFile[] }).items,
  })
}

/** Uploads a file or picks one that is in the cabinet already; the value is its hash. */
export function CabinetField({
  id,
  schema,
  value,
  onChange,
  invalid,
  describedBy,
  label,
  many,
  compact,
}: ControlProps & { many: boolean; compact?: boolean }) {
  const { t } = useWords()
  const cabinet = useCabinet()
  const image = schema['x-words']?.widget === 'image' || schema.items?.['x-words']?.widget === 'image'
  const chosen = many ? ((value as string[] | undefined) ?? []) : typeof value === 'string' ? [value] : []
  const files = cabinet.data ?? []
  const options = files
    .filter(file => !image || file.type.startsWith('image/'))
    .map(file => ({ value: file.sha256, label: `${file.name}（${sizeOf(file.size)}）` }))
  const put = (hashes: string[]) => onChange(many ? hashes : hashes.at(-1))
  return (
    <div className="file-field">
      <Select
        id={id}
        aria-label={label}
        {...(many && { mode: 'multiple' as const })}
        value={(many ? chosen : chosen[0]) as never}
        options={options}
        allowClear
        placeholder={t('action.choose-file')}
        status={invalid ? 'error' : undefined}
        aria-invalid={invalid || undefined}
        aria-describedby={describedBy}
        showSearch={{ optionFilterProp: 'label' }}
        notFoundContent={t('form.file-none')}
        loading={cabinet.isFetching}
        style={{ flex: 1, minWidth: 0 }}
        onChange={(next: unknown) => put(next === undefined || next === null ? [] : ([next].flat() as string[]))}
      />
      <UploadButton
        image={image}
        compact={compact}
        onUploaded={file => put(many ? [...chosen, file.sha256] : [file.sha256])}
      />
    </div>
  )
}

/** A plain file input behind a button; says what happened in words. */
export function UploadButton({
  onUploaded,
  image = false,
  primary = false,
  compact = false,
}: {
  onUploaded(file: CabinetFile): void
  image?: boolean
  primary?: boolean
  compact?: boolean
}) {
  const { t, language } = useWords()
  const input = useRef<HTMLInputElement>(null)
  const client = useQueryClient()
  const [busy, setBusy] = useState(false)
  const [failed, setFailed] = useState<string>()
  const send = async (files: FileList | null) => {
    setFailed(undefined)
    setBusy(true)
    try {
      for (const file of Array.from(files ?? [])) {
        const stored = (await upload(endpointNamed('uploadFile').url, file)) as CabinetFile
        client.setQueryData<CabinetFile[]>(['files', 'cabinet'], before => [
          stored,
          ...(before ?? []).filter(one => one.sha256 !== stored.sha256),
        ])
        onUploaded(stored)
      }
    } catch (error) {
      setFailed(errorSentence(error, language))
    } finally {
      setBusy(false)
      if (input.current) input.current.value = ''
      await Promise.all([
        client.invalidateQueries({ queryKey: ['files'] }),
        client.invalidateQueries({ queryKey: ['list', 'listFiles'] }),
      ])
    }
  }
  return (
    <>
      <Button
        icon={<UploadOutlined />}
        loading={busy}
        type={primary ? 'primary' : 'default'}
        onClick={() => input.current?.click()}
        {...(compact && { 'aria-label': t('action.upload'), title: t('action.upload') })}
      >
        {compact ? undefined : busy ? t('form.file-uploading') : t('action.upload')}
      </Button>
      <input
        ref={input}
        type="file"
        hidden
        aria-hidden
        tabIndex={-1}
        data-upload
        accept={image ? 'image/*' : undefined}
        onChange={event => void send(event.target.files)}
      />
      {failed && <Alert type="error" showIcon title={failed} style={{ width: '100%' }} />}
    </>
  )
}

/** Names of the files of a page, by hash: whoever reads a file need not have it in the own cabinet. */
export const FileNames = createContext<ReadonlyMap<string, string>>(new Map())

/** Names from a list of documents, where it is one. */
export const namesOfFiles = (documents: unknown): ReadonlyMap<string, string> =>
  new Map(
    (Array.isArray(documents) ? (documents as Record<string, unknown>[]) : []).flatMap(one =>
      typeof one.hash === 'string' && typeof one.name === 'string' ? [[one.hash, one.name] as const] : [],
    ),
  )

/** A link to a file's bytes, by its hash. */
export function FileLink({ hash, name }: { hash: string; name?: string }) {
  const cabinet = useCabinet()
  const names = useContext(FileNames)
  const shown =
    name ?? names.get(hash) ?? cabinet.data?.find(file => file.sha256 === hash)?.name ?? `${hash.slice(0, 12)}…`
  return (
    <a href={`/api/v1/files/${hash}`} target="_blank" rel="noreferrer">
      <FileOutlined aria-hidden /> {shown}
    </a>
  )
}
