// The mark: application by the enterprise, facts confirmed by county and city, publicity, decision, contract,
// announcement.
import assert from 'node:assert/strict'
import { licences } from '@tianfu/contract'
import type { LocalDate } from '@tianfu/kernel'
import type { Dossier } from '../walk/dossier.ts'
import { Desk } from './desk.ts'
import { certified } from './prepared.ts'
import type { Certificate } from './prepared.ts'
import type { House } from './support.ts'

export const CONFIRMED = { qualification: 'confirmed', spotChecks: 'confirmed', safety: 'confirmed' } as const

/** An application for the mark on a new certificate of the rice mill. */
export async function appliedFor(house: House): Promise<{ dossier: Dossier; certificate: Certificate; id: string }> {
  const { dossier, certificate } = await certified(house)
  const { id } = await dossier.agent.call(licences.applyForLicence, { body: {
    certificate: certificate.id, products: [{ product: dossier.product.id, yearlyCapacity: 30_000 }],
    media: ['packaging'],
    contactName: '演示联系人', contactPhone: '13900000000' } })
  return { dossier, certificate, id }
}

/**
 * The officer takes the application in and opens publicity; the decider decides when it is over; the mark is announced.
 */
export async function licensorGrantsTheMark(house: House): Promise<void> {
  const { dossier, id } = await appliedFor(house)
  const { stage } = house
  const params = { id }
  const officer = await Desk.signedIn(house, 'licensor-officer')
  const { page } = officer
  await officer.look('licensor-officer-home')
  await officer.go(`/licences/${id}`)
  await officer.act('acceptLicenceApplication', {}, { picture: 'licensor-officer-accept' })
  await page.locator('.ant-drawer').waitFor({ state: 'detached' })
  for (const login of ['authority-county-510681', 'authority-city-510600']) {
    await (await stage.person(login)).call(licences.checkLicenceFacts, {
      params, body: { ...CONFIRMED, note: '经核实，情况属实。' },
    })
  }
  await officer.go(`/licences/${id}`)
  await officer.act('openLicencePublicity')
  await page.locator('.ant-drawer').waitFor({ state: 'detached' })
  await officer.look('licensor-officer-publicity')

  const read = () => stage.person('licensor-officer').then((person) => person.call(licences.getLicence, { params }))
  const { publicity } = await read()
  await stage.time.moveTo(publicity?.until as LocalDate)
  await stage.time.nextWorkingDay()
  await stage.until('公示结束', async () => ((await read()).status === 'deciding' ? true : undefined))
  const decider = await Desk.signedIn(house, 'licensor-decider')
  await decider.look('licensor-decider-home')
  await decider.go(`/licences/${id}`)
  await decider.act('decideLicence', { outcome: 'granted' }, { picture: 'licensor-decider-decision' })
  await decider.page.locator('.ant-drawer').waitFor({ state: 'detached' })
  await decider.close()
  await dossier.representative.call(licences.signLicenceContract, { params, body: { agreed: 'agreed' } })
  await officer.again(`/licences/${id}`)
  await officer.act('announceLicence')
  await page.locator('.ant-drawer').waitFor({ state: 'detached' })
  assert.equal((await read()).standing, 'valid')
  await officer.look('licensor-officer-announced')
  await officer.close()
}

/** A county officer sees the county's work and nothing of another county, and confirms the facts. */
export async function countyChecksFactsOfTheCounty(house: House): Promise<void> {
  const { dossier, id } = await appliedFor(house)
  const { stage } = house
  await (await stage.person('licensor-officer')).call(licences.acceptLicenceApplication, { params: { id }, body: {} })
  const other = await Desk.signedIn(house, 'authority-county')
  await other.go('/licences')
  assert.equal(await other.page.locator(`a[href$="${id}"]`).count(), 0, '别县的许可不在列表里')
  await other.go(`/licences/${id}`)
  await other.page.getByRole('heading', { level: 1 }).waitFor()
  assert.equal(await other.page.locator('[data-action]').count(), 0, '别县的许可打不开')
  await other.look('authority-county-not-found')
  await other.close()

  const desk = await Desk.signedIn(house, 'authority-county-510681')
  await desk.look('authority-county-home')
  await desk.go('/application-summaries')
  await desk.page.locator('.data-table tbody tr').first().waitFor()
  await desk.look('authority-county-applications')
  await desk.go(`/licences/${id}`)
  await desk.act('checkLicenceFacts', { ...CONFIRMED, note: '经核实，情况属实。' }, { picture: 'authority-county-fact-check' })
  await desk.page.locator('.ant-drawer').waitFor({ state: 'detached' })
  const { factChecks } = await dossier.agent.call(licences.getLicence, { params: { id } })
  assert.equal(factChecks.find(({ level }) => level === 'county')?.by, 'authority')
  await desk.close()
}
