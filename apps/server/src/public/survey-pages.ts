import { marketSurveys } from '@tianfu/contract'
import {
  ATTENTION, answerSurvey, openSurveyNumber, productOfCode, surveyByNumber, unanswered,
} from '../modules/market/index.ts'
import type { MarketSurvey } from '../modules/market/index.ts'
import { isRefusal } from '@tianfu/kernel'
import type { Text } from '@tianfu/kernel'
import type { View } from '../platform/work.ts'
import { errorsOf, newKey, readForm, submit } from './form.ts'
import type { Errors } from './form.ts'
import { html } from './html.ts'
import type { Markup } from './html.ts'
import { plain, say, text, to } from './language.ts'
import type { Reader } from './language.ts'
import type { Page } from './layout.ts'
import { formAt, pageAt } from './routes.ts'
import type { Site } from './routes.ts'

type Item = Awaited<ReturnType<typeof productOfCode>>
type Values = Readonly<Record<string, string>>

const title = (reader: Reader): string => say(reader, '满意度调查', 'Satisfaction survey')

const demonstration = (reader: Reader): Markup => html`<p class="note" role="note"><strong>${
  say(reader, '演示', 'Demonstration')}</strong> ${
  say(reader, '答案只用于演示。', 'Answers serve the demonstration only.')}</p>`

const privacy = (reader: Reader): Markup => html`<p class="small">${say(reader,
  '隐私说明：不问姓名、电话，也不记录您是谁、用什么设备。标识码只以化名保存，用来保证每件商品只填一份；'
  + '答案合并统计，只公布带区间的结果。',
  'Privacy: we ask for no name and no number, and record neither who you are nor which device you use. '
  + 'The item code is kept as a pseudonym, so that each item is answered for once; '
  + 'answers are published as results with intervals only.')} <a href="${
  to(reader, '/privacy')}">${say(reader, '隐私', 'Privacy')}</a></p>`

/** Asks for the code of the item in hand. */
function codeForm(reader: Reader, number: string, code: string, error?: string): Page {
  return {
    title: title(reader), status: error ? 422 : 200,
    body: html`<h1>${title(reader)}</h1>${error && html`<div class="err" role="alert"><h2>${error}</h2></div>`}<p>${
      say(reader, '扫描商品包装上的标识码，或把它填在这里（商品条码.序列号，或二维码中的网址）。每件商品只能填一份。',
        'Scan the item code on the packaging, or type it here (GTIN.serial, or the link of the QR code). '
        + 'One answer per item.')}</p><form method="get" action="${
      to(reader, `/survey/${number}`)}"><label for="code">${
      say(reader, '标识码', 'Item code')}</label><input id="code" name="code" required value="${
      code}"><p><button class="b">${say(reader, '开始', 'Start')}</button></p></form>`,
  }
}

/** Words of a question, with brand and product in their places. */
const asked = (reader: Reader, { brand, name }: Item, words: Text): string => plain(reader, words)
  .replace(/［品牌］|\[brand\]/g, plain(reader, brand)).replace(/［产品］|\[product\]/g, plain(reader, name))

function scaleField(
  reader: Reader, { scale }: MarketSurvey, name: string, number: number, words: string,
  ends: readonly [Text, Text] | null,
  { value, missing }: { value: string | undefined; missing: boolean },
): Markup {
  const marks = Array.from({ length: scale.high - scale.low + 1 }, (_, i) => String(scale.low + i))
  return html`<fieldset class="scale" id="${name}"${missing && html` aria-invalid="true"`}><legend>${number}. ${
    words}</legend>${missing && html`<span class="e">${say(reader, '请选一个', 'Choose one')}</span>`}${ends
    && html`<small>${scale.low} ${plain(reader, ends[0])} · ${scale.high} ${plain(reader, ends[1])}</small>`}<div>${
    marks.map((mark) => html`<label><input type="radio" name="${name}" value="${mark}"${mark === value
      && html` checked`}>${mark}</label>`)}</div></fieldset>`
}

