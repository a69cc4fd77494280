/**
 * Evaluation: composite indicators, satisfaction, ratings, consumer voice, judging, draws and sampling.
 *
 * Invariants: pure and deterministic. The same inputs, method and seed give the same bits; nothing here reads a
 * clock, a file or a random source, and digests are passed in. Every formula names its source.
 */

// The numeric kernel: distributions, matrices, even points, counter-based randomness.
export {
  betaCdf, betaDensity, betaQuantile, betaTails, chiSquareCdf, chiSquareQuantile, chiSquareUpper, fCdf, fQuantile,
  fUpper, gammaCdf, gammaQuantile, studentCdf, studentQuantile,
} from './numeric/continuous.ts'
export {
  correlation, covariance, deviation, kurtosis, mean, median, medianDeviation, quantile, ranks, skewness,
  sortedQuantile, spearman, variance,
} from './numeric/describe.ts'
export {
  binomialCdf, binomialPoint, hypergeometricCdf, hypergeometricPoint, poissonCdf, poissonPoint,
} from './numeric/discrete.ts'
export { perron, symmetricEigen } from './numeric/eigen.ts'
export type { Eigen } from './numeric/eigen.ts'
export { digamma, logBeta, logGamma, trigamma } from './numeric/gamma.ts'
export { incompleteGamma } from './numeric/incomplete-gamma.ts'
export { cholesky, choleskyInverse, choleskyLogDet, choleskySolve, solve, solveGeneral } from './numeric/matrix.ts'
export { noncentralStudentCdf } from './numeric/noncentral.ts'
export { bivariateUpper, normalCdf, normalDensity, normalQuantile } from './numeric/normal.ts'
export { philox4x32, seedOf, stream } from './numeric/philox.ts'
export type { Seed, Stream } from './numeric/philox.ts'
export { gaussLegendre, legendreRule } from './numeric/quadrature.ts'
export { goldenMinimum, root } from './numeric/roots.ts'
export { nelderMead } from './numeric/simplex.ts'
export { SOBOL_DIMENSIONS, sobolPoints } from './numeric/sobol.ts'
export {
  betaVariate, dirichletVariate, gammaVariate, integerVariate, normalVariate, shuffle,
} from './numeric/variates.ts'

// Composite indicators.
export { aggregateTree, nodeScores, powerMean, scoreRoom, scoreTree } from './composite/aggregate.ts'
export type { Aggregation, Exponent } from './composite/aggregate.ts'
export {
  complete, concentrationOf, consistencyRatio, DONEGAN_DODD_1991, groupJudgements, judgements, normalisedColumnMean,
  priorities, rowGeometricMean, SAATY_1980, SAATY_2005,
} from './composite/ahp.ts'
export type { Judgements, Priorities, RandomIndex } from './composite/ahp.ts'
export {
  correlationMatrix, cronbachAlpha, principalComponents, standardise, standardisedAlpha,
} from './composite/coherence.ts'
export { preferenceDegree, prometheeNetFlow, topsis } from './composite/crosscheck.ts'
export type { Preference, PreferenceShape } from './composite/crosscheck.ts'
export { decompose, dividedDifference } from './composite/decompose.ts'
export type { Decomposition } from './composite/decompose.ts'
export { criticWeights, entropyWeights } from './composite/dispersion.ts'
export { compileFramework, effectiveWeights } from './composite/framework.ts'
export type { Framework, FrameworkNode } from './composite/framework.ts'
export { METHOD_FACTORS, methodSensitivity, weightSets } from './composite/method-sensitivity.ts'
export type { MethodSensitivity, MethodSpace } from './composite/method-sensitivity.ts'
export { availability, denominate, imputeGroupMean, imputeMean } from './composite/missing.ts'
export {
  borda, distanceToMaximum, distanceToReference, distanceToTarget, fractionOfMaximum, goalposts, minMax,
  officialScore, percentileRank, rankUp, reversed, scale, zScore,
} from './composite/normalise.ts'
export { copelandScores, outrankingMatrix } from './composite/outranking.ts'
export { equivalenceGroups, rankDown, rankDownInto } from './composite/ranking.ts'
export { meanRankShift, regenerator, variantOf } from './composite/regenerate.ts'
export type { Regenerator, Variant } from './composite/regenerate.ts'
export { saltelliDesign, sensitivityIndices, sensitivityIntervals } from './composite/sensitivity.ts'
export type { Sensitivity } from './composite/sensitivity.ts'
export { logShift, treatOutliers, USUAL_TREATMENT, winsorise } from './composite/treat.ts'
export type { Treatment, TreatmentRule } from './composite/treat.ts'
export { summarise, uncertainty } from './composite/uncertainty.ts'
export type { Draws, Goalposts, LeafPosterior, MethodChoices, Uncertainty } from './composite/uncertainty.ts'
export { leafValueFor, slopes } from './composite/whatif.ts'

