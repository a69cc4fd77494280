/**
 * What a text speaks about: clauses that name an aspect, by a lexicon that belongs to the method version.
 * The polarity of an aspect is that of its clauses; its share over many texts goes through the same prediction-powered
 * estimator with labels of its own.
 */
import { probabilityPositive, type Classifier } from './classifier.ts'

/** An aspect and the words that name it. */
export interface Aspect { code: string; zh: string; en: string; words: readonly string[] }

/** A starting lexicon; programmes extend it. */
export const USUAL_ASPECTS: readonly Aspect[] = [
  {
    code: 'quality',
    zh: '质量',
    en: 'Quality',
    words: ['质量', '品质', '做工', '材质', '用料', '口感', '味道', '新鲜', '耐用', '坏了', '瑕疵', '破损'],
  },
  {
    code: 'service',
    zh: '服务',
    en: 'Service',
    words: ['服务', '态度', '客服', '售后', '退货', '退款', '换货', '商家', '老板', '投诉'],
  },
  {
    code: 'delivery',
    zh: '物流',
    en: 'Delivery',
    words: ['物流', '快递', '送货', '发货', '配送', '送餐', '包装', '小哥', '小时', '迟到', '到货'],
  },
  {
    code: 'price',
    zh: '价格',
    en: 'Price',
    words: ['价格', '价钱', '便宜', '贵', '实惠', '性价比', '优惠', '降价', '划算', '元'],
  },
  {
    code: 'genuine',
    zh: '真伪',
    en: 'Genuineness',
    words: ['正品', '假货', '真假', '假的', '仿', '山寨', '防伪', '冒牌', '扫码', '真货'],
  },
]

/** Clauses of a text, cut at Chinese and Western marks. */
export const clausesOf = (text: string): string[] =>
  text
    .split(/[。！？!?；;，,、~…\n\r]+/u)
    .map((c) => c.trim())
    .filter(Boolean)

/** Aspects named in a text and the clauses that name them. */
export function aspectsOf(
  text: string,
  aspects: readonly Aspect[] = USUAL_ASPECTS,
): { code: string; clauses: string[] }[] {
  const clauses = clausesOf(text)
  return aspects
    .map(({ code, words }) => ({ code, clauses: clauses.filter((c) => words.some((w) => c.includes(w))) }))
    .filter((a) => a.clauses.length > 0)
}

/** Probability that a text speaks well of each aspect it names: that of its clauses read together. */
export const aspectPolarity = (
  model: Classifier,
  text: string,
  aspects?: readonly Aspect[],
): { code: string; positive: number }[] =>
  aspectsOf(text, aspects).map(({ code, clauses }) => ({
    code,
    positive: probabilityPositive(model, clauses.join('，')),
  }))
