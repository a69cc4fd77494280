import { Link, useParams } from '@tanstack/react-router'
import { useWords } from '../../i18n/index.ts'
import { subjectAt } from '../../subjects.ts'
import { Loading } from '../../ui/States.tsx'
import { PageError } from '../pages/FallbackPages.tsx'
import { DetailBody, DetailFrame, useDetail } from '../pages/DetailPage.tsx'

/** A traced lot: its history and relatives, and the way to where it went. */
export function TraceLotPage() {
  const { id } = useParams({ strict: false }) as { id: string }
  const { t } = useWords()
  const subject = subjectAt('trace-lots')!
  const found = useDetail('trace-lots', id)
  if (found.isError) return <PageError error={found.error} reset={() => void found.refetch()} />
  if (!found.data) return <Loading rows={8} />
  return (
    <DetailFrame
      subject={subject}
      data={found.data}
      id={id}
      actions={
        <Link className="ant-btn ant-btn-primary" to={`/trace-lots/${encodeURIComponent(id)}/recall`}>
          {t('recall.open')}
        </Link>
      }
    >
      <DetailBody subject={subject} data={found.data} />
    </DetailFrame>
  )
}
