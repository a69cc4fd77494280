import { Link, useNavigate, useParams } from '@tanstack/react-router'
import { App, Button } from 'antd'
import { useState } from 'react'
import { endpointNamed, endpointOf, isOpenTo } from '../../contract.ts'
import { useWords } from '../../i18n/index.ts'
import { actingIn, useSession } from '../../session.ts'
import { subjectAt } from '../../subjects.ts'
import type { Subject } from '../../subjects.ts'
import { ActionDrawer } from '../../ui/ActionPanel.tsx'
import { DataTable } from '../../ui/DataTable.tsx'
import { Page } from '../../ui/Page.tsx'
import { ForbiddenPage, NotFoundPage } from './FallbackPages.tsx'

/** The list of any kind of thing, made from its entry among the subjects. */
export function ListPage() {
  const { section } = useParams({ strict: false }) as { section: string }
  const subject = subjectAt(section)
  const session = useSession()
  if (!subject || !endpointOf(subject.list)) return <NotFoundPage />
  if (!isOpenTo(endpointOf(subject.list), session.data?.grants ?? [])) return <ForbiddenPage />
  return <SubjectList key={subject.path} subject={subject} />
}

function SubjectList({ subject }: { subject: Subject }) {
  const { of, t } = useWords()
  const { modal } = App.useApp()
  const navigate = useNavigate()
  const session = useSession()
  const [open, setOpen] = useState<string>()
  const grants = session.data?.grants ?? []
  const acting = actingIn(session.data)
  const creates = (subject.creates ?? []).filter(id => isOpenTo(endpointOf(id), grants) && acting)
  const beside = [subject.path, ...(subject.beside ?? [])]
    .map(subjectAt)
    .filter((one): one is Subject => one !== undefined && isOpenTo(endpointOf(one.list), grants))
  const buttons = creates.map((id, index) => (
    <Button key={id} type={index === 0 ? 'primary' : 'default'} data-action={id} onClick={() => setOpen(id)}>
      {of(endpointNamed(id).summary)}
    </Button>
  ))
  return (
    <Page title={of(subject.name)} actions={buttons}>
      {beside.length > 1 && (
        <nav className="tabs">
          {beside.map(one => (
            <Link
              key={one.path}
              to="/$section"
              params={{ section: one.path }}
              search={{} as never}
              className={one.path === subject.path ? 'active' : undefined}
            >
              {of(one.name)}
            </Link>
          ))}
        </nav>
      )}
      <DataTable
        name={subject.path}
        list={endpointNamed(subject.list)}
        columns={subject.columns}
        emptyAction={buttons[0]}
        rowLink={row =>
          typeof row.link === 'string' ? row.link : subject.detail ? linkOf(subject, row) : undefined
        }
      />
      {open && (
        <ActionDrawer
          next={{ endpoint: open }}
          onClose={() => setOpen(undefined)}
          onDone={answer => {
            // A secret is in this answer and in no other: it is read here or never.
            const { secret } = (answer ?? {}) as { secret?: string }
            if (secret) void modal.info({ title: t('secret.once'), content: <code>{secret}</code>, width: 560 })
            const to = afterCreation(open, answer)
            if (to) void navigate({ to })
          }}
        />
      )}
    </Page>
  )
}

export const linkOf = (subject: Subject, row: Record<string, unknown>): string | undefined => {
  const key = row[subject.key ?? 'id']
  return typeof key === 'string' ? `/${subject.path}/${encodeURIComponent(key)}` : undefined
}

/** Where a new thing is looked at: by the kind of thing that its endpoint begins. */
const CREATED: Readonly<Record<string, string>> = {
  createDeclarationDraft: 'declaration-drafts',
  createApplicationDraft: 'application-drafts',
  applyForLicence: 'licences',
  placeCodeOrder: 'code-batches',
  recordTraceStep: 'trace-lots',
  issueOrder: 'orders',
  registerBody: 'bodies',
  registerLaboratory: 'laboratories',
  registerStaff: 'staff',
  registerProduct: 'products',
  registerBrand: 'brands',
  registerSite: 'sites',
  createOrganisation: 'organisations',
  grantAuthorisation: 'authorisations',
  requestMembership: 'memberships',
  publishDeclaration: 'declarations',
  openMarketProgramme: 'market-programmes',
}

export function afterCreation(endpoint: string, answer: unknown): string | undefined {
  const made = answer as { id?: string; batch?: string; number?: string } | undefined
  const path = CREATED[endpoint]
  const id = endpoint === 'placeCodeOrder' ? made?.batch : made?.id
  return path && id ? `/${path}/${id}` : undefined
}
