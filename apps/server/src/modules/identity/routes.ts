import type { FastifyInstance } from 'fastify'
import { identity as contract, refuse } from '@tianfu/contract'
import { parseInstant } from '@tianfu/kernel'
import { COOKIE } from '../../platform/http/routes.ts'
import type { Extras, On } from '../../platform/http/routes.ts'
import type { Actor, View, World } from '../../platform/work.ts'
import { apiKeyDetail, issueApiKey, listApiKeys, revokeApiKey } from './api-keys.ts'
import * as administration from './account-administration.ts'
import * as accounts from './accounts.ts'
import { choicesOf } from './choices.ts'
import { confirmSession } from './confirmation.ts'
import * as delegations from './delegations.ts'
import { demonstrationAccounts } from './demonstration.ts'
import { CONFIRMED_FOR_MS } from './domain.ts'
import { confirmSecondFactor, startSecondFactor } from './enrolment.ts'
import * as mail from './mail-address.ts'
import * as memberships from './memberships.ts'
import * as passwords from './password-change.ts'
import * as queries from './queries.ts'
import { listSecurityEvents, record } from './security-log.ts'
import * as sessions from './sessions.ts'
import { signIn } from './sign-in.ts'

const signedIn = ({ actor }: { actor?: Actor }): Actor => actor ?? refuse('not-signed-in')

/** `__Host-` binds the cookie to this host and to https; a plain http origin, as in demonstrations, cannot have it. */
function setCookie(world: World, { reply }: Extras, token: string): void {
  const secure = world.origin.startsWith('https:')
  void reply.setCookie(secure ? COOKIE.https : COOKIE.http, token, {
    path: '/',
    httpOnly: true,
    sameSite: 'strict',
    secure,
  })
}

function clearCookie(world: World, { reply }: Extras): void {
  const secure = world.origin.startsWith('https:')
  void reply.clearCookie(secure ? COOKIE.https : COOKIE.http, { path: '/', httpOnly: true, sameSite: 'strict', secure })
}

export const identityRoutes = (on: On, { http, world }: { http: FastifyInstance; world: World }): void => {
  // Authorisation that was refused to somebody known is a fact for the auditor (ASVS 5.0 16.3.2).
  http.addHook('onResponse', async (request, reply) => {
    const { endpoint } = request.routeOptions.config
    if (!endpoint || reply.statusCode !== 403) return
    await record(world, world.db, {
      event: 'not-permitted',
      ...(request.actor && { account: request.actor.account }),
      detail: endpoint.id,
    }).catch((error: unknown) => world.log.error({ err: error }, 'security log'))
  })
  sessionRoutes(on)
  accountRoutes(on)
  membershipRoutes(on)
  apiKeyRoutes(on)

  on.read(contract.listSecurityLog, (view, { query }) => listSecurityEvents(view, query))
  on.read(contract.listDemoOneTimeCodes, (view) => demonstrationAccounts(view))
  on.read(contract.explainAccess, async (view, { query }, { request }) => {
    // The page itself is asked, as the caller: what it shows is what needs explaining, and nothing else is.
    for (const { endpoint, url } of queries.pagesOf(query.subjectType, query.subject)) {
      const page = await http.inject({ method: 'GET', url, headers: { cookie: request.headers.cookie ?? '' } })
      if (page.statusCode === 200) return queries.explain(view, endpoint)
    }
    return refuse('not-found')
  })
}

function sessionRoutes(on: On): void {
  // Answers itself: what fails must be counted before the refusal, in transactions of its own.
  on.raw(contract.signIn, async ({ world }, { body }, extras) => {
    const { token, answer } = await signIn(world, body, { address: extras.request.ip, token: extras.token })
    setCookie(world, extras, token)
    await extras.reply.code(201).send(answer)
  })
  on.read(contract.getSession, (view) => sessions.sessionAnswer(view, signedIn(view).session))
  on.write(contract.signOut, async (work, _input, extras) => {
    await sessions.endSession(work.tx, work.actor.account, work.actor.session)
    await record(work.world, work.tx, { event: 'signed-out', account: work.actor.account })
    clearCookie(work.world, extras)
    return {}
  })
  on.write(contract.switchMembership, async (work, { body }) => {
    const { tx, actor, world } = work
    const choices = await choicesOf(tx, work.edition, actor.account, work.at.today)
    const choice = choices.find(({ id }) => id === body.membership)
    if (!choice) refuse('not-found')
    if (choice.secondFactor) {
      const row = await tx
        .selectFrom('account')
        .innerJoin('session', 'session.account', 'account.id')
        .where('session.id', '=', actor.session)
        .select(['account.second_factor', 'session.confirmed_at'])
        .executeTakeFirstOrThrow()
      if (!row.second_factor) refuse('second-factor-not-enrolled')
      if (row.confirmed_at === null && body.oneTimeCode === undefined) refuse('second-factor-needed')
      if (row.confirmed_at === null && !(await confirmSession(world, tx, actor, body.oneTimeCode ?? '')))
        refuse('one-time-code-wrong')
    }
    await sessions.setMembership(tx, actor.session, choice.of)
    await record(world, tx, { event: 'role-switched', account: actor.account, detail: choice.role })
    return sessions.sessionAnswer(work, actor.session)
  })
  on.write(contract.confirmSession, async (work, { body }) => {
    if (!await confirmSession(work.world, work.tx, work.actor, body.oneTimeCode)) refuse('one-time-code-wrong')
    return { confirmedUntil: parseInstant(work.world.now() + CONFIRMED_FOR_MS) }
  })
  on.read(contract.listSessions, async (view) => {
    const { account, session } = signedIn(view)
    return { items: await sessions.listSessions(view, account, session) }
  })
  on.write(contract.endSession, async (work, { params }) => {
    await sessions.endSession(work.tx, work.actor.account, params.session)
    await record(work.world, work.tx, { event: 'sessions-ended', account: work.actor.account })
    return {}
  })
  on.write(contract.endOtherSessions, async (work) => {
    const ended = await sessions.endSessionsOf(work.tx, work.actor.account, work.actor.session)
    await record(work.world, work.tx, { event: 'sessions-ended', account: work.actor.account })
    return { ended }
  })
}

