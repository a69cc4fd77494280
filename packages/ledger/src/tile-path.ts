/** Leaves or nodes that a full tile holds, side by side (C2SP tlog-tiles). */
export const TILE_WIDTH = 256

/** A tile: `level` 0 holds leaf hashes; `width` is 256 unless the tile is partial, at the right edge of the tree. */
export interface Tile {
  readonly level: number | 'entries'
  readonly index: number
  readonly width: number
}

/** `tile/0/x001/234.p/8`: groups of three digits, all but the last behind an x. */
export function tilePath({ level, index, width }: Tile): string {
  let path = String(index % 1000).padStart(3, '0')
  for (let rest = Math.floor(index / 1000); rest > 0; rest = Math.floor(rest / 1000)) {
    path = `x${String(rest % 1000).padStart(3, '0')}/${path}`
  }
  return `tile/${level}/${path}${width === TILE_WIDTH ? '' : `.p/${width}`}`
}

/** The tile that a path names; undefined when the path is not the one form of a tile's name. */
export function parseTilePath(path: string): Tile | undefined {
  const match = /^tile\/(entries|0|[1-9]\d?)\/((?:x\d{3}\/){0,4}\d{3})(?:\.p\/([1-9]\d{0,2}))?$/.exec(path)
  if (!match) return undefined
  const level = match[1] === 'entries' ? 'entries' : Number(match[1])
  const index = Number(match[2]?.replace(/\D/g, ''))
  const width = match[3] === undefined ? TILE_WIDTH : Number(match[3])
  if ((level !== 'entries' && level > 63) || (match[3] !== undefined && width >= TILE_WIDTH)) return undefined
  const tile: Tile = { level, index, width }
  return Number.isSafeInteger(index) && tilePath(tile) === path ? tile : undefined
}
