/**
 * Evaluation: composite indicators, satisfaction, ratings, consumer voice, judging, draws and sampling.
 *
 * Invariants: pure and deterministic. The same inputs, method and seed give the same bits; nothing here reads a
 * clock, a file or a random source, and digests and MACs are passed in. Every formula names its source.
 */
