/** GS1 Web Vocabulary: the namespace of link types. */
export const GS1_LINK_TYPES = 'https://gs1.org/voc/'

/** A link of an item to something about it. */
export interface ItemTarget {
  /** A whole link relation, such as `https://gs1.org/voc/certificationInfo`, or a registered word such as `related`. */
  readonly relation: string
  readonly href: string
  readonly title: string
  /** Media type. */
  readonly type?: string
  /** Languages of the target, such as `zh`, `en`. */
  readonly languages?: readonly string[]
  /** Where the link applies, or whom it is for. */
  readonly context?: readonly string[]
  /** The one that a plain scan goes to. Exactly one target of an item has it. */
  readonly byDefault?: boolean
}

/** A linkset in JSON (RFC 9264, 4.2), with the description that GS1 asks for. */
export interface Linkset {
  readonly linkset: readonly {
    readonly anchor: string
    readonly itemDescription: string
    readonly [relation: string]: unknown
  }[]
}

/**
 * The linkset of one item: its targets by relation, the default one repeated under `defaultLink`.
 *
 * @param anchor the item's Digital Link
 * @throws RangeError unless exactly one target is the default: the page is wrong, not its reader
 */
export function linkset(anchor: string, itemDescription: string, targets: readonly ItemTarget[]): Linkset {
  if (targets.filter(({ byDefault }) => byDefault).length !== 1) throw new RangeError('one target is the default')
  const relations: Record<string, object[]> = {}
  const add = (relation: string, target: object) => (relations[relation] ??= []).push(target)
  for (const { relation, href, title, type, languages, context, byDefault } of targets) {
    const link = {
      href,
      title,
      ...(type && { type }),
      ...(languages && { hreflang: languages }),
      ...(context && { context }),
    }
    if (byDefault) add(`${GS1_LINK_TYPES}defaultLink`, { href, title })
    add(relation, link)
  }
  return { linkset: [{ anchor, itemDescription, ...relations }] }
}

/** What a client asks for, taken from its request. */
export interface LinkWish {
  /** `linkType` of the query: `all` and `linkset` ask for the whole set; prefixes `gs1:` and `untp:` are known. */
  readonly linkType?: string
  /** Media types of the `Accept` header, best first, without parameters. */
  readonly accept?: readonly string[]
  /** Languages of `Accept-Language`, best first. */
  readonly languages?: readonly string[]
  readonly context?: string
}

export type LinkChoice =
  | { readonly kind: 'linkset' }
  | { readonly kind: 'redirect'; readonly target: ItemTarget }
  /** Several fit equally: 300 with all of them. */
  | { readonly kind: 'choices'; readonly targets: readonly ItemTarget[] }
  /** No link of this type: 404. */
  | { readonly kind: 'none' }

const LINKSET = 'application/linkset+json'

/**
 * Chooses as GS1-Conformant Resolver 1.2 asks: the whole set on wish, the default link without a link type, otherwise
 * the targets of the type, narrowed by context, language and media type, each only as far as something is left.
 */
export function chooseLink(
  targets: readonly ItemTarget[], wish: LinkWish, prefixes: Readonly<Record<string, string>> = { gs1: GS1_LINK_TYPES },
): LinkChoice {
  const { linkType, accept = [], languages = [], context } = wish
  if (linkType === 'linkset' || linkType === 'all' || accept[0] === LINKSET) return { kind: 'linkset' }
  const relation = linkType === undefined ? undefined : wholeRelation(linkType, prefixes)
  if (relation === undefined || relation === `${GS1_LINK_TYPES}defaultLink`) {
    const target = targets.find(({ byDefault }) => byDefault)
    return target ? { kind: 'redirect', target } : { kind: 'none' }
  }
  let left = targets.filter((target) => target.relation === relation)
  left = narrowed(left, ({ context: where }) => context === undefined || (where ?? []).includes(context))
  left = bestFirst(left, languages, (target, language) =>
    (target.languages ?? []).some((one) => sameLanguage(one, language)),
  )
  left = bestFirst(
    left,
    accept.filter((type) => type !== '*/*'),
    ({ type }, wanted) => type !== undefined && sameType(type, wanted),
  )
  const [target, ...others] = left
  if (!target) return { kind: 'none' }
  return others.length === 0 ? { kind: 'redirect', target } : { kind: 'choices', targets: left }
}

/** `gs1:pip` and the whole address are the same relation. */
function wholeRelation(linkType: string, prefixes: Readonly<Record<string, string>>): string {
  const colon = linkType.indexOf(':')
  const prefix = linkType.slice(0, Math.max(colon, 0))
  return Object.hasOwn(prefixes, prefix) ? prefixes[prefix] + linkType.slice(colon + 1) : linkType
}

/** Those that fit, or all when none does. */
const narrowed = (targets: readonly ItemTarget[], fits: (target: ItemTarget) => boolean): ItemTarget[] => {
  const fitting = targets.filter(fits)
  return fitting.length > 0 ? fitting : [...targets]
}

/** Those that fit the first wish that any fits, or all when none does. */
function bestFirst(
  targets: readonly ItemTarget[], wishes: readonly string[], fits: (target: ItemTarget, wish: string) => boolean,
): ItemTarget[] {
  for (const wish of wishes) {
    const fitting = targets.filter((target) => fits(target, wish))
    if (fitting.length > 0) return fitting
  }
  return [...targets]
}

const sameLanguage = (a: string, b: string): boolean =>
  a.split('-')[0]?.toLowerCase() === b.split('-')[0]?.toLowerCase()
const sameType = (type: string, wanted: string): boolean =>
  type === wanted || (wanted.endsWith('/*') && type.startsWith(wanted.slice(0, -1)))

/** The description file at `/.well-known/gs1resolver`. */
export const resolverDescription = (resolver: {
  name: string; root: string; contact: string; primaryKeys: readonly string[]
  prefixes?: Readonly<Record<string, string>>
}): object => ({
  name: resolver.name,
  resolverRoot: resolver.root,
  supportedPrimaryKeys: resolver.primaryKeys,
  supportedLinkType: Object.entries(resolver.prefixes ?? { gs1: GS1_LINK_TYPES })
    .map(([prefix, namespace]) => ({ namespace, prefix: `${prefix}:` })),
  linkTypeDefaultCanBeLinkset: false,
  supportsLanguageVariants: true,
  validatesAIcombinations: true,
  contact: { fn: resolver.contact },
})
