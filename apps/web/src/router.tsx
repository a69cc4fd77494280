import type { QueryClient } from '@tanstack/react-query'
import {
  Outlet,
  createRootRouteWithContext,
  createRoute,
  createRouter,
  lazyRouteComponent,
  redirect,
} from '@tanstack/react-router'
import { NotFoundPage, PageError } from './features/pages/FallbackPages.tsx'
import { SESSION_KEY, fetchSession } from './session.ts'
import type { Session } from './session.ts'
import { Shell } from './shell/Shell.tsx'

interface Context {
  client: QueryClient
}

type Search = Record<string, string | undefined>

const root = createRootRouteWithContext<Context>()({
  component: Outlet,
  notFoundComponent: NotFoundPage,
  errorComponent: PageError,
  // Every filter is a plain text in the address; what a list does not know it ignores.
  validateSearch: (search): Search =>
    Object.fromEntries(
      Object.entries(search).map(([key, value]) => [key, value === undefined ? undefined : String(value)]),
    ),
})

const session = async (client: QueryClient): Promise<Session | null> =>
  await client.ensureQueryData({ queryKey: SESSION_KEY, queryFn: fetchSession, staleTime: 60_000 })

const login = createRoute({
  getParentRoute: () => root,
  path: '/login',
  component: lazyRouteComponent(() => import('./features/gate/LoginPage.tsx'), 'LoginPage'),
})
const register = createRoute({
  getParentRoute: () => root,
  path: '/register',
  component: lazyRouteComponent(() => import('./features/gate/RegisterPage.tsx'), 'RegisterPage'),
})
const resetPassword = createRoute({
  getParentRoute: () => root,
  path: '/reset',
  component: lazyRouteComponent(() => import('./features/gate/PasswordPage.tsx'), 'PasswordPage'),
})
const openEligibility = createRoute({
  getParentRoute: () => root,
  path: '/check',
  component: lazyRouteComponent(() => import('./features/eligibility/EligibilityPage.tsx'), 'OpenEligibilityPage'),
})

const shell = createRoute({
  getParentRoute: () => root,
  id: 'shell',
  component: Shell,
  beforeLoad: async ({ context, location }) => {
    if ((await session(context.client)) === null)
      throw redirect({ to: '/login', search: { next: location.href } as never })
  },
})

const within = (path: string, load: () => Promise<Record<string, unknown>>, name: string) =>
  createRoute({ getParentRoute: () => shell, path, component: lazyRouteComponent(load as never, name as never) })

const routeTree = root.addChildren([
  login,
  register,
  resetPassword,
  openEligibility,
  shell.addChildren([
    within('/', () => import('./features/home/HomePage.tsx'), 'HomePage'),
    within('/notices', () => import('./features/notices/NoticesPage.tsx'), 'NoticesPage'),
    within('/search', () => import('./features/search/SearchPage.tsx'), 'SearchPage'),
    within('/files', () => import('./features/files/FilesPage.tsx'), 'FilesPage'),
    within('/imports', () => import('./features/imports/ImportsPage.tsx'), 'ImportsPage'),
    within('/profile', () => import('./features/profile/ProfilePage.tsx'), 'ProfilePage'),
    within('/clock', () => import('./features/clock/ClockPage.tsx'), 'ClockPage'),
    within('/checks', () => import('./features/administration/ChecksPage.tsx'), 'ChecksPage'),
    within('/verify', () => import('./features/codes/VerifyPage.tsx'), 'VerifyPage'),
    within('/explanations', () => import('./features/explanations/ExplanationPage.tsx'), 'ExplanationPage'),
    within('/eligibility', () => import('./features/eligibility/EligibilityPage.tsx'), 'EligibilityPage'),
    within(
      '/register-organisation',
      () => import('./features/organisation/RegisterOrganisationPage.tsx'),
      'RegisterOrganisationPage',
    ),
    within('/application-drafts/$id', () => import('./features/applications/DraftPage.tsx'), 'DraftPage'),
    within('/application-drafts/$id/tasks/$task', () => import('./features/applications/TaskPage.tsx'), 'TaskPage'),
    within('/application-drafts/$id/check', () => import('./features/applications/CheckPage.tsx'), 'CheckPage'),
    within('/applications/$id/receipt', () => import('./features/applications/ReceiptPage.tsx'), 'ReceiptPage'),
    within('/applications/$id', () => import('./features/applications/ApplicationPage.tsx'), 'ApplicationPage'),
    within(
      '/applications/$id/decide/$action',
      () => import('./features/applications/DecisionPage.tsx'),
      'DecisionPage',
    ),
    within(
      '/declaration-drafts/$id',
      () => import('./features/declarations/DeclarationDraftPage.tsx'),
      'DeclarationDraftPage',
    ),
    within('/declarations/$id', () => import('./features/declarations/DeclarationPage.tsx'), 'DeclarationPage'),
    within('/certificates/$id', () => import('./features/certificates/CertificatePage.tsx'), 'CertificatePage'),
    within('/code-batches/$id', () => import('./features/codes/CodeBatchPage.tsx'), 'CodeBatchPage'),
    within('/trace-sheet', () => import('./features/trace/SheetPage.tsx'), 'SheetPage'),
    within('/trace-lots/$id/recall', () => import('./features/trace/RecallPage.tsx'), 'RecallPage'),
    within('/trace-lots/$id', () => import('./features/trace/TraceLotPage.tsx'), 'TraceLotPage'),
    within('/test-orders/$id', () => import('./features/laboratory/TestOrderPage.tsx'), 'TestOrderPage'),
    within('/standards/$id', () => import('./features/standards/StandardPage.tsx'), 'StandardPage'),
    within(
      '/market-programmes/$id',
      () => import('./features/market/MarketProgrammePage.tsx'),
      'MarketProgrammePage',
    ),
    within(
      '/market-runs/$id/$kind/$subject',
      () => import('./features/market/MarketSubjectPage.tsx'),
      'MarketSubjectPage',
    ),
    within('/market-warnings/$id', () => import('./features/market/MarketWarningPage.tsx'), 'MarketWarningPage'),
    within('/market-own-results/$id', () => import('./features/market/MarketOwnPage.tsx'), 'MarketOwnPage'),
    within('/market-runs/$id', () => import('./features/market/MarketRunPage.tsx'), 'MarketRunPage'),
    within('/$section', () => import('./features/pages/ListPage.tsx'), 'ListPage'),
    within('/$section/$id', () => import('./features/pages/DetailPage.tsx'), 'DetailPage'),
  ]),
])

export const createWorkbenchRouter = (client: QueryClient) =>
  createRouter({
    routeTree,
    basepath: '/workbench',
    context: { client },
    defaultPreload: 'intent',
    defaultPreloadStaleTime: 0,
    scrollRestoration: true,
    defaultErrorComponent: PageError,
    defaultNotFoundComponent: NotFoundPage,
    // Plain text stays plain: `?q=123` is the text 123, not a number in quotes.
    parseSearch: text => Object.fromEntries(new URLSearchParams(text)),
    stringifySearch: search => {
      const text = new URLSearchParams(
        Object.entries(search).filter((entry): entry is [string, string] => entry[1] !== undefined && entry[1] !== ''),
      ).toString()
      return text ? `?${text}` : ''
    },
  })
