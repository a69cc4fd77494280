/**
 * A questionnaire for the Chinese index: two to four questions per latent variable, ten-point scales, both languages.
 * The wording is this project's; the latent variables are those of the index. A programme adopts or changes it as data.
 */
import { CCSI_LATENT, CCSI_PATHS, type PathModel } from './model.ts'

/** A question with the ends of its scale. */
export interface Question {
  code: string
  latent: string
  zh: string
  en: string
  low: { zh: string; en: string }
  high: { zh: string; en: string }
}

const end = (zh: string, en: string): { zh: string; en: string } => ({ zh, en })
const POOR = end('很差', 'very poor')
const GOOD = end('很好', 'very good')

const question = (code: string, zh: string, en: string, low = POOR, high = GOOD): Question =>
  ({ code, latent: code.replace(/\d+$/, ''), zh, en, low, high })

/** Seventeen questions. Text in ［］ is filled with the brand and the product. */
export const CCSI_QUESTIONS: readonly Question[] = [
  question('image1', '您对［品牌］的总体印象如何？', 'What is your overall impression of [brand]?'),
  question('image2', '您认为［品牌］的信誉如何？', 'How trustworthy do you find [brand]?'),
  question('image3', '与同类品牌相比，［品牌］的特色如何？', 'How distinctive is [brand] among its kind?'),
  question(
    'expectation1',
    '购买之前，您对［产品］总体质量的预期如何？',
    'Before buying, what overall quality did you expect of [product]?',
  ),
  question(
    'expectation2',
    '购买之前，您预期［产品］满足您需要的程度如何？',
    'Before buying, how well did you expect [product] to meet your needs?',
  ),
  question(
    'expectation3',
    '购买之前，您预期［产品］可靠、不出问题的程度如何？',
    'Before buying, how reliable did you expect [product] to be?',
  ),
  question(
    'quality1',
    '使用之后，您认为［产品］的总体质量如何？',
    'After use, what do you think of the overall quality of [product]?',
  ),
  question('quality2', '［产品］满足您需要的程度如何？', 'How well does [product] meet your needs?'),
  question('quality3', '［产品］可靠、不出问题的程度如何？', 'How reliable is [product]?'),
  question('quality4', '与［产品］有关的服务如何？', 'How good is the service around [product]?'),
  question('value1', '就价格而言，［产品］的质量如何？', 'Given its price, how good is the quality of [product]?'),
  question(
    'value2',
    '就质量而言，［产品］的价格是否合理？',
    'Given its quality, how reasonable is the price of [product]?',
    end('很不合理', 'very unreasonable'),
    end('很合理', 'very reasonable'),
  ),
  question(
    'satisfaction1',
    '总的来说，您对［产品］满意吗？',
    'All in all, how satisfied are you with [product]?',
    end('很不满意', 'very dissatisfied'),
    end('很满意', 'very satisfied'),
  ),
  question(
    'satisfaction2',
    '与您的预期相比，［产品］如何？',
    'How does [product] compare with what you expected?',
    end('远不如预期', 'far below'),
    end('远超预期', 'far above'),
  ),
  question(
    'satisfaction3',
    '与您心目中理想的产品相比，［产品］如何？',
    'How close is [product] to your ideal?',
    end('相差很远', 'very far'),
    end('非常接近', 'very close'),
  ),
  question(
    'loyalty1',
    '下次您再买［品牌］的可能性有多大？',
    'How likely are you to buy [brand] again?',
    end('完全不可能', 'not at all'),
    end('非常可能', 'very likely'),
  ),
  question(
    'loyalty2',
    '您向亲友推荐［品牌］的可能性有多大？',
    'How likely are you to recommend [brand]?',
    end('完全不可能', 'not at all'),
    end('非常可能', 'very likely'),
  ),
]

/** The model of this questionnaire, ready for `compileModel`. */
export const CCSI_MODEL: PathModel = {
  latent: CCSI_LATENT.map(({ name }) => ({
    name,
    items: CCSI_QUESTIONS.filter((q) => q.latent === name).map((q) => q.code),
  })),
  paths: CCSI_PATHS,
}
