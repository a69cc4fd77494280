import { DownloadOutlined } from '@ant-design/icons'
import { useQuery } from '@tanstack/react-query'
import { useParams } from '@tanstack/react-router'
import type { ResponseOf, codes } from '@tianfu/contract'
import { Button } from 'antd'
import { call } from '../../call.ts'
import { endpointNamed } from '../../contract.ts'
import { useWords } from '../../i18n/index.ts'
import { subjectAt } from '../../subjects.ts'
import { FactList } from '../../ui/Facts.tsx'
import { Section } from '../../ui/Page.tsx'
import { Loading } from '../../ui/States.tsx'
import { PageError } from '../pages/FallbackPages.tsx'
import { DetailBody, DetailFrame, useDetail } from '../pages/DetailPage.tsx'

type Batch = ResponseOf<typeof codes.getCodeBatch>

/** A batch of item codes: the printer's file, activation by lot, voiding by range, scans. */
export function CodeBatchPage() {
  const { id } = useParams({ strict: false }) as { id: string }
  const { t } = useWords()
  const subject = subjectAt('code-batches')!
  const found = useDetail<Batch>('code-batches', id)
  const scans = useQuery({
    queryKey: ['scans', id],
    queryFn: async () =>
      (await call(endpointNamed('scansOfBatch'), { params: { id } } as never)) as Record<string, unknown> & {
        total: number
      },
  })
  if (found.isError) return <PageError error={found.error} reset={() => void found.refetch()} />
  if (!found.data) return <Loading rows={8} />
  const { csv, sample } = found.data
  return (
    <DetailFrame
      subject={subject}
      data={found.data}
      id={id}
      actions={
        csv && (
          <Button type="primary" icon={<DownloadOutlined />} href={csv} download>
            {t('codes.csv')}
          </Button>
        )
      }
    >
      <DetailBody subject={subject} data={found.data} skip={new Set(['csv', 'sample'])} />
      {sample && (
        <Section title={t('codes.sample')}>
          <p className="long">
            <code>{sample.serial}</code>
          </p>
          <p className="long">
            <a href={sample.link} target="_blank" rel="noreferrer">
              {sample.link}
            </a>
          </p>
        </Section>
      )}
      <Section title={t('codes.scans')}>
        {scans.data && scans.data.total > 0 ? (
          <FactList data={scans.data} />
        ) : (
          <p className="muted">{t('codes.scans-none')}</p>
        )}
      </Section>
    </DetailFrame>
  )
}
