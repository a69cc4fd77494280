import { Type } from 'typebox'
import { endpoint } from './endpoint.ts'
import { IdentityFields, PersonName, PhoneField } from './parties.ts'
import type { RefusalWords } from './refusals.ts'
import {
  Area,
  closed,
  Day,
  Id,
  Line,
  Next,
  oneOf,
  PageOf,
  Paging,
  RegionCode,
  Text,
  TimelineEntry,
  words,
} from './schema.ts'

export const IDENTITY_REFUSALS = {
  'api-key-too-long': { status: 422, zh: '接口密钥有效期须在今天之后、一年之内', en: 'An API key ends after today and within a year' },
  'api-key-beyond-role': { status: 422, zh: '您的岗位没有这项权限：{scope}', en: 'Your role does not have this right: {scope}' },
  'api-key-not-here': { status: 403, zh: '接口密钥不能用于此处，请登录', en: 'An API key does not open this; sign in' },
  'sign-in-failed': { status: 401, zh: '登录名、密码或动态验证码不正确', en: 'Login, password or one-time code is not right' },
  'sign-in-throttled': {
    status: 429, zh: '尝试次数过多，请 {seconds} 秒后再试', en: 'Too many attempts: try again in {seconds} s',
  },
  'second-factor-not-enrolled': {
    status: 403, zh: '该岗位须先绑定动态验证码', en: 'This role needs a second factor: enrol one first',
  },
  'second-factor-enrolled': { status: 409, zh: '动态验证码已经绑定', en: 'The second factor is enrolled already' },
  'second-factor-required': {
    status: 409, zh: '您的岗位必须使用动态验证码，不能解除', en: 'Your role requires the second factor: it cannot be removed',
  },
  'one-time-code-wrong': {
    status: 422, zh: '动态验证码不正确，或者已经用过', en: 'The one-time code is wrong or has been used',
  },
  'mail-broken': { status: 400, zh: '邮箱地址有误：{why}', en: 'The mail address is wrong: {whyEn}' },
  'mail-code-wrong': {
    status: 422, zh: '验证码不正确、已用过或已过期；最多可试 {most} 次，之后请重新获取',
    en: 'The code is wrong, was used, or is too old; after {most} attempts ask for a new one',
  },
  'mail-code-recent': {
    status: 429, zh: '验证码刚刚发出，请 {seconds} 秒后再试', en: 'A code was just sent: try again in {seconds} s',
  },
  'password-wrong': { status: 422, zh: '当前密码不正确', en: 'The present password is not right' },
  'password-short': { status: 422, zh: '密码至少 {least} 个字符', en: 'A password has at least {least} characters' },
  'password-known': {
    status: 422, zh: '这个密码太常见或太容易猜到，请换一个', en: 'This password is too common or too easy to guess: choose another',
  },
  'login-taken': { status: 409, zh: '登录名已被使用，请换一个', en: 'This login is taken: choose another' },
  'login-form': {
    status: 400, zh: '登录名为 3 至 40 位小写字母、数字、点或连字符，以字母开头',
    en: 'A login has 3 to 40 lower-case letters, digits, dots or hyphens and begins with a letter',
  },
  'reset-not-valid': { status: 410, zh: '重置链接无效、已用过或已过期', en: 'The reset link is not valid, was used, or is too old' },
  'account-unknown': { status: 422, zh: '没有这个账户，或者账户已停用', en: 'No such account, or it is disabled' },
  'own-account': { status: 403, zh: '不能对自己的账户办理此事', en: 'Not possible on one’s own account' },
  'role-unknown': { status: 422, zh: '没有这个岗位：{role}', en: 'No such role: {role}' },
  'role-not-of-organisation': {
    status: 422, zh: '该机构不设此岗位（{role}）', en: 'This organisation has no such role ({role})',
  },
  'role-by-authorisation': {
    status: 422, zh: '企业岗位只能由登记和授权产生', en: 'Roles of enterprises come from registration and authorisation alone',
  },
  'region-needed': { status: 422, zh: '该岗位须指定管辖区域', en: 'This role needs its region' },
  'region-beyond-organisation': {
    status: 422, zh: '管辖区域超出该机构的区域', en: 'The region lies outside that of the organisation',
  },
  'roles-incompatible': {
    status: 409, zh: '此人已任“{held}”，不得兼任“{role}”', en: 'This person is “{held}” and may not also be “{role}”',
  },
  'one-body-only': {
    status: 409, zh: '认证人员只能在一个机构执业', en: 'Certification persons practise in one body only',
  },
  'membership-exists': { status: 409, zh: '该账户已有此岗位或申请', en: 'The account has or has asked for this role already' },
  'approve-own-request': {
    status: 403, zh: '不得审批本人提出或本人受益的申请', en: 'Nobody approves what they asked for or gain by',
  },
  'delegation-period': {
    status: 422, zh: '委托期限有误：不早于今天，止日不早于起日，最长一年',
    en: 'The term of the delegation is wrong: not before today, the end not before the start, one year at most',
  },
  'delegation-to-self': { status: 422, zh: '不能委托给本人', en: 'A delegation goes to another person' },
  'delegate-not-of-organisation': {
    status: 422, zh: '受托人须是本单位在岗人员', en: 'The delegate must hold a role in the same organisation',
  },
  'role-not-delegable': { status: 422, zh: '该岗位不得委托', en: 'This role may not be delegated' },
  'membership-needed': { status: 403, zh: '请先选择岗位', en: 'Choose a role first' },
} as const satisfies Record<string, RefusalWords>

