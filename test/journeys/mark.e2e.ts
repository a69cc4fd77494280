// From certificate to mark, code and supervision by hand in a browser, one journey per role.
import { administratorsStayApart } from './administration.ts'
import { agentOrdersCodes, certificateFallsAndRises } from './aftermath.ts'
import { cityOrdersTheBody, provinceOnlyReadsCertificates, secretariatKeepsTheRegister } from './authorities.ts'
import { certificateIsChanged, decisionIsAppealed } from './exceptions.ts'
import { journeysOfOneHouse } from './journey.ts'
import { countyChecksFactsOfTheCounty, licensorGrantsTheMark } from './licensing.ts'
import { evaluationFromProgrammeToExit } from './market.ts'
import { buyerReadsTheCertificate, buyerVerifiesWithoutTheServer, shopperVerifiesAndReports } from './public.ts'

const journey = journeysOfOneHouse()

journey('after: a certificate is suspended, corrected, restored and withdrawn', certificateFallsAndRises)
journey('exception: a certificate is changed and issued anew', certificateIsChanged)
journey('exception: a suspension is appealed against and set aside', decisionIsAppealed)
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
journey('market: an evaluation from its programme to a decided exit warning', evaluationFromProgrammeToExit)
