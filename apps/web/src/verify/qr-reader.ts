// Fetched by the page `/verify` where the browser reads no codes itself.
import jsQR from 'jsqr'

Object.assign(globalThis, { readQrCode: jsQR })