const Login = Line(60, {
  zh: '登录名',
  en: 'Login',
  hint: { zh: '小写字母、数字、点或连字符', en: 'Lower-case letters, digits, dots or hyphens' },
})
const Password = (of: { zh: string; en: string }) =>
  Type.String({ minLength: 1, maxLength: 256, ...words({ ...of, widget: 'password' }) })
const NewPassword = Password({
  zh: '新密码（至少 8 个字符，可用短句）',
  en: 'New password (8 characters or more; a sentence is fine)',
})
const OneTimeCode = Type.String({
  pattern: '^[0-9]{6}$',
  ...words({ zh: '动态验证码', en: 'One-time code', widget: 'one-time-code' }),
})
const Done = Type.Object({})
const NewsBy = oneOf(['all', 'sms', 'mail', 'none'], words({
  zh: '工作台以外的消息', en: 'News outside the workbench', choices: {
    all: { zh: '短信和邮件', en: 'Text message and mail' }, sms: { zh: '只发短信', en: 'Text message only' },
    mail: { zh: '只发邮件', en: 'Mail only' }, none: { zh: '不发，只在工作台看', en: 'None: in the workbench only' },
  },
}))

/** A membership as the session shows it. For a delegation, `id` is the delegation's and `delegated` is true. */
export const MembershipShown = Type.Object({
  id: Type.String(), role: Type.String(), roleName: Text, capacity: Type.String(),
  organisation: Type.Object({ id: Type.String(), name: Text }),
  region: Type.Optional(Type.String()), delegated: Type.Optional(Type.Boolean()),
  /** The role needs a second factor. */
  secondFactor: Type.Boolean(),
})

export const Session = Type.Object({
  account: Type.Object({ id: Type.String(), login: Type.String(), name: Type.String() }),
  memberships: Type.Array(MembershipShown),
  /** Id of the acting membership (or delegation) among `memberships`; absent for an account that may not act yet. */
  membership: Type.Optional(Type.String()),
  grants: Type.Array(Type.String()),
  officialToday: Type.String(),
  secondFactor: oneOf(['none', 'enrolled']),
  /** System time until which signing needs no further one-time code. */
  confirmedUntil: Type.Optional(Type.String()),
  /** System time at which the session ends if nothing is asked before, and in any case. */
  idleEndsAt: Type.String(), endsAt: Type.String(),
})