function sheet(
  reader: Reader, of: { number: string; state: MarketSurvey; demonstration: boolean; item: Item; key: string },
  values: Values = {}, missing: readonly string[] = [], errors: Errors = [],
): Page {
  const { state, item, number } = of
  let count = 0
  const fields = state.questions.flatMap(({ code, text: words, low, high }) => {
    const field = (name: string, said: string, ends: readonly [Text, Text] | null): Markup => {
      count += 1
      return scaleField(reader, state, name, count, said, ends,
        { value: values[name], missing: missing.includes(name) })
    }
    const own = field(code, asked(reader, item, words), [low, high])
    return code !== state.attention.after ? [own] : [own, field(ATTENTION, say(reader,
      `为确认您看了题目，本题请选 ${state.attention.answer}`,
      `To show that you read the questions, please choose ${state.attention.answer} here`), null)]
  })
  const failed = missing.length > 0 || errors.length > 0
  return {
    title: `${failed ? say(reader, '错误：', 'Error: ') : ''}${title(reader)}`, status: failed ? 422 : 200,
    body: html`<h1>${title(reader)}</h1>${of.demonstration && demonstration(reader)}<p><strong>${
      text(reader, item.name)}</strong> <span class="code small">${item.code}</span></p>${privacy(reader)}${failed
      && html`<div class="err" role="alert" tabindex="-1" autofocus><h2>${
        say(reader, '有内容需要修改', 'There is a problem')}</h2><ul>${errors.map(([, said]) => html`<li>${said}</li>`)}${
        missing.map((name) => html`<li><a href="#${name}">${say(reader, '还没有回答', 'Not answered yet')}</a></li>`)
      }</ul></div>`}<form method="post" action="${to(reader, `/survey/${number}`)}" enctype="multipart/form-data">
      <input type="hidden" name="key" value="${of.key}"><input type="hidden" name="code" value="${item.code}">${
      fields}<p><button class="b">${say(reader, '提交', 'Send')}</button></p></form>`,
  }
}

const thanks = (reader: Reader): Page => ({
  title: say(reader, '谢谢', 'Thank you'), status: 201,
  body: html`<div class="v ok" role="status"><h1>${say(reader, '已收到，谢谢', 'Received, thank you')}</h1><p>${
    say(reader, '结果合并统计后公布。', 'Results are published once they are put together.')}</p></div><p><a href="${
    to(reader, '/market')}">${say(reader, '市场评价', 'Market evaluation')}</a></p>`,
})

const nothing = (reader: Reader): Page => ({
  title: title(reader),
  body: html`<h1>${title(reader)}</h1><p>${
    say(reader, '目前没有开放的调查。', 'No survey is open at present.')}</p>`,
})

async function opened(view: View, reader: Reader, number: string, code: string): Promise<Page> {
  const { state, of } = await surveyByNumber(view, number)
  if (state.status !== 'open' || state.until < view.at.today) return nothing(reader)
  if (code === '') return codeForm(reader, number, '')
  try {
    const item = await productOfCode(view, code)
    return sheet(reader, { number, state, demonstration: of.demonstration, item, key: newKey(view.world) })
  } catch (error) {
    if (!isRefusal(error) || error.code !== 'code-not-genuine') throw error
    const [[, said] = ['', '']] = errorsOf(reader, error).errors
    return codeForm(reader, number, code, said)
  }
}

/** Answers by name of question, as whole numbers; anything else counts as none. */
const answersIn = (values: Values): Record<string, number> => Object.fromEntries(Object.entries(values)
  .flatMap(([name, value]) => (name !== 'key' && name !== 'code' && /^\d{1,3}$/.test(value) ? [[name, Number(value)]]
    : [])))

async function taken(site: Site, view: View, reader: Reader, number: string, values: Values): Promise<Page> {
  const { state, of } = await surveyByNumber(view, number)
  const answers = answersIn(values)
  const outcome = await submit(site, reader, marketSurveys.answerMarketSurvey, {
    key: values.key, params: { number }, body: { code: values.code ?? '', answers },
  }, (work) => answerSurvey(work, number, { code: values.code ?? '', answers }))
  if (outcome.ok) return thanks(reader)
  if (outcome.code === 'code-not-genuine') return opened(view, reader, number, values.code ?? '')
  const item = await productOfCode(view, values.code ?? '').catch(() => undefined)
  if (!item) return codeForm(reader, number, values.code ?? '', outcome.errors[0]?.[1])
  const missing = unanswered(state, answers)
  return sheet(reader, { number, state, demonstration: of.demonstration, item, key: newKey(view.world) }, values,
    missing, missing.length > 0 ? [] : outcome.errors)
}

/** More than a questionnaire has questions. */
const MOST_FIELDS = 80

export function surveyPages(site: Site): void {
  pageAt(site, '/survey', async (view, reader, { query }) => {
    const number = await openSurveyNumber(view)
    return number === undefined ? nothing(reader) : opened(view, reader, number, query.code?.trim() ?? '')
  })
  pageAt(site, '/survey/:number', (view, reader, { params, query }) =>
    opened(view, reader, params.number ?? '', query.code?.trim() ?? ''))
  formAt(site, '/survey/:number', async (view, reader, { request, params }) => {
    const { values } = await readForm(request, { most: 0, bytes: 0, fields: MOST_FIELDS })
    return taken(site, view, reader, params.number ?? '', values)
  })
}