// Satisfaction.
export { bootstrapFits, bootstrapPaths } from './satisfaction/bootstrap.ts'
export type { PathInterval } from './satisfaction/bootstrap.ts'
export { latentIndices, respondentScores } from './satisfaction/index-score.ts'
export type { IndexConvention, LatentIndex } from './satisfaction/index-score.ts'
export { causalOrder, CCSI_LATENT, CCSI_PATHS, compileModel, ECSI_PATHS } from './satisfaction/model.ts'
export type { CompiledModel, LatentVariable, Mode, PathModel } from './satisfaction/model.ts'
export { momentsInto, momentsOf, selectAnswers } from './satisfaction/moments.ts'
export type { Answers, Moments } from './satisfaction/moments.ts'
export { fitPls } from './satisfaction/pls.ts'
export type { PlsFit, PlsSettings, Scheme } from './satisfaction/pls.ts'
export { CCSI_MODEL, CCSI_QUESTIONS } from './satisfaction/questionnaire.ts'
export type { Question } from './satisfaction/questionnaire.ts'
export { regress, structural, totalEffects } from './satisfaction/structural.ts'
export { designEffect, effectiveSize, netPromoter, rake, sizeForMean, sizeForShare } from './satisfaction/survey.ts'
export type { Margin } from './satisfaction/survey.ts'
export {
  adjustedRSquared, consistent, effectSizes, goodnessOfFit, htmt, reliability, rhoA, unidimensionality,
} from './satisfaction/validity.ts'
export type { Reliability } from './satisfaction/validity.ts'

// Ratings and rates.
export { attackCost, attackCostWeighted } from './ratings/attack.ts'
export {
  cusum, cusumRunLength, ewma, ewmaRunLength, twoSidedRunLength, USUAL_CUSUM, USUAL_EWMA,
} from './ratings/charts.ts'
export { areaUnderCurve, averagePrecision, reviewerAnomaly } from './ratings/consensus.ts'
export type { ConsensusSettings, ReviewLink } from './ratings/consensus.ts'
export { falseDiscovery } from './ratings/discovery.ts'
export { CellWeigher } from './ratings/evidence-cells.ts'
export type { CellWeights, EvidenceCells } from './ratings/evidence-cells.ts'
export { evidenceWeights, LEAST_EVIDENCE, USUAL_EVIDENCE, weightedMean } from './ratings/evidence.ts'
export type { EvidenceRule, EvidenceWeights, Observation } from './ratings/evidence.ts'
export { fitFayHerriot, shrink } from './ratings/fay-herriot.ts'
export type { FayHerriot, Shrunken, TauMethod } from './ratings/fay-herriot.ts'
export { clopperPearson, jeffreys, upperWhenNone, wilson } from './ratings/intervals.ts'
export type { Bounds } from './ratings/intervals.ts'
export {
  betaBinomialLogLikelihood, fitBetaPrior, fitGammaPrior, gammaPoissonLogLikelihood, probabilityBelow, rateOf,
  shareOf,
} from './ratings/rates.ts'
export type { BetaPrior, GammaPrior, RatePosterior } from './ratings/rates.ts'

