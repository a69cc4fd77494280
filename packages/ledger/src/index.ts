/**
 * The transparency log: entries of acts, Merkle tree (RFC 6962), checkpoints and signed notes (C2SP).
 *
 * Invariants: the entry of an act and the hash of a leaf never change their form; a new form takes a new version.
 * Hashing and signing are passed in. Verifiers answer false and parsers undefined; they never throw.
 */
export { actLeaf, LEAF_VERSION, SALT_BYTES } from './act-leaf.ts'
export type { Sha256 } from './act-leaf.ts'
export { fromBase64, fromHex, toBase64, toHex } from './bytes.ts'
export {
  appendLeaf, EMPTY_FRONTIER, frontierFromHex, frontierRoot, frontierToHex, leafHash, nodeHash, rootOf,
} from './merkle.ts'
export type { Frontier } from './merkle.ts'
export { consistencyProof, inclusionProof, nodesOf, rootAt, verifyConsistency, verifyInclusion } from './proof.ts'
export type { NodeAt } from './proof.ts'
export { formatCheckpoint, parseCheckpoint } from './checkpoint.ts'
export type { Checkpoint } from './checkpoint.ts'
export {
  ed25519Verifier, formatVerifierKey, noteKeyHash, openNote, parseNote, parseSignerKey, parseVerifierKey, signNote,
} from './note.ts'
export type { Ed25519Verify, NoteOpening, NoteSignature, NoteSigner, NoteVerifier } from './note.ts'
export { parseTilePath, TILE_WIDTH, tilePath } from './tile-path.ts'
export type { Tile } from './tile-path.ts'
export {
  entryBundle, newTiles, nodesFromTiles, parseEntryBundle, tileBytes, tileOfNode, tilesRead,
} from './tile.ts'
export { formatTlogProof, parseTlogProof, verifyTlogProof } from './tlog-proof.ts'
export type { TlogProof, TlogProofReading } from './tlog-proof.ts'
export { COSIGNATURE, cosign, cosignatureTime, cosignatureVerifier, cosignerKeyHash } from './cosignature.ts'
export { judgeCheckpoint } from './witness.ts'
export type { WitnessDecision, Witnessed } from './witness.ts'