export const signIn = endpoint({
  id: 'signIn',
  method: 'POST',
  url: '/api/v1/session',
  kind: 'record',
  may: 'public',
  scope: 'self',
  summary: { zh: '登录', en: 'Sign in' },
  body: closed({
    login: Login,
    password: Password({ zh: '密码', en: 'Password' }),
    oneTimeCode: Type.Optional(OneTimeCode),
  }),
  response: Session,
  creates: true,
})
export const getSession = endpoint({
  id: 'getSession', method: 'GET', url: '/api/v1/session', kind: 'read', may: 'signed-in', scope: 'self',
  summary: { zh: '当前会话', en: 'The present session' }, response: Session,
})
export const signOut = endpoint({
  id: 'signOut', method: 'DELETE', url: '/api/v1/session', kind: 'record', may: 'signed-in', scope: 'self',
  summary: { zh: '退出', en: 'Sign out' }, response: Done,
})
export const switchMembership = endpoint({
  id: 'switchMembership',
  method: 'PUT',
  url: '/api/v1/session/membership',
  kind: 'record',
  may: 'signed-in',
  scope: 'self',
  summary: { zh: '切换岗位', en: 'Act in another role' },
  body: closed({ membership: Id({ zh: '岗位', en: 'Role' }), oneTimeCode: Type.Optional(OneTimeCode) }),
  response: Session,
})
export const confirmSession = endpoint({
  id: 'confirmSession',
  method: 'POST',
  url: '/api/v1/session/confirmation',
  kind: 'record',
  may: 'signed-in',
  scope: 'self',
  summary: { zh: '输入动态验证码', en: 'Give a one-time code' },
  body: closed({ oneTimeCode: OneTimeCode }),
  response: Type.Object({ confirmedUntil: Type.String() }),
})
export const listSessions = endpoint({
  id: 'listSessions', method: 'GET', url: '/api/v1/sessions', kind: 'read', may: 'signed-in', scope: 'self',
  summary: { zh: '我的会话', en: 'My sessions' },
  response: PageOf(Type.Object({
    id: Type.String(), createdAt: Type.String(), seenAt: Type.String(), endsAt: Type.String(), current: Type.Boolean(),
    roleName: Type.Optional(Text),
  })),
})
export const endSession = endpoint({
  id: 'endSession', method: 'DELETE', url: '/api/v1/sessions/:session', kind: 'record', may: 'signed-in', scope: 'self',
  summary: { zh: '结束一个会话', en: 'End a session' }, params: closed({ session: Id() }), response: Done,
})
export const endOtherSessions = endpoint({
  id: 'endOtherSessions', method: 'DELETE', url: '/api/v1/sessions', kind: 'record', may: 'signed-in', scope: 'self',
  summary: { zh: '结束其他会话', en: 'End all other sessions' }, response: Type.Object({ ended: Type.Integer() }),
})