// Consumer voice.
export { aspectPolarity, aspectsOf, clausesOf, USUAL_ASPECTS } from './voice/aspects.ts'
export type { Aspect } from './voice/aspects.ts'
export { brierScore, plattScaling, reliabilityBins } from './voice/calibration.ts'
export { explainText, probabilityPositive, scoreText, trainClassifier, USUAL_TRAINING } from './voice/classifier.ts'
export type { Classifier, LabelledText, Reason, TrainingSettings } from './voice/classifier.ts'
export { countTexts, sparseRows } from './voice/counting.ts'
export type { CountedTexts, Rows } from './voice/counting.ts'
export { labelReport } from './voice/labelling.ts'
export type { DoubleLabel, LabelReport } from './voice/labelling.ts'
export { bucketOf, countNgrams, eachNgram, normaliseText, USUAL_NGRAMS } from './voice/ngrams.ts'
export type { NgramSettings } from './voice/ngrams.ts'
export { predictionPoweredShare } from './voice/prediction-powered.ts'
export type { PoweredShare } from './voice/prediction-powered.ts'
export { crossValidate, qualityOf, stratifiedFolds, trainCalibrated } from './voice/validation.ts'
export type { Quality } from './voice/validation.ts'

// Judging.
export { assignJudges, randomisedAssignment } from './judging/assignment.ts'
export type { Assignment, AssignmentProblem } from './judging/assignment.ts'
export { finnR, kendallW, meanCorrelation, robinsonA } from './judging/concordance.ts'
export { algebraicConnectivity, components } from './judging/connectivity.ts'
export { addArc, minCostFlow, network } from './judging/flow.ts'
export type { Network } from './judging/flow.ts'
export { icc, meanSquares, spearmanBrown } from './judging/icc.ts'
export type { Icc, IccModel, MeanSquares } from './judging/icc.ts'
export { cohenKappa, fleissKappa, lightKappa } from './judging/kappa.ts'
export { AGREEMENT_GATE, krippendorffAlpha } from './judging/krippendorff.ts'
export type { Level } from './judging/krippendorff.ts'
export { favours, hasHalo, judgeSigns } from './judging/panel.ts'
export type { JudgeSigns } from './judging/panel.ts'
export { commitSheet, revealMatches } from './judging/sealed.ts'
export type { Digest } from './judging/sealed.ts'
export { judgesNeeded, selectionError, winningProbabilities } from './judging/selection.ts'
export type { SelectionError } from './judging/selection.ts'
export { leastSquaresSeverity, remlSeverity } from './judging/severity.ts'
export type { AdditiveFit, MixedFit, Sheet } from './judging/severity.ts'

// Draws.
export { concat, fromHex, hex, hkdfExpand, hkdfExtract, hmac, utf8 } from './draws/bytes.ts'
export type { Hash } from './draws/bytes.ts'
export { rfc3797, seedLines } from './draws/rfc3797.ts'
export type { Pick } from './draws/rfc3797.ts'
export { runSeed } from './draws/run-seed.ts'
export {
  chainElement, drawKey, opensChain, permanentNumber, placeOf, publicRandomness, seedFrom, verifiableOrder,
} from './draws/verifiable.ts'

// Sampling.
export { REDUCED_105E, singlePlan } from './sampling/aql.ts'
export type { Inspection, Plan, ReducedTable } from './sampling/aql.ts'
export {
  acceptance, detectionSize, findPlan, findVariablesPlan, multipleAcceptance, variablesAcceptance,
} from './sampling/characteristic.ts'
export type { RiskPoint, SamplingModel, Stage } from './sampling/characteristic.ts'
export {
  hajekMean, horvitzThompson, inclusionProbabilities, neymanAllocation, sequentialPoisson, shifted, systematicSample,
  wholeAllocation,
} from './sampling/inclusion.ts'
export { AQLS, CODE_LETTERS, codeLetter, LEVELS, LOT_RANGES } from './sampling/letters.ts'
export type { InspectionLevel } from './sampling/letters.ts'
export { afterLot, passesStricter, resume, SWITCHING_START } from './sampling/switching.ts'
export type { LotOutcome, SwitchingState } from './sampling/switching.ts'

// Market performance.
export { evenness, growthAgainstCategory, marketShare, pricePremia } from './performance/leaves.ts'
export type { Leaf, Price } from './performance/leaves.ts'

// What follows: bands and triggers.
export { bandOf, USUAL_BANDS } from './standing/bands.ts'
export type { Band, BandResult } from './standing/bands.ts'
export { alarmsToRaise, HARD_FACTS, PROCESS_FACTS, triggersOf, USUAL_LIMITS } from './standing/triggers.ts'
export type { BrandFacts, HardFact, ProcessFact, Trigger, TriggerLimits } from './standing/triggers.ts'