function accountRoutes(on: On): void {
  // Hashing a password takes tens of milliseconds; it happens before the transaction, not in it.
  on.raw(contract.registerAccount, async ({ world }, { body }, { reply }) => {
    await reply.code(201).send(await accounts.registerAccount(world, body))
  })
  on.read(contract.getAccount, (view) => accounts.myAccount(view))
  on.raw(contract.changePassword, async (view, { body }, { request, reply }) => {
    await passwords.changePassword(view.world, signedIn(view), body, request.ip)
    await reply.send({})
  })
  on.raw(contract.startSecondFactor, async (view, { body }, { request, reply }) => {
    await reply.send(await startSecondFactor(view.world, signedIn(view), body, request.ip, issuerOf(view)))
  })
  on.raw(contract.startMailAddress, async (view, { body }, { request, reply }) => {
    await reply.send(await mail.startMailAddress(view.world, signedIn(view), body, request.ip))
  })
  on.raw(contract.confirmMailAddress, async (view, { body }, { reply }) => {
    await reply.send(await mail.confirmMailAddress(view.world, signedIn(view), body.code))
  })
  on.write(contract.removeMailAddress, async (work) => {
    await mail.removeMailAddress(work)
    return {}
  })
  on.write(contract.chooseNews, async (work, { body }) => {
    await mail.chooseNews(work, body.newsBy)
    return {}
  })
  on.write(contract.confirmSecondFactor, (work, { body }) => confirmSecondFactor(work, body.oneTimeCode))
  on.write(contract.askPasswordReset, async (work, { body }) => {
    await passwords.askPasswordReset(work, body.login)
    return {}
  })
  on.raw(contract.completePasswordReset, async ({ world }, { body }, { reply }) => {
    await passwords.completePasswordReset(world, body)
    await reply.send({})
  })
  on.read(contract.listAccounts, (view, { query }) => administration.listAccounts(view, query))
  on.write(contract.disableAccount, async (work, { params }) => {
    await administration.setDisabled(work, params.account, true)
    return {}
  })
  on.write(contract.enableAccount, async (work, { params }) => {
    await administration.setDisabled(work, params.account, false)
    return {}
  })
  on.write(contract.resetSecondFactor, async (work, { params }) => {
    await administration.resetSecondFactor(work, params.account)
    return {}
  })
}

/** What an authenticator app shows above the code. */
const issuerOf = ({ edition }: Pick<View, 'edition'>): string => edition.brand.name.zh

function membershipRoutes(on: On): void {
  on.write(contract.requestMembership, (work, { body }) => memberships.requestMembership(work, body))
  on.write(contract.approveMembership, (work, { params }) => memberships.approveMembership(work, params.membership))
  on.write(contract.refuseMembership, (work, { params, body }) =>
    memberships.refuseMembership(work, params.membership, body.reason),
  )
  on.write(contract.revokeMembership, (work, { params, body }) =>
    memberships.revokeMembership(work, params.membership, body.reason),
  )
  on.read(contract.listMemberships, (view, { query }) => queries.listMemberships(view, query))
  on.read(contract.getMembership, (view, { params }) => queries.membershipDetail(view, params.membership))
  on.read(contract.listRoles, async (view) => queries.listRoles(view))
  on.write(contract.grantDelegation, (work, { body }) => delegations.grantDelegation(work, body))
  on.write(contract.endDelegation, (work, { params }) => delegations.endDelegation(work, params.delegation))
  on.read(contract.listDelegations, (view, { query }) => delegations.listDelegations(view, query))
}

function apiKeyRoutes(on: On): void {
  // Answers itself: the secret must not be kept as the answer to an idempotency key.
  on.raw(contract.issueApiKey, async (view, { body }, { reply }) => {
    await reply.code(201).send(await issueApiKey(view, body))
  })
  on.read(contract.listApiKeys, (view, { query }) => listApiKeys(view, query))
  on.read(contract.getApiKey, (view, { params }) => apiKeyDetail(view, params.id))
  on.write(contract.revokeApiKey, async (work, { params }) => {
    await revokeApiKey(work, params.id)
    return {}
  })
}
