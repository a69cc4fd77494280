type Json = Record<string, unknown>

const WORTH = 300 // characters below which a reference is no shorter to read

const isSchema = (node: unknown): node is Json => typeof node === 'object' && node !== null && !Array.isArray(node)
  && typeof (node as Json).type === 'string'

/**
 * Moves schemas that stand in several operations to one place. A shared schema is named after the first operation that
 * uses it, so names are stable as long as the contract is.
 *
 * @param operations by operation id, each changed in place
 */
export function shareSchemas(operations: readonly (readonly [id: string, operation: Json])[]): Record<string, unknown> {
  const count = new Map<string, number>()
  const look = (node: unknown): void => {
    if (typeof node !== 'object' || node === null) return
    if (isSchema(node)) {
      const text = JSON.stringify(node)
      if (text.length >= WORTH) {
        const seen = (count.get(text) ?? 0) + 1
        count.set(text, seen)
        if (seen > 1) return // its parts were counted the first time
      }
    }
    for (const value of Object.values(node)) look(value)
  }
  for (const [, { requestBody, responses }] of operations) look([requestBody, responses])

  const names = new Map<string, string>()
  const schemas: Record<string, unknown> = {}
  const replaced = (node: unknown, id: string): unknown => {
    if (Array.isArray(node)) return node.map((item) => replaced(item, id))
    if (typeof node !== 'object' || node === null) return node
    const inside = () => Object.fromEntries(Object.entries(node).map(([key, value]) => [key, replaced(value, id)]))
    if (!isSchema(node)) return inside()
    const text = JSON.stringify(node)
    if ((count.get(text) ?? 0) < 2) return inside()
    let name = names.get(text)
    if (name === undefined) {
      const base = `${id.slice(0, 1).toUpperCase()}${id.slice(1)}`
      for (let i = 1; name === undefined || name in schemas; i += 1) name = i === 1 ? base : `${base}${i}`
      names.set(text, name)
      schemas[name] = null // keeps the name while its parts are looked at
      schemas[name] = inside()
    }
    return { $ref: `#/components/schemas/${name}` }
  }
  for (const [id, operation] of operations) {
    for (const part of ['requestBody', 'responses'] as const) {
      if (operation[part] !== undefined) operation[part] = replaced(operation[part], id)
    }
  }
  return schemas
}
