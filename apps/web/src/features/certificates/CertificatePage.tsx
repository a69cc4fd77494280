import { useParams } from '@tanstack/react-router'
import type { ResponseOf, certificates } from '@tianfu/contract'
import { Button } from 'antd'
import { endpointNamed } from '../../contract.ts'
import { useWords } from '../../i18n/index.ts'
import { subjectAt } from '../../subjects.ts'
import { FactList, Rows } from '../../ui/Facts.tsx'
import { Section } from '../../ui/Page.tsx'
import { Empty, Loading } from '../../ui/States.tsx'
import { membersOf } from '../../ui/facts.ts'
import type { FieldSchema } from '../../ui/schema.ts'
import { PageError } from '../pages/FallbackPages.tsx'
import { DetailBody, DetailFrame, Documents, useDetail } from '../pages/DetailPage.tsx'

type CertificateShown = ResponseOf<typeof certificates.getCertificate>

/** A certificate with its public data, surveillance, orders and papers. */
export function CertificatePage() {
  const { id } = useParams({ strict: false }) as { id: string }
  const { t } = useWords()
  const subject = subjectAt('certificates')!
  const found = useDetail<CertificateShown>('certificates', id)
  if (found.isError) return <PageError error={found.error} reset={() => void found.refetch()} />
  if (!found.data) return <Loading rows={8} />
  const data = found.data
  const members = membersOf(endpointNamed('getCertificate').response as FieldSchema)
  const number = encodeURIComponent(data.certificate.number)
  return (
    <DetailFrame
      subject={subject}
      id={id}
      title={data.certificate.number}
      data={{
        ...data,
        number: data.certificate.number,
        status: data.certificate.status,
        statusLabel: data.certificate.statusLabel,
      }}
      actions={
        <Button href={`/c/${number}`} target="_blank">
          {t('certificate.public')}
        </Button>
      }
    >
      <Section title={t('detail.facts')}>
        <FactList data={data.certificate} schema={members.certificate} skip={new Set(['status', 'asOf'])} />
      </Section>
      <Section title={t('certificate.surveillance')}>
        {data.surveillance.length === 0 ? (
          <p className="muted">{t('state.none')}</p>
        ) : (
          <Rows name="surveillance" rows={data.surveillance} schema={members.surveillance?.items} />
        )}
      </Section>
      <Section title={t('certificate.orders')}>
        {data.orders.length === 0 ? (
          <p className="muted">{t('state.none')}</p>
        ) : (
          <Rows name="orders" rows={data.orders} schema={members.orders?.items} />
        )}
      </Section>
      <Section title={t('detail.documents')}>
        {data.documents.length === 0 ? (
          <Empty title={t('detail.documents-none')} />
        ) : (
          <Documents documents={data.documents} />
        )}
      </Section>
      <DetailBody
        subject={subject}
        data={data}
        skip={new Set(['certificate', 'surveillance', 'orders', 'documents'])}
      />
    </DetailFrame>
  )
}