export const registerAccount = endpoint({
  id: 'registerAccount',
  method: 'POST',
  url: '/api/v1/accounts',
  kind: 'record',
  may: 'public',
  scope: 'self',
  summary: { zh: '注册账户', en: 'Register an account' },
  body: closed({
    login: Login,
    password: NewPassword,
    name: PersonName,
    ...IdentityFields,
    phone: Type.Optional(PhoneField),
  }),
  response: Type.Object({ id: Type.String(), login: Type.String() }),
  creates: true,
})
export const getAccount = endpoint({
  id: 'getAccount', method: 'GET', url: '/api/v1/account', kind: 'read', may: 'signed-in', scope: 'self',
  summary: { zh: '我的账户', en: 'My account' },
  response: Type.Object({
    id: Type.String(), login: Type.String(), name: Type.String(), idKind: Type.String(), idMask: Type.String(),
    phoneMask: Type.Optional(Type.String()), mailMask: Type.Optional(Type.String()),
    /** Masked address that waits for its code. */
    mailPendingMask: Type.Optional(Type.String()),
    newsBy: NewsBy, secondFactor: oneOf(['none', 'enrolled']), createdAt: Type.String(),
    passwordChangedAt: Type.String(), next: Type.Array(Next),
  }),
})
export const startMailAddress = endpoint({
  id: 'startMailAddress', method: 'POST', url: '/api/v1/account/mail', kind: 'record', may: 'signed-in', scope: 'self',
  summary: { zh: '绑定邮箱', en: 'Set a mail address' },
  body: closed({
    mail: Line(254, { zh: '邮箱地址', en: 'Mail address', pii: 'mail' }),
    password: Password({ zh: '当前密码', en: 'Present password' }),
  }),
  /** A code goes to the address; it counts from its confirmation on. */
  response: Type.Object({ mailPendingMask: Type.String() }),
})
export const confirmMailAddress = endpoint({
  id: 'confirmMailAddress', method: 'PUT', url: '/api/v1/account/mail', kind: 'record', may: 'signed-in', scope: 'self',
  summary: { zh: '确认邮箱', en: 'Confirm the mail address' },
  body: closed({
    code: Type.String({ pattern: '^[0-9]{6}$', ...words({ zh: '邮件中的验证码', en: 'Code from the mail' }) }),
  }),
  response: Type.Object({ mailMask: Type.String() }),
})
export const removeMailAddress = endpoint({
  id: 'removeMailAddress', method: 'DELETE', url: '/api/v1/account/mail', kind: 'record', may: 'signed-in',
  scope: 'self', summary: { zh: '解除邮箱', en: 'Remove the mail address' }, response: Done,
})
export const chooseNews = endpoint({
  id: 'chooseNews', method: 'PUT', url: '/api/v1/account/news', kind: 'record', may: 'signed-in', scope: 'self',
  summary: { zh: '选择消息方式', en: 'Choose how news comes' }, body: closed({ newsBy: NewsBy }), response: Done,
})
export const changePassword = endpoint({
  id: 'changePassword', method: 'PUT', url: '/api/v1/account/password', kind: 'record', may: 'signed-in', scope: 'self',
  summary: { zh: '修改密码', en: 'Change the password' },
  body: closed({ current: Password({ zh: '当前密码', en: 'Present password' }), password: NewPassword }), response: Done,
})
export const startSecondFactor = endpoint({
  id: 'startSecondFactor', method: 'POST', url: '/api/v1/account/second-factor', kind: 'record', may: 'signed-in',
  scope: 'self', summary: { zh: '绑定动态验证码', en: 'Enrol a second factor' },
  body: closed({ password: Password({ zh: '当前密码', en: 'Present password' }), oneTimeCode: Type.Optional(OneTimeCode) }),
  /** Shown once; confirm with a code of it. */
  response: Type.Object({ secret: Type.String(), uri: Type.String() }),
})
export const confirmSecondFactor = endpoint({
  id: 'confirmSecondFactor', method: 'PUT', url: '/api/v1/account/second-factor', kind: 'record', may: 'signed-in',
  scope: 'self', summary: { zh: '确认动态验证码', en: 'Confirm the second factor' },
  body: closed({ oneTimeCode: OneTimeCode }), response: Session,
})
export const askPasswordReset = endpoint({
  id: 'askPasswordReset', method: 'POST', url: '/api/v1/password-resets', kind: 'record', may: 'public', scope: 'self',
  summary: { zh: '忘记密码', en: 'Ask for a password reset' }, body: closed({ login: Login }), response: Done,
})
export const completePasswordReset = endpoint({
  id: 'completePasswordReset',
  method: 'PUT',
  url: '/api/v1/password-resets',
  kind: 'record',
  may: 'public',
  scope: 'self',
  summary: { zh: '重置密码', en: 'Set a new password' },
  body: closed({
    token: Type.String({ pattern: '^[A-Za-z0-9_-]{43}$', ...words({ zh: '重置码', en: 'Reset code' }) }),
    password: NewPassword,
  }),
  response: Done,
})

