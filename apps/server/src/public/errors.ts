import type { FastifyInstance, FastifyRequest } from 'fastify'
import type { Problem } from '../platform/http/problem.ts'
import { viewOf } from '../platform/command.ts'
import type { World } from '../platform/work.ts'
import { html } from './html.ts'
import { say, to } from './language.ts'
import type { Reader } from './language.ts'
import { framed, readerOf } from './layout.ts'
import type { Page } from './layout.ts'

/** Programs get problems; a browser that asked for a page gets the same as a page. */
const wantsPage = (request: FastifyRequest): boolean =>
  !/^\/(api|log|epcis|status|bodies|\.well-known)(\/|$)/.test(request.url)
    && !/\.(json|jwt|pdf)(\?|$)/.test(request.url)
  && (request.headers.accept ?? '').includes('text/html')

function errorPage(reader: Reader, { status, traceId, zh, en }: Problem): Page {
  const title = status === 404 ? say(reader, '没有这个页面', 'No such page')
    : status === 503 ? say(reader, '暂时无法查询', 'Not available for the moment')
    : status >= 500 ? say(reader, '出了问题', 'Something went wrong')
      : status === 429 ? say(reader, '访问太频繁', 'Too many requests') : say(reader, '无法处理', 'This cannot be done')
  const what = status === 404 ? say(reader, '地址可能输错了，或者内容已经移走。',
    'The address may be mistyped, or what was here has moved.')
    : status === 503 ? say(reader, '系统正在恢复，请过几分钟再试；急需核实可拨打 12315。您填写的内容没有丢失，返回上一页即可继续。',
      'The system is recovering; try again in some minutes, or call 12315. What you filled in is not lost: go back '
      + 'and continue.')
      : status >= 500 ? say(reader, '这是我们的问题，已经记录。返回上一页可以继续，同一表单不会被提交两次。',
        'The fault is ours and has been recorded. Go back to continue; a form is never taken twice.')
        : say(reader, zh, en)
  return {
    title,
    body: html`<h1>${title}</h1><p>${what}</p><p><a href="${to(reader, '/')}">${
      say(reader, '回到首页', 'Start page')}</a> · <a href="${to(reader, '/search')}">${
      say(reader, '查询', 'Search')}</a> · <a href="${to(reader, '/report')}">${say(reader, '举报', 'Report')}</a></p>${
      status !== 404 && html`<p class="small">${say(reader, '问题编号', 'Trace')} ${traceId}</p>`}`,
  }
}

/** When the database is away, pages are framed with the clock and the edition that were last read. */
export function errorPages(http: FastifyInstance, world: World): void {
  let last: Awaited<ReturnType<typeof viewOf>> | undefined
  http.addHook('onReady', async () => { last = await viewOf(world, undefined).catch(() => undefined) })
  http.addHook('onSend', async (request, reply, payload) => {
    if (typeof payload !== 'string' || !String(reply.getHeader('content-type')).startsWith(
      'application/problem+json') || !wantsPage(request)) return payload
    const reader = readerOf(request)
    try {
      last = await viewOf(world, undefined)
    } catch {
      if (!last) return payload
    }
    const page = framed(last, reader, errorPage(reader, JSON.parse(payload) as Problem)).text
    void reply.type('text/html; charset=utf-8').header('cache-control', 'no-store').removeHeader('content-length')
    return page
  })
}
