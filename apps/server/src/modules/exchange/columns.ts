import { bodies, exchange, parties, refuse } from '@tianfu/contract'
import type { FieldWords } from '@tianfu/contract'

/** A column of a template: its heading, an example, and what its text becomes in a request of the module. */
export interface Column {
  readonly zh: string
  readonly en: string
  readonly needed: boolean
  readonly example: string
  /** Path in the request that errors name. */
  readonly path: string
  put(body: Record<string, unknown>, text: string): void
}

const line = (
  path: string, zh: string, en: string, needed: boolean, example: string,
  read: (text: string) => unknown = (text) => text,
): Column => ({
  path, zh, en, needed, example,
  put(body, text) {
    const [outer = '', inner] = path.split('.')
    if (inner === undefined) body[outer] = read(text)
    else body[outer] = { ...body[outer] as object, [inner]: read(text) }
  },
})

const several = (text: string): string[] =>
  [...new Set(text.split(/[;；、,，\n]/).map((one) => one.trim()).filter((one) => one !== ''))]

/** Values of a closed list by any of their words. @throws Refusal `import-value` */
const chosen = (schema: object) => (text: string): string[] => {
  const choices = (schema as { 'x-words'?: FieldWords })['x-words']?.choices ?? {}
  return several(text).map((one) => Object.entries(choices).find(([value, { zh, en }]) =>
    [value, zh, en].some((word) => word.toLowerCase() === one.toLowerCase()))?.[0]
    ?? refuse('import-value', { value: one, choices: Object.values(choices).map(({ zh }) => zh).join('、') }))
}

const count = (text: string): number | string => (/^\d{1,12}$/.test(text) ? Number(text) : text)

export const COLUMNS: Readonly<Record<exchange.ImportKind, readonly Column[]>> = {
  organisations: [
    line('uscc', '统一社会信用代码', 'Credit code', true, '91510500MA00000000'),
    line('name', '名称', 'Name', true, '示例酒业有限公司'),
    line('nameEn', '英文名称', 'English name', false, 'Example Spirits Co., Ltd.'),
    line('kinds', '类别', 'Kinds', true, '企业', chosen(parties.OrganisationKind)),
    line('region', '区划代码', 'Region code', true, '510502'),
    line('address', '住所', 'Address', true, '江阳区示例路 1 号'),
    line('industry', '行业代码', 'Industry code', false, 'C1512'),
  ],
  products: [
    line('name.zh', '名称', 'Name', true, '示例大曲'), line('name.en', '英文名称', 'English name', false, 'Example Daqu'),
    line('brand', '品牌', 'Brand', true, '示例'), line('gtin', '商品条码', 'GTIN', false, ''),
    line('models', '型号规格', 'Models', true, '500 mL；1 L', several),
    line('industry', '行业代码', 'Industry code', true, 'C1512'), line('unit', '计量单位', 'Unit', true, '瓶'),
    line('yearlyCapacity', '年产能', 'Yearly capacity', true, '100000', count),
    line('rule', '认证实施规则', 'Rule', false, ''),
  ],
  people: [
    line('person', '姓名', 'Name', true, '张三'),
    line('functions', '职责', 'Functions', true, '检查；复核', chosen(bodies.StaffFunction)),
    line('competences', '专业能力代码', 'Competence codes', false, 'C15', several),
  ],
}
