interface Detector { detect(source: HTMLVideoElement): Promise<{ rawValue: string }[]> }
type Made = new (options: { formats: string[] }) => Detector
type Read = (pixels: Uint8ClampedArray, width: number, height: number) => { data: string } | null

const PATIENCE_FRAMES = 1_200

/**
 * Reads a QR code through the camera: by the browser where it can, else by the reader that is fetched then. The picture
 * leaves the device in neither case. @throws Error without a camera, or when nothing is found for a while
 */
export async function scanWithCamera(
  video: HTMLVideoElement, words: (text: { zh: string; en: string }) => string,
): Promise<string> {
  if (!('mediaDevices' in navigator)) throw new Error(words({ zh: '这个浏览器不能使用摄像头', en: 'This browser has no camera' }))
  const stream = await navigator.mediaDevices.getUserMedia({ video: { facingMode: 'environment' } })
    .catch(() => { throw new Error(words({ zh: '没有得到摄像头的许可', en: 'The camera was not allowed' })) })
  video.hidden = false
  video.srcObject = stream
  await video.play()
  try {
    const read = await reader()
    for (let i = 0; i < PATIENCE_FRAMES && !video.hidden; i++) {
      await new Promise((done) => { requestAnimationFrame(done) })
      const text = await read(video)
      if (text) return text
    }
    throw new Error(words({ zh: '没有看到二维码，请靠近一些再试', en: 'No code was seen: hold it closer and try again' }))
  } finally {
    for (const track of stream.getTracks()) track.stop()
    video.hidden = true
  }
}

async function reader(): Promise<(video: HTMLVideoElement) => Promise<string | undefined>> {
  const native = (globalThis as { BarcodeDetector?: Made }).BarcodeDetector
  if (native) {
    const detector = new native({ formats: ['qr_code'] })
    return async (video) => (await detector.detect(video))[0]?.rawValue
  }
  const read = await fetchedReader()
  const canvas = document.createElement('canvas')
  return async (video) => {
    const [width, height] = [video.videoWidth, video.videoHeight]
    if (width === 0) return undefined
    Object.assign(canvas, { width, height })
    const context = canvas.getContext('2d', { willReadFrequently: true })
    context?.drawImage(video, 0, 0)
    const pixels = context?.getImageData(0, 0, width, height)
    return pixels && read(pixels.data, width, height)?.data
  }
}

/** The reader in plain script, some 50 KB, for browsers that read no codes themselves. */
function fetchedReader(): Promise<Read> {
  return new Promise((done, fail) => {
    const script = document.createElement('script')
    script.src = '/verify/qr-reader.js'
    script.onload = () => done((globalThis as unknown as { readQrCode: Read }).readQrCode)
    script.onerror = () => fail(new Error('/verify/qr-reader.js'))
    document.head.append(script)
  })
}
