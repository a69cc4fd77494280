import { App } from 'antd'
import { endpointNamed } from '../../contract.ts'
import { useWords } from '../../i18n/index.ts'
import { DataTable } from '../../ui/DataTable.tsx'
import { UploadButton } from '../../ui/FileField.tsx'
import { Page } from '../../ui/Page.tsx'

/** The cabinet of the organisation: upload once, use in many places. */
export function FilesPage() {
  const { t } = useWords()
  const { message } = App.useApp()
  return (
    <Page
      title={t('files.title')}
      help={t('files.help')}
      actions={
        <UploadButton
          primary
          onUploaded={file => {
            message.success(t('files.uploaded', { name: file.name }))
          }}
        />
      }
    >
      <DataTable
        name="files"
        list={endpointNamed('listFiles')}
        columns={['name', 'type', 'size', 'state', 'uploadedAt', 'validUntil', 'usedBy', 'sha256']}
      />
    </Page>
  )
}
