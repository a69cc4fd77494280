import { createHash } from 'node:crypto'
import { refuse } from '@tianfu/contract'
import type { marketMethod } from '@tianfu/contract'
import { compileFramework, compileModel } from '@tianfu/evaluation'
import { canonicalJson } from '@tianfu/kernel'
import type { Json } from '@tianfu/kernel'

type Method = marketMethod.MarketMethod

/** Fingerprint of a method version: of its canonical JSON, so that order of members and blanks do not matter. */
export const methodHash = (method: Method): string =>
  createHash('sha256').update(canonicalJson(method as unknown as Json)).digest('hex')

const unsound = (zh: string, en: string): never => refuse('method-unsound', { zh, en })

const twice = (values: readonly string[]): string | undefined => values.find((one, i) => values.indexOf(one) !== i)

/** What the form alone cannot say of a method. @throws Refusal `method-unsound` with the reason */
export function mustBeSound(method: Method): void {
  const codes = method.indicators.map(({ code }) => code)
  const same = twice(codes)
  if (same) unsound(`指标 ${same} 重复`, `indicator ${same} comes twice`)
  for (const { code, kind, of, per, low, high } of method.indicators) {
    if (low === high) unsound(`指标 ${code} 的上下限相同`, `the goalposts of ${code} are equal`)
    if (kind === 'rate' && per === undefined) unsound(`比率指标 ${code} 缺少基数`, `the rate ${code} has no exposure`)
    if (kind === 'latent' && !method.satisfaction?.latent.some(({ name }) => name === of)) {
      unsound(`满意度模型没有潜变量 ${of}`, `the model of satisfaction has no ${of}`)
    }
  }
  const result = twice(method.results.map((one) => one.result))
  if (result) unsound(`结果 ${result} 重复`, `result ${result} comes twice`)
  for (const { nodes } of method.results) mustBeTree(nodes, codes)
  if (method.satisfaction) mustBeModel(method.satisfaction)
  const { floors, rest } = method.bands
  const band = twice([...floors.map(({ code }) => code), rest])
  if (band) unsound(`档次 ${band} 重复`, `band ${band} comes twice`)
  if (floors.some(({ floor }, i) => i > 0 && floor >= floors[i - 1]!.floor)) {
    unsound('各档下限须从高到低', 'floors of bands go from high to low')
  }
  if (method.uncertainty.level <= 0 || method.uncertainty.level >= 1) {
    unsound('置信水平须在 0 与 1 之间', 'the level lies between 0 and 1')
  }
}

function mustBeTree(nodes: Method['results'][number]['nodes'], indicators: readonly string[]): void {
  const tree = compiled(() => compileFramework(nodes))
  const stray = tree.codes.slice(0, tree.leaves).find((code) => !indicators.includes(code))
  if (stray) unsound(`指标树的末级 ${stray} 不是指标`, `the leaf ${stray} is no indicator`)
  for (let a = 0; a < tree.children.length; a++) {
    if (tree.children[a]!.every((child) => tree.weight[child] === 0)) {
      const node = tree.codes[tree.leaves + a]!
      unsound(`${node} 之下权重全为零`, `all weights below ${node} are zero`)
    }
  }
}

function mustBeModel({ latent, paths, scale }: NonNullable<Method['satisfaction']>): void {
  compiled(() => compileModel({ latent, paths }))
  if (scale.low >= scale.high) unsound('量表上下端颠倒', 'the ends of the scale are reversed')
}

/** The library names the fault in English; the Chinese sentence quotes it. */
function compiled<T>(compile: () => T): T {
  try {
    return compile()
  } catch (error) {
    if (!(error instanceof RangeError)) throw error
    return unsound(`结构有误（${error.message}）`, error.message)
  }
}
