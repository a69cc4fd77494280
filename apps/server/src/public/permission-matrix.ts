import type { Endpoint } from '@tianfu/contract'
import { ROLE_IDS } from '@tianfu/scheme'
import type { Edition } from '@tianfu/scheme'
import { rolesOf } from './openapi.ts'

type Described = Endpoint & { readonly module: string }

const SCOPES: Record<string, string> = {
  public: '公开 public', self: '本人 self', organisation: '本单位 organisation', assignment: '承办 assignment',
    region: '本地区 region', all: '全部 all',
}

/**
 * Who may call what, as Markdown: one table for each part of the contract, a column for each role that has anything in
 * it.
 */
export function permissionMatrix(contract: readonly Described[], edition: Edition): string {
  const lines = [
    '# 权限矩阵 / Permission matrix', '',
    '由 `npm run generate` 从接口契约和制度版本生成，不要手改。'
      + 'Generated from the contract and the edition of the scheme; not edited by hand.', '',
    `制度 scheme \`${edition.id}\`，版本 edition \`${
      edition.inForceFrom}\`。● 有此权限 holds the right；签 asks for a one-time code。`, '',
    '## 岗位 / Roles', '', '| 岗位 role | 名称 name | 资格 capacity | 范围 scope | 不得兼任 incompatible |', '|---|---|---|---|---|',
    ...ROLE_IDS.map((id) => {
      const role = edition.roles[id]
      return `| \`${id}\` | ${role.name.zh} ${role.name.en} | ${edition.capacities[role.capacity].zh} | ${
        SCOPES[role.scope] ?? role.scope} | ${role.incompatible.map((one) =>
        edition.roles[one].name.zh).join('、') || '–'} |`
    }),
  ]
  for (const module of new Set(contract.map((one) => one.module))) {
    const endpoints = contract.filter((one) => one.module === module)
    const roles = ROLE_IDS.filter((id) => endpoints.some((one) => rolesOf(edition, one).includes(id)))
    const holds = (one: Described, id: string) => (one.may === 'signed-in' || rolesOf(edition, one).includes(id)
      ? '●' : '')
    lines.push('', `## ${module}`, '',
      `| 接口 operation | 事项 | 方法与地址 | 权限 right | 范围 scope |${
        roles.map((id) => ` ${edition.roles[id].name.zh} |`).join('')}`,
      `|---|---|---|---|---|${roles.map(() => ':-:|').join('')}`,
      ...endpoints.map((one) => `| \`${one.id}\` | ${one.summary.zh}${one.signs ? '（签）'
        : ''} | \`${one.method} ${one.url}\` | ${one.may === 'public' ? '公开 public'
        : one.may === 'signed-in' ? '登录 signed-in' : `\`${one.may}\``} | ${SCOPES[one.scope] ?? one.scope} |${
        roles.map((id) => ` ${holds(one, id)} |`).join('')}`))
  }
  return `${lines.join('\n')}\n`
}