export const listAccounts = endpoint({
  id: 'listAccounts', method: 'GET', url: '/api/v1/accounts', kind: 'read', may: 'account:read', scope: 'all',
  summary: { zh: '账户', en: 'Accounts' }, query: closed(Paging),
  response: PageOf(Type.Object({
    id: Type.String(), login: Type.String(), name: Type.String(), disabled: Type.Boolean(), createdAt: Type.String(),
    secondFactor: oneOf(['none', 'enrolled']), memberships: Type.Integer(), next: Type.Array(Next),
  })),
})
const AccountParams = closed({ account: Id() })
const AccountReason = closed({ reason: Area(500, { zh: '原因', en: 'Reason' }) })
export const disableAccount = endpoint({
  id: 'disableAccount', method: 'POST', url: '/api/v1/accounts/:account/disabling', kind: 'record', may: 'account:lock',
  scope: 'all', signs: true, summary: { zh: '停用账户', en: 'Disable an account' },
  params: AccountParams, body: AccountReason, response: Done,
})
export const enableAccount = endpoint({
  id: 'enableAccount', method: 'POST', url: '/api/v1/accounts/:account/enabling', kind: 'record', may: 'account:lock',
  scope: 'all', signs: true, summary: { zh: '恢复账户', en: 'Enable an account' },
  params: AccountParams, body: AccountReason, response: Done,
})
export const resetSecondFactor = endpoint({
  id: 'resetSecondFactor', method: 'POST', url: '/api/v1/accounts/:account/second-factor-reset', kind: 'record',
  may: 'account:reset', scope: 'all', signs: true, summary: { zh: '重置动态验证码', en: 'Reset a second factor' },
  params: AccountParams, body: AccountReason, response: Done,
})

export const Membership = Type.Object({
  id: Type.String(), status: Type.String(), role: Type.String(), roleName: Text,
  organisation: Type.Object({ id: Type.String(), name: Text }), region: Type.Optional(Type.String()),
  account: Type.String(), login: Type.String(), name: Type.String(),
  requestedOn: Type.String(), approvedOn: Type.Optional(Type.String()), endedOn: Type.Optional(Type.String()),
  next: Type.Array(Next), timeline: Type.Optional(Type.Array(TimelineEntry)),
})
const MembershipParams = closed({ membership: Id() })
const MembershipAnswer = Type.Object({ id: Type.String(), status: Type.String() })
const Reason = closed({ reason: Area(500, { zh: '原因', en: 'Reason' }) })

export const requestMembership = endpoint({
  id: 'requestMembership',
  method: 'POST',
  url: '/api/v1/memberships',
  kind: 'act',
  may: 'membership:request',
  scope: 'organisation',
  summary: { zh: '申请设置岗位', en: 'Ask for a role for an account' },
  body: closed({
    login: Login,
    organisation: Type.Optional(
      Id({
        zh: '机构',
        en: 'Organisation',
        widget: 'organisation',
        hint: { zh: '不填为本单位', en: 'One’s own when left empty' },
        from: { endpoint: 'listOrganisations', value: 'id', label: 'name' },
      }),
    ),
    role: Line(60, {
      zh: '岗位',
      en: 'Role',
      widget: 'pick',
      from: { endpoint: 'listRoles', value: 'id', label: 'name' },
    }),
    region: Type.Optional(RegionCode({ zh: '管辖区域', en: 'Region' })),
  }),
  response: MembershipAnswer,
  creates: true,
})
export const approveMembership = endpoint({
  id: 'approveMembership', method: 'POST', url: '/api/v1/memberships/:membership/approval', kind: 'act',
  may: 'membership:approve', scope: 'all', signs: true, summary: { zh: '批准岗位', en: 'Approve a role' },
  params: MembershipParams, body: closed({}), response: MembershipAnswer,
})
export const refuseMembership = endpoint({
  id: 'refuseMembership', method: 'POST', url: '/api/v1/memberships/:membership/refusal', kind: 'act',
  may: 'membership:approve', scope: 'all', summary: { zh: '不批准岗位', en: 'Refuse a role' },
  params: MembershipParams, body: Reason, response: MembershipAnswer,
})
export const revokeMembership = endpoint({
  id: 'revokeMembership', method: 'POST', url: '/api/v1/memberships/:membership/revocation', kind: 'act',
  may: 'membership:revoke', scope: 'organisation', summary: { zh: '撤销岗位', en: 'Revoke a role' },
  params: MembershipParams, body: Reason, response: MembershipAnswer,
})
export const listMemberships = endpoint({
  id: 'listMemberships', method: 'GET', url: '/api/v1/memberships', kind: 'read', may: 'membership:read',
  scope: 'organisation', summary: { zh: '岗位', en: 'Memberships' },
  query: closed({
    ...Paging,
    status: Type.Optional(oneOf(['requested', 'active', 'refused', 'ended'], words({
      zh: '状态', en: 'Status', choices: {
        requested: { zh: '待批准', en: 'Requested' }, active: { zh: '在岗', en: 'Active' },
        refused: { zh: '未批准', en: 'Refused' }, ended: { zh: '已结束', en: 'Ended' },
      },
    }))),
    organisation: Type.Optional(Id()),
  }),
  response: PageOf(Membership),
})
export const getMembership = endpoint({
  id: 'getMembership', method: 'GET', url: '/api/v1/memberships/:membership', kind: 'read', may: 'membership:read',
  scope: 'organisation', summary: { zh: '岗位详情', en: 'A membership' }, params: MembershipParams, response: Membership,
})
export const listRoles = endpoint({
  id: 'listRoles', method: 'GET', url: '/api/v1/roles', kind: 'read', may: 'signed-in', scope: 'public',
  summary: { zh: '岗位目录', en: 'Roles' },
  response: PageOf(Type.Object({
    id: Type.String(), name: Text, capacity: Type.String(), organisation: Type.String(), scope: Type.String(),
    secondFactor: Type.Boolean(), grants: Type.Array(Type.String()),
  })),
})

