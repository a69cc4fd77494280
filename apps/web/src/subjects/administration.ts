import { s } from './subject.ts'
import type { Subject } from './subject.ts'

/** Accounts, roles, deadlines, logs. */
export const ADMINISTRATION: readonly Subject[] = [
  s({
    path: 'accounts',
    type: 'account',
    name: { zh: '账户', en: 'Accounts' },
    list: 'listAccounts',
    columns: ['login', 'name', 'disabled', 'secondFactor', 'memberships', 'createdAt'],
  }),
  s({
    path: 'memberships',
    type: 'membership',
    name: { zh: '岗位', en: 'Memberships' },
    list: 'listMemberships',
    detail: 'getMembership',
    param: 'membership',
    columns: ['name', 'login', 'roleName', 'organisation', 'region', 'status', 'requestedOn'],
    creates: ['requestMembership'],
    title: ['name'],
  }),
  s({
    path: 'deadlines',
    type: 'deadline',
    name: { zh: '期限', en: 'Deadlines' },
    list: 'listDeadlines',
    columns: ['label', 'responsible', 'dueOn', 'late', 'workingDaysLeft', 'paused', 'startedOn'],
  }),
  s({
    path: 'delegations',
    type: 'delegation',
    name: { zh: '委托代行', en: 'Delegations' },
    list: 'listDelegations',
    columns: ['roleName', 'by', 'to', 'from', 'until', 'status'],
    creates: ['grantDelegation'],
  }),
  s({
    path: 'api-keys',
    type: 'api-key',
    name: { zh: '接口密钥', en: 'API keys' },
    list: 'listApiKeys',
    detail: 'getApiKey',
    columns: ['name', 'scopes', 'status', 'createdAt', 'expiresOn'],
    creates: ['issueApiKey'],
  }),
  s({
    path: 'platform-keys',
    type: 'platform-keys',
    name: { zh: '平台密钥', en: 'Keys of the platform' },
    list: 'listPlatformKeys',
    columns: ['id', 'use', 'from', 'until', 'revoked', 'compromisedSince'],
    creates: ['replacePlatformKey', 'giveUpKey'],
  }),
  s({
    path: 'roles',
    type: 'role',
    name: { zh: '岗位目录', en: 'Roles' },
    list: 'listRoles',
    columns: ['name', 'capacity', 'organisation', 'scope', 'secondFactor', 'grants'],
  }),
  s({
    path: 'security-log',
    type: 'security-log',
    name: { zh: '安全日志', en: 'Security log' },
    list: 'listSecurityLog',
    columns: ['at', 'label', 'login', 'detail'],
  }),
  s({
    path: 'acts',
    type: 'act',
    name: { zh: '行为记录', en: 'Acts' },
    list: 'listActs',
    columns: ['index', 'type', 'subjectType', 'capacity', 'role', 'decidedOn', 'effectiveOn', 'recordedAt', 'public'],
  }),
]
