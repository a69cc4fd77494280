import { useQueryClient } from '@tanstack/react-query'
import { Link, useParams } from '@tanstack/react-router'
import { Button } from 'antd'
import type { Text } from '@tianfu/kernel'
import { useWords } from '../../i18n/index.ts'
import { Deadlines } from '../../ui/Deadlines.tsx'
import { Page, Section } from '../../ui/Page.tsx'
import { Loading } from '../../ui/States.tsx'
import { PageError } from '../pages/FallbackPages.tsx'
import { useDetail } from '../pages/DetailPage.tsx'

interface Receipt {
  whatNext?: Text
  dueOn?: string
  submittedAt?: string
  body?: { name: string }
}

/** The receipt: number, what happens next, by when. It lives at the address, so a bookmark keeps it. */
export function ReceiptPage() {
  const { id } = useParams({ strict: false }) as { id: string }
  const { t, of } = useWords()
  const client = useQueryClient()
  const found = useDetail('applications', id)
  const receipt = client.getQueryData<Receipt>(['receipt', id])
  if (found.isError) return <PageError error={found.error} reset={() => void found.refetch()} />
  if (!found.data) return <Loading />
  const file = found.data as {
    number: string
    statusLabel: Text
    body: { name: string }
    product: { name: string }
    submittedOn: string
    deadlines?: never[]
  }
  return (
    <Page
      title={t('apply.receipt')}
      narrow
      actions={<Button onClick={() => window.print()}>{t('action.print')}</Button>}
    >
      <div className="receipt" role="status">
        <p>✓ {t('apply.receipt')}</p>
        <p className="muted">{t('apply.receipt-number')}</p>
        <p className="number">{file.number}</p>
        <p>
          {file.product.name} · {file.body.name} · {file.submittedOn}
        </p>
      </div>
      <Section title={t('apply.receipt-next')}>
        <p>{receipt?.whatNext ? of(receipt.whatNext) : of(file.statusLabel)}</p>
        {receipt?.dueOn && (
          <p>
            {t('apply.receipt-by')}：<strong>{receipt.dueOn}</strong>
          </p>
        )}
        {file.deadlines && file.deadlines.length > 0 && <Deadlines deadlines={file.deadlines} />}
      </Section>
      <p className="muted">{t('apply.receipt-keep')}</p>
      <p>
        <Link to="/applications/$id" params={{ id }}>
          {t('apply.file')}
        </Link>
      </p>
    </Page>
  )
}