export const Delegation = Type.Object({
  id: Type.String(),
  status: Type.String(),
  role: Type.String(),
  roleName: Text,
  from: Type.String(),
  until: Type.String(),
  /** Names of the two persons, for those concerned. */
  by: Type.String(),
  to: Type.String(),
  next: Type.Array(Next),
})
export const grantDelegation = endpoint({
  id: 'grantDelegation',
  method: 'POST',
  url: '/api/v1/delegations',
  kind: 'act',
  may: 'signed-in',
  scope: 'self',
  signs: true,
  summary: { zh: '委托他人代行本岗位', en: 'Delegate one’s role' },
  body: closed({
    login: Login,
    from: Day({ zh: '起日', en: 'From' }),
    until: Day({ zh: '止日', en: 'Until' }),
    reason: Area(500, { zh: '原因', en: 'Reason' }),
  }),
  response: Type.Object({ id: Type.String(), status: Type.String() }),
  creates: true,
})
export const endDelegation = endpoint({
  id: 'endDelegation',
  method: 'POST',
  url: '/api/v1/delegations/:delegation/end',
  kind: 'act',
  may: 'signed-in',
  scope: 'self',
  summary: { zh: '结束委托', en: 'End a delegation' },
  params: closed({ delegation: Id() }),
  body: closed({}),
  response: Type.Object({ id: Type.String(), status: Type.String() }),
})
export const listDelegations = endpoint({
  id: 'listDelegations',
  method: 'GET',
  url: '/api/v1/delegations',
  kind: 'read',
  may: 'signed-in',
  scope: 'self',
  summary: { zh: '我给出和接受的委托', en: 'Delegations given and received' },
  query: closed(Paging),
  response: PageOf(Delegation),
})

export const listSecurityLog = endpoint({
  id: 'listSecurityLog',
  method: 'GET',
  url: '/api/v1/security-log',
  kind: 'read',
  may: 'audit-log:read',
  scope: 'all',
  summary: { zh: '安全日志', en: 'Security log' },
  query: closed({ ...Paging, event: Type.Optional(Type.String({ maxLength: 40 })) }),
  response: PageOf(
    Type.Object({
      id: Type.String(),
      at: Type.String(),
      event: Type.String(),
      label: Text,
      account: Type.Optional(Type.String()),
      login: Type.Optional(Type.String()),
      detail: Type.Optional(Type.String()),
    }),
  ),
})

export const explainAccess = endpoint({
  id: 'explainAccess', method: 'GET', url: '/api/v1/explanations', kind: 'read', may: 'signed-in', scope: 'self',
  summary: { zh: '我为什么能看到它', en: 'Why can I see this' },
  query: closed({ subjectType: Type.String({ pattern: '^[a-z][a-z-]{1,40}$' }), subject: Id() }),
  response: Type.Object({
    sentence: Text, membership: Type.Optional(Type.String()),
    role: Type.Optional(Type.Object({ id: Type.String(), name: Text })),
    organisation: Type.Optional(Type.Object({ id: Type.String(), name: Text })),
    /** The right asked for, and whose rows it reaches. */
    right: Type.String(), scope: Type.String(), region: Type.Optional(Type.String()),
    delegatedBy: Type.Optional(Type.String()),
  }),
})

