import { chooseLink, linkset, resolverDescription } from '@tianfu/codes'
import type { ItemTarget } from '@tianfu/codes'
import { refuse } from '@tianfu/contract'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { LINK_PREFIXES, targetsOf } from '../modules/codes/index.ts'
import type { View, World } from '../platform/work.ts'

const LINKSET = 'application/linkset+json'

/** `a;q=0.8, b` as [b, a]: what a client would rather have, best first, without parameters. */
function preferred(header: string | undefined): string[] {
  return (header ?? '').split(',').map((part) => {
    const [name = '', ...parameters] = part.split(';').map((one) => one.trim())
    const q = Number(parameters.find((one) => one.startsWith('q='))?.slice(2) ?? 1)
    return { name, q: Number.isFinite(q) ? q : 0 }
  }).filter(({ name, q }) => name !== '' && q > 0).toSorted((a, b) => b.q - a.q).map(({ name }) => name)
}

/** Whether the linkset itself is asked for. */
export const wantsLinkset = (accept: string | undefined): boolean => preferred(accept).includes(LINKSET)

/** Any page may ask where an item leads, and must see the links that stand in a header. */
export const OPEN_TO_ALL = {
  'access-control-allow-origin': '*', 'access-control-expose-headers': 'link, location',
} as const

const openToAll = (reply: FastifyReply): FastifyReply => reply.headers(OPEN_TO_ALL)

/**
 * Answers as a GS1-Conformant Resolver 1.2 does: the linkset (RFC 9264) on wish, one target of the wanted type by 307,
 * several that fit equally by 300, none by 404; the query goes along. Undefined when nothing but the item itself was
 * asked for, which is a page of ours.
 */
export async function resolve(
  view: View, { request, reply }: { request: FastifyRequest; reply: FastifyReply },
  asked: { gtin: string; serial?: string; lot?: string },
): Promise<FastifyReply | undefined> {
  const query = request.query as Record<string, string | undefined>
  if (query.linkType === undefined && !wantsLinkset(request.headers.accept)) return undefined
  const accept = preferred(request.headers.accept)
  const { anchor, description, targets } = await targetsOf(view, asked)
  const choice = chooseLink(targets, {
    ...(query.linkType !== undefined && { linkType: query.linkType }), accept,
    languages: preferred(request.headers['accept-language']),
    ...(query.context !== undefined && { context: query.context }),
  }, LINK_PREFIXES)
  void openToAll(reply).header('cache-control', 'no-store').header('vary', 'accept, accept-language')
    .header('link', `<${anchor}>; rel="linkset"; type="${LINKSET}"`)
  switch (choice.kind) {
    case 'linkset': return reply.type(LINKSET).send(linkset(anchor, description, targets))
    case 'redirect': return reply.redirect(withQueryOf(choice.target, query), 307)
    case 'choices': return reply.code(300).type(LINKSET).send(choicesOf(anchor, description, choice.targets))
    default: return refuse('not-found')
  }
}

/** The targets that fit equally, as a linkset of their own. */
const choicesOf = (anchor: string, itemDescription: string, targets: readonly ItemTarget[]) => ({
  linkset: [{ anchor, itemDescription, ...Object.fromEntries(targets.map(({ relation }) => [relation,
    targets.filter((one) => one.relation === relation).map(({ href, title, type, languages }) => ({
      href, title, ...(type && { type }), ...(languages && { hreflang: languages }),
    }))])) }],
})

/** What else stood in the query goes along; what steered the choice does not. */
function withQueryOf({ href }: ItemTarget, query: Record<string, string | undefined>): string {
  const url = new URL(href)
  for (const [name, value] of Object.entries(query)) {
    if (!['linkType', 'context', 'seen', 'big'].includes(name) && value !== undefined) url.searchParams.set(name, value)
  }
  return url.href
}

/** The resolver's description file, and what browsers ask before they ask. */
export function resolverRoutes(http: FastifyInstance, world: World): void {
  const open = { config: { open: true } }
  http.get('/.well-known/gs1resolver', open, async (_request, reply) => openToAll(reply).type('application/json')
    .header('cache-control', 'max-age=300').send(resolverDescription({
      name: world.editions.at(-1)?.brand.name.zh ?? world.schemeId, root: world.origin,
      contact: world.editions.at(-1)?.brand.owner.zh ?? '', primaryKeys: ['01'], prefixes: LINK_PREFIXES,
    })))
  http.options('/01/*', open, async (_request, reply) => openToAll(reply).header('allow', 'GET, HEAD, OPTIONS')
    .header('access-control-allow-methods', 'GET, HEAD, OPTIONS').code(204).send())
}
