// Three administrators, none of whom can do the other's work.
import assert from 'node:assert/strict'
import { identity } from '@tianfu/contract'
import { Desk } from './desk.ts'
import type { House } from './support.ts'

export async function administratorsStayApart(house: House): Promise<void> {
  const system = await Desk.signedIn(house, 'system-administrator')
  await system.look('system-administrator-home')
  await system.go('/clock')
  await system.look('system-administrator-clock')
  await system.go('/memberships')
  await system.act('requestMembership', { login: 'body-reviewer', organisation: '示例蜀信认证', role: '决定人' }, {
    picture: 'system-administrator-membership',
  })
  await system.page.locator('.ant-drawer').waitFor({ state: 'detached' })
  await system.go('/security-log')
  assert.equal(await system.page.locator('.data-table').count(), 0, '系统管理员看不到安全日志')
  await system.close()

  const { items } = await (await house.stage.person('system-administrator')).call(identity.listMemberships, {
    query: { status: 'requested' } as never,
  })
  assert.ok(items.length > 0)
  const security = await Desk.signedIn(house, 'security-administrator')
  await security.look('security-administrator-home')
  await security.go('/memberships')
  await security.look('security-administrator-memberships')
  await security.go('/accounts')
  await security.look('security-administrator-accounts')
  await security.close()

  const audit = await Desk.signedIn(house, 'audit-administrator')
  await audit.look('audit-administrator-home')
  await audit.go('/security-log')
  await audit.page.locator('.data-table tbody tr').first().waitFor()
  await audit.look('audit-administrator-security-log')
  await audit.go('/acts')
  await audit.page.locator('.data-table tbody tr').first().waitFor()
  await audit.look('audit-administrator-acts')
  await audit.close()
}
