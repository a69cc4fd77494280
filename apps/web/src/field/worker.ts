/// <reference lib="webworker" />
// Keeps the field page itself on the telephone: newest where there is a network, the kept one where there is none.
// It keeps no data; those lie with the page (storage.ts).
const worker = globalThis as unknown as ServiceWorkerGlobalScope
const CACHE = 'tianfu-field'
const SHELL = ['/field/', '/field/main.js', '/field/main.css', '/field/seal.svg']
const PATIENCE_MS = 4_000

worker.addEventListener('install', event => {
  event.waitUntil(caches.open(CACHE).then(cache => cache.addAll(SHELL)).then(() => worker.skipWaiting()))
})
worker.addEventListener('activate', event => event.waitUntil(worker.clients.claim()))

worker.addEventListener('fetch', event => {
  const { request } = event
  const url = new URL(request.url)
  if (request.method !== 'GET' || url.origin !== worker.location.origin || !url.pathname.startsWith('/field/')) return
  const address = request.mode === 'navigate' ? '/field/' : url.pathname
  if (SHELL.includes(address)) event.respondWith(newest(address))
})

async function newest(address: string): Promise<Response> {
  const cache = await caches.open(CACHE)
  try {
    const response = await fetch(address, { cache: 'no-cache', signal: AbortSignal.timeout?.(PATIENCE_MS) })
    if (response.ok) await cache.put(address, response.clone())
    return response
  } catch (error) {
    const kept = await cache.match(address)
    if (kept) return kept
    throw error
  }
}
