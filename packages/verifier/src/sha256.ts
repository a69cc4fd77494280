// FIPS 180-4: SHA-256 in plain code, because a browser's own is asynchronous and a Merkle path needs it at each step.
const K = new Uint32Array(64)
const START = new Uint32Array(8)

/** The constants: fractional parts of the cube and square roots of the first primes. */
for (let candidate = 2, found = 0; found < 64; candidate++) {
  let prime = true
  for (let divisor = 2; divisor * divisor <= candidate; divisor++) if (candidate % divisor === 0) prime = false
  if (!prime) continue
  if (found < 8) START[found] = fraction(Math.sqrt(candidate))
  K[found++] = fraction(Math.cbrt(candidate))
}

function fraction(root: number): number {
  return Math.floor((root - Math.floor(root)) * 2 ** 32)
}

/** SHA-256, 32 new bytes. */
export function sha256(message: Uint8Array): Uint8Array {
  const padded = new Uint8Array(Math.ceil((message.length + 9) / 64) * 64)
  padded.set(message)
  padded[message.length] = 0x80
  const view = new DataView(padded.buffer)
  view.setUint32(padded.length - 8, Math.floor(message.length / 2 ** 29))
  view.setUint32(padded.length - 4, (message.length << 3) >>> 0)
  const state = START.slice()
  const schedule = new Uint32Array(64)
  for (let block = 0; block < padded.length; block += 64) {
    for (let i = 0; i < 16; i++) schedule[i] = view.getUint32(block + 4 * i)
    compress(state, schedule)
  }
  const digest = new DataView(new ArrayBuffer(32))
  state.forEach((word, i) => digest.setUint32(4 * i, word))
  return new Uint8Array(digest.buffer)
}

function compress(state: Uint32Array, w: Uint32Array): void {
  const word = (words: Uint32Array, i: number): number => words[i] as number
  for (let i = 16; i < 64; i++) {
    const [x, y] = [word(w, i - 15), word(w, i - 2)]
    const first = turn(x, 7) ^ turn(x, 18) ^ (x >>> 3)
    const second = turn(y, 17) ^ turn(y, 19) ^ (y >>> 10)
    w[i] = word(w, i - 16) + first + word(w, i - 7) + second
  }
  let [a, b, c, d, e, f, g, h] = state as unknown as [number, number, number, number, number, number, number, number]
  for (let i = 0; i < 64; i++) {
    const choice = (e & f) ^ (~e & g)
    const first = (h + (turn(e, 6) ^ turn(e, 11) ^ turn(e, 25)) + choice + word(K, i) + word(w, i)) | 0
    const majority = (a & b) ^ (a & c) ^ (b & c)
    const second = ((turn(a, 2) ^ turn(a, 13) ^ turn(a, 22)) + majority) | 0
    ;[h, g, f, e, d, c, b, a] = [g, f, e, (d + first) | 0, c, b, a, (first + second) | 0]
  }
  ;[a, b, c, d, e, f, g, h].forEach((value, i) => { state[i] = word(state, i) + value })
}

const turn = (value: number, bits: number): number => (value >>> bits) | (value << (32 - bits))