export const listDemoOneTimeCodes = endpoint({
  id: 'listDemoOneTimeCodes',
  method: 'GET',
  url: '/api/v1/demo/one-time-codes',
  kind: 'public',
  may: 'public',
  scope: 'public',
  summary: {
    zh: '演示账户与动态验证码（仅演示模式）',
    en: 'Demonstration accounts and their one-time codes (demonstration mode only)',
  },
  response: PageOf(
    Type.Object({
      login: Type.String(),
      role: Type.String(),
      roleName: Text,
      organisation: Text,
      password: Type.Optional(Type.String()),
      code: Type.Optional(Type.String()),
      /**
       * How long `code`, which was not used before, is good; when it is absent, until there is one; 0 without a factor.
       */
      seconds: Type.Integer(),
    }),
  ),
})

/** What a key may do at most; never to sign or decide. */
export const API_KEY_SCOPES = ['trace:capture', 'trace:read', 'code:read', 'code:download', 'code:activate'] as const
const SCOPE_WORDS = {
  'trace:capture': { zh: '上报追溯事件', en: 'Capture trace events' },
  'trace:read': { zh: '查询追溯事件', en: 'Query trace events' },
  'code:read': { zh: '查看标识码', en: 'Read item codes' }, 'code:download': { zh: '下载印刷文件', en: 'Download printer files' },
  'code:activate': { zh: '激活标识码', en: 'Activate item codes' },
}

export const ApiKey = Type.Object({
  id: Type.String(), name: Type.String(), scopes: Type.Array(oneOf(API_KEY_SCOPES, words({
    zh: '权限', en: 'Rights', choices: SCOPE_WORDS,
  }))), status: oneOf(['active', 'revoked', 'expired']), createdAt: Type.String(),
  expiresOn: Type.String(words({ zh: '有效至', en: 'Valid until' })),
})

/** A key for a printer or an ERP. Its secret is in this answer and nowhere else. */
export const issueApiKey = endpoint({
  id: 'issueApiKey', method: 'POST', url: '/api/v1/api-keys', kind: 'record', may: 'api-key:manage',
  scope: 'organisation', creates: true,
  summary: { zh: '签发接口密钥', en: 'Issue an API key' },
  body: closed({
    name: Line(60, { zh: '用途', en: 'Used by', hint: { zh: '如：二号线喷码机', en: 'such as: printer of line 2' } }),
    scopes: Type.Array(oneOf(API_KEY_SCOPES), {
      minItems: 1, maxItems: API_KEY_SCOPES.length, uniqueItems: true,
      ...words({ zh: '权限', en: 'Rights', choices: SCOPE_WORDS }),
    }),
    expiresOn: Day({ zh: '有效至（不超过一年）', en: 'Valid until (a year at most)' }),
  }),
  response: Type.Intersect([ApiKey, Type.Object({ secret: Type.String() })]),
})
export const listApiKeys = endpoint({
  id: 'listApiKeys', method: 'GET', url: '/api/v1/api-keys', kind: 'read', may: 'api-key:manage',
  scope: 'organisation',
  summary: { zh: '接口密钥', en: 'API keys' }, query: closed(Paging), response: PageOf(ApiKey),
})
export const getApiKey = endpoint({
  id: 'getApiKey', method: 'GET', url: '/api/v1/api-keys/:id', kind: 'read', may: 'api-key:manage',
  scope: 'organisation',
  summary: { zh: '一个接口密钥', en: 'One API key' }, params: closed({ id: Id() }),
  response: Type.Intersect([ApiKey, Type.Object({ next: Type.Array(Next) })]),
})
export const revokeApiKey = endpoint({
  id: 'revokeApiKey', method: 'POST', url: '/api/v1/api-keys/:id/revocation', kind: 'record', may: 'api-key:manage',
  scope: 'organisation',
  summary: { zh: '吊销接口密钥', en: 'Revoke an API key' }, params: closed({ id: Id() }), response: Done,
})
