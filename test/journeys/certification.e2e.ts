// From application to certificate by hand in a browser, one journey per role:
// npm run journeys -- --test-name-pattern=<words>; MANUAL_IMAGES=1 writes the pictures of the manual anew.
import {
  acceptorAcceptsTheApplication, auditorAuditsTheSite, auditorReviewsSamplesAndEvaluates, deciderDecidesUnlessEvaluator,
  reviewerReviewsTheEvaluation,
} from './body.ts'
import { agentAppliesForCertification, representativeSigns } from './enterprise.ts'
import { auditorWorksWithoutANetwork } from './fieldwork.ts'
import { journeysOfOneHouse } from './journey.ts'
import { laboratoryTestsAndSigns } from './laboratory.ts'
import {
  auditorAssessesAService, failingValueIsTestedAgain, representativeSignsForTheMark, reviewerSendsBack,
  supplementOpensNamedFields,
} from './turns.ts'

const journey = journeysOfOneHouse()

journey(
  'enterprise-agent: registers a product, assesses it, applies from the task list and gets a receipt',
  agentAppliesForCertification,
)
journey('enterprise-representative: signs the declaration and the certification contract', representativeSigns)
journey('body-acceptor: accepts an application from the queue and offers the contract', acceptorAcceptsTheApplication)
journey('body-auditor: reviews documents, samples, orders the test and evaluates', auditorReviewsSamplesAndEvaluates)
journey('body-auditor: plans and holds an audit at the site', auditorAuditsTheSite)
journey('field: signs in and notes at a site without a network, and nothing happens twice', auditorWorksWithoutANetwork)
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
