import { regionPrefix } from '@tianfu/scheme'
import type { SearchEntry } from '../../apps/server/src/platform/search-index.ts'

/** Pseudo-random numbers in [0, 1) from a seed (mulberry32): the same register in every run. */
export function randomFrom(seed: number): () => number {
  let state = seed >>> 0
  return () => {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296
  }
}

// Letters of firms' names; a name is 2 or 3 of them, so a million firms have some half a million different names.
const LETTERS = '鑫源盛华泰恒瑞丰达康安宏远博嘉诚信德美佳益民兴隆昌荣福禄寿喜金银玉珠龙凤麟鹤松柏竹梅兰菊荷桂江河湖海川'
  + '岳峰岭谷原野林森草花果茶酒米面油盐酱醋椒笋菌药丝绸锦绣陶瓷铜铁钢铝锂钒钛硅芯云智慧创新科蓝绿红橙紫青天地人和'
const PLACES: readonly [name: string, code: string, weight: number][] = [
  ['成都', '510104', 30], ['绵阳', '510703', 9], ['德阳', '510603', 7], ['宜宾', '511502', 7], ['泸州', '510502', 7],
  ['南充', '511302', 6], ['达州', '511702', 5], ['乐山', '511102', 5], ['眉山', '511402', 4], ['自贡', '510302', 4],
  ['内江', '511002', 4], ['遂宁', '510903', 3], ['广元', '510802', 2], ['雅安', '511802', 2], ['广安', '511602', 2],
  ['巴中', '511902', 1], ['资阳', '512002', 1], ['攀枝花', '510402', 1],
]
const TRADES = ['食品', '酒业', '茶业', '农业', '科技', '机械', '电子', '医药', '建材', '化工', '纺织', '家具', '物流', '餐饮', '旅游']
const FORMS: readonly [string, number][] = [['有限公司', 78], ['有限责任公司', 12], ['股份有限公司', 6], ['专业合作社', 4]]
const GOODS = ['白酒', '绿茶', '花茶', '豆瓣酱', '大米', '菜籽油', '腊肉', '柠檬', '猕猴桃', '火锅底料', '轴承', '泵阀', '变压器', '显示屏',
  '中药饮片', '瓷砖', '真丝面料', '实木家具', '竹纸', '锂电池']
const KINDS: readonly [kind: string, weight: number, open: boolean][] = [
  ['certificate', 34, true], ['product', 25, false], ['organisation', 20, false], ['licence', 10, true],
  ['application', 5, false], ['declaration', 4, true], ['brand', 2, true],
]
const PREFIXES: Record<string, string> = {
  certificate: 'TFC', licence: 'TFL', application: 'SQ', declaration: 'SM', brand: 'TM', product: '069',
  organisation: '91',
}

function weighted<T extends readonly unknown[]>(random: () => number, list: readonly T[], at: number): T {
  const total = list.reduce((sum, one) => sum + Number(one[at]), 0)
  let left = random() * total
  for (const one of list) {
    left -= Number(one[at])
    if (left < 0) return one
  }
  return list[0] as T
}

export interface Firm { id: string; name: string; word: string; place: string; region: string; code: string }

const hex = (value: number, digits: number) => value.toString(16).padStart(digits, '0')
/** An id in order of `i`. */
export const idOf = (i: number): string => `0195${hex(i >>> 16, 4)}-${hex(i & 0xffff, 4)}-7000-8000-${hex(i, 12)}`

/** Firm `i`: a place, two or three letters, a trade and a form, as the names of firms are made. */
export function firmOf(seed: number, i: number): Firm {
  const random = randomFrom(seed * 1_000_003 + i)
  const letter = () => LETTERS[Math.floor(random() * LETTERS.length)] ?? ''
  const [place, region] = weighted(random, PLACES, 2)
  const word = letter() + letter() + (random() < 0.5 ? letter() : '')
  const trade = TRADES[Math.floor(random() * TRADES.length)] ?? ''
  const [form] = weighted(random, FORMS, 1)
  const code = `91${region}MA${Math.floor(random() * 1e8).toString(36).toUpperCase().padStart(6, '0')}${i % 10}X`
  return { id: idOf(i), name: `${place}${word}${trade}${form}`, word, place, region, code }
}

/** Entry `i` of the register: its kind by weight, of one of `size / 5` firms. */
export function entryOf(seed: number, i: number, size: number): SearchEntry {
  const random = randomFrom(seed * 7_000_003 + i)
  const [kind, , open] = weighted(random, KINDS, 1)
  const firm = firmOf(seed, Math.floor(random() * (size / 5)))
  const goods = GOODS[Math.floor(random() * GOODS.length)] ?? ''
  const number = `${PREFIXES[kind]}-${2024 + (i % 3)}-${regionPrefix(firm.region)}-${String(i).padStart(7, '0')}`
  const product = `${firm.word}${goods}`
  const title = kind === 'organisation' ? firm.name : kind === 'certificate' ? `${product}（${firm.name}）`
    : kind === 'licence' ? `标识使用许可 ${number}` : kind === 'application' ? `认证申请 ${number} ${product}`
      : kind === 'declaration' ? `${product} 自主申明` : kind === 'brand' ? firm.word : product
  return {
    kind, id: idOf(i), title: { zh: title }, texts: kind === 'organisation' ? [`${firm.place}市${firm.word}路${i % 900}号`]
      : [firm.name, product],
    numbers: [number, ...(kind === 'certificate' || kind === 'organisation' ? [firm.code] : [])],
    link: `/x/${i}`, public: open, organisations: [firm.id], regions: [firm.region],
  }
}
