// The main job by hand in a browser, one journey per role; each begins from a file of its own and runs alone too:
// npm run journeys -- --test-name-pattern=<words>; MANUAL_IMAGES=1 writes the pictures of the manual anew.
import { after, before, test } from 'node:test'
import { administratorsStayApart } from './administration.ts'
import { agentOrdersCodes, certificateFallsAndRises } from './aftermath.ts'
import { cityOrdersTheBody, provinceOnlyReadsCertificates, secretariatKeepsTheRegister } from './authorities.ts'
import {
  acceptorAcceptsTheApplication, auditorAuditsTheSite, auditorReviewsSamplesAndEvaluates, deciderDecidesUnlessEvaluator,
  reviewerReviewsTheEvaluation,
} from './body.ts'
import { agentAppliesForCertification, representativeSigns } from './enterprise.ts'
import { laboratoryTestsAndSigns } from './laboratory.ts'
import { countyChecksFactsOfTheCounty, licensorGrantsTheMark } from './licensing.ts'
import { buyerReadsTheCertificate, buyerVerifiesWithoutTheServer, shopperVerifiesAndReports } from './public.ts'
import { evaluationFromProgrammeToExit } from './market.ts'
import { openHouse } from './support.ts'
import {
  auditorAssessesAService, failingValueIsTestedAgain, representativeSignsForTheMark, reviewerSendsBack,
  supplementOpensNamedFields,
} from './turns.ts'
import type { House } from './support.ts'

let house: House

before(async () => { house = await openHouse() }, { timeout: 300_000 })
after(async () => { await house.close() }, { timeout: 30_000 })

const journey = (title: string, run: (house: House) => Promise<void>, timeout = 180_000): void => {
  void test(title, { timeout }, async (t) => {
    try {
      await run(house)
    } catch (error) {
      for (const desk of house.desks) t.diagnostic(await desk.leave())
      throw error
    }
  })
}

journey(
  'enterprise-agent: registers a product, assesses it, applies from the task list and gets a receipt',
  agentAppliesForCertification,
)
journey('enterprise-representative: signs the declaration and the certification contract', representativeSigns)
journey('body-acceptor: accepts an application from the queue and offers the contract', acceptorAcceptsTheApplication)
journey('body-auditor: reviews documents, samples, orders the test and evaluates', auditorReviewsSamplesAndEvaluates)
journey('body-auditor: plans and holds an audit at the site', auditorAuditsTheSite)
journey('laboratory: the tester enters values, the signatory issues the report', laboratoryTestsAndSigns)
journey('body-reviewer: reviews the evaluation beside the documents', reviewerReviewsTheEvaluation)
journey(
  'body-decider: who evaluated is refused, another person decides and a certificate stands',
  deciderDecidesUnlessEvaluator,
)
journey('turn: a supplement opens only the field that was named', supplementOpensNamedFields)
journey('turn: a failing value is corrected and tested again', failingValueIsTestedAgain)
journey('turn: a review sends back, the file is evaluated anew', reviewerSendsBack)
journey('turn: a service is assessed, not sampled', auditorAssessesAService)
journey('turn: the representative signs the contract of the mark', representativeSignsForTheMark)
journey('after: a certificate is suspended, corrected, restored and withdrawn', certificateFallsAndRises)
journey('after: codes are ordered, activated and voided', agentOrdersCodes)
journey('licensor: takes an application in, publishes it, decides and announces', licensorGrantsTheMark)
journey('authority-county: sees exactly the work of the county and confirms facts', countyChecksFactsOfTheCounty)
journey('authority-city: orders a body to act', cityOrdersTheBody)
journey('authority-province: reads a certificate and finds nothing to change', provinceOnlyReadsCertificates)
journey('alliance-secretariat: keeps the register of bodies and the standards', secretariatKeepsTheRegister)
journey('administrators: system, security and audit stay apart', administratorsStayApart)
journey('shopper: verifies by link and reports, without a script', shopperVerifiesAndReports)
journey('buyer: reads a certificate in English', buyerReadsTheCertificate)
journey('buyer: verifies a certificate without the server and without a network', buyerVerifiesWithoutTheServer)
// Many screens, and five people who each wait for codes of their own.
journey('market: an evaluation from its programme to a decided exit warning', evaluationFromProgrammeToExit, 420_000)
