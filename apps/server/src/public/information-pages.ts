import { html } from './html.ts'
import type { Markup } from './html.ts'
import { say, to } from './language.ts'
import type { Reader } from './language.ts'
import { pageAt } from './routes.ts'
import type { Site } from './routes.ts'
import type { View } from '../platform/work.ts'
import { chip } from './words.ts'

/** Pages that change with the project, not with the register. */
type Words = (view: View, reader: Reader) => { title: string; body: Markup }

const help: Words = (_view, reader) => ({
  title: say(reader, '帮助', 'Help'),
  body: html`<h1>${say(reader, '帮助', 'Help')}</h1><h2>${say(reader, '怎么核验', 'How to verify')}</h2><ol><li>${
    say(reader, '用手机相机或微信扫描包装上的二维码；', 'Scan the code on the package with the camera of a telephone;')}</li><li>${
    say(reader, '或者在首页输入二维码下面的编号（商品条码.序列号）；',
    'or enter what is printed under it on the start page (GTIN.serial);')}</li><li>${
    say(reader, '核对网址是本站，再看结论和持证企业、产品是否与实物一致。',
    'check that the address is ours, then compare holder and product with the goods.')}</li></ol>
<h2>${say(reader, '结论的意思', 'What the verdicts mean')}</h2><ul class="list">${
  ([['valid', '编号真实，证书和许可都有效', 'The number is genuine, certificate and licence stand'],
  ['suspended', '机构或许可方暂停，期间不得用标', 'Suspended; no new goods may carry the mark'],
  ['withdrawn', '机构撤销了证书', 'The body has withdrawn the certificate'],
  ['cancelled', '持证人申请注销或标准废止', 'The holder gave it up, or the standard ended'],
  ['expired', '有效期已过', 'Its term is over'], ['unactivated', '码已生成，企业还没有用', 'Made, not yet put on goods'],
  ['void', '码已作废', 'Made void'], ['forged', '不是本平台生成的码', 'Not made by this platform'],
  ['unknown', '登记簿里没有', 'Not in the register'], ['malformed', '编号不完整或抄错', 'Incomplete or wrong']] as const).map(
  ([status, zh, en]) => html`<li>${chip(reader, status)} ${say(reader, zh, en)}</li>`)}</ul>
<h2>${say(reader, '查询次数多就是假的吗？', 'Does a high count mean a fake?')}</h2><p>${
  say(reader, '不是。转赠、经销商抽查、网络重试都会增加次数。我们只把次数和首次时间作为事实列出。',
  'No. Gifts, dealers and retries add to it. Count and first look are shown as facts only.')}</p><h2>${
  say(reader, '联系', 'Contact')}</h2><p>${say(reader, '消费者投诉举报电话 12315；网上举报见',
  'Consumer hotline 12315; or use')} <a href="${to(reader, '/report')}">${say(reader, '举报', 'Report')}</a>。</p>`,
})

const about: Words = (view, reader) => ({
  title: say(reader, '关于', 'About'),
  body: html`<h1>${say(reader, '关于本平台', 'About')}</h1><p>${
    say(reader, '本平台是一部公开的行为登记簿：企业自主申明，独立机构认证，标识所有人许可，监管部门监管。每一步都由具名的资格、按写明的依据作出，并写进任何人都能核对的日志。',
    'This is a public register of acts: enterprises declare, independent bodies certify, the owner of the mark '
    + 'licenses, authorities supervise. Each act is taken in a named capacity on a stated ground, and committed to a '
    + 'log that anyone can follow.')}</p>
    <p>${say(
      reader, '证书由认证机构作出并签名，平台登记；政府不直接改动证书。',
      'Certificates are decided and signed by the bodies; the platform registers them, and government never edits one.',
    )}</p>
    <p>${say(
      reader, `现行制度版本：${view.edition.inForceFrom}`, `Edition of the scheme in force: ${view.edition.inForceFrom}`,
    )}</p>`,
})

const privacy: Words = (_view, reader) => ({
  title: say(reader, '隐私', 'Privacy'),
  body: html`<h1>${say(reader, '隐私说明', 'Privacy')}</h1><ul><li>${
    say(reader, '核验和查询不需要账号，不使用第三方统计，不设跟踪 Cookie；只有选择大字版时会记住这个选择。',
    'Verifying needs no account; there is no third-party analytics and no tracking cookie. Large print is remembered '
    + 'if you choose it.')}</li>
    <li>${say(
      reader, '每次扫码只记录：时间、编号、结论、设备种类（手机、电脑、程序）。不记录您是谁、IP 地址或精确位置。',
      'A scan keeps the time, the code, the verdict and the kind of device; not who you are, no IP address, no '
      + 'position.',
    )}</li>
    <li>${say(
      reader, '举报和异议中的联系方式加密保存，只有办理人员可见；照片同样加密。',
      'Contacts and photographs in reports and objections are kept sealed, for the officers only.',
    )}</li>
    <li>${say(
      reader, '公开页面不出现自然人的姓名、电话和证件号码。', 'No names, telephone or identity numbers of natural persons are published.',
    )}</li>
    </ul>`,
})

const accessibility: Words = (_view, reader) => ({
  title: say(reader, '无障碍声明', 'Accessibility'),
  body: html`<h1>${say(reader, '无障碍声明', 'Accessibility statement')}</h1><p>${
    say(reader, '公开页面以 WCAG 2.2 AA 级为目标：不需要脚本，可只用键盘操作，状态同时用图形、文字、形状和颜色表示，提供大字版和打印版。',
    'The public pages aim at WCAG 2.2 AA: no script is needed, the keyboard is enough, status is given by icon, '
    + 'word, shape and colour together, with large print and a print form.')}</p>
    <h2>${say(reader, '已知的不足', 'Known gaps')}</h2>
    <ul><li>${say(reader, '尚未由读屏软件使用者实际测试。', 'Not yet tested by users of screen readers.')}</li>
    <li>${say(reader, '部分标准和企业名称只有中文。', 'Some standards and names exist in Chinese only.')}</li></ul>
    <p>${say(
      reader, '遇到障碍请用举报页面告诉我们，5 个工作日内答复。', 'Tell us through the report page; we answer within 5 working days.',
    )}</p>`,
})

const developers: Words = (view, reader) => ({
  title: say(reader, '开发者', 'Developers'),
  body: html`<h1>${say(reader, '开发者', 'Developers')}</h1><p><a href="/api/openapi.json">/api/openapi.json</a> ${
    say(reader, '是全部接口的 OpenAPI 3.1 描述。公开接口不需要密钥。',
    'describes every operation in OpenAPI 3.1. Public ones need no key.')}</p>
    <div class="scroll" tabindex="0"><table><caption>${say(reader, '稳定的公开地址', 'Stable public addresses')}</caption>
    <thead><tr><th scope="col">${say(reader, '地址', 'Address')}</th><th scope="col">${say(reader, '回答', 'Answer')}</th>
    </tr></thead><tbody>${([
    ['/01/{gtin}/21/{serial}', 'GS1 Digital Link：HTML、application/json、application/linkset+json',
      'GS1 Digital Link: HTML, application/json, application/linkset+json'],
    ['/v/{code}', '标识码（商品条码.序列号）、证书或许可编号的结论', 'Verdict on GTIN.serial, a certificate or a licence number'],
    ['/c/{number} .json .jwt .pdf', '证书；?at=YYYY-MM-DD 得到签名回执', 'A certificate; ?at=YYYY-MM-DD gives a signed receipt'],
    ['/org/{uscc} .json', '组织及其证书、许可、申明', 'An organisation with what it holds'],
    ['/status/suspension-1, /status/revocation-1', 'W3C 状态列表（vc+jwt）', 'W3C Bitstring Status Lists (vc+jwt)'],
    ['/.well-known/did.json, /bodies/{slug}/did.json', '平台和各机构的公钥', 'Keys of the platform and of each body'],
    ['/log/checkpoint, /log/tile/…, /log/acts, /log/key', '透明日志（C2SP tlog-tiles）：检查点、瓦片、公开行为、公钥',
      'Transparency log (C2SP tlog-tiles): checkpoint, tiles, published acts, key'],
    ['/verify, /verify/offline.html', '在自己的设备上核验凭证与回执；可下载离线页',
      'Credentials and receipts verified on your own device; an offline page to take along'],
    ['POST /api/v1/verify/batch', '批量核验：{"items": [编号或名称…]}，至多五千条，附签名回执',
      'A list: {"items": [numbers or names…]}, 5,000 at most, with a signed receipt'],
  ] as const).map(([address, zh, en]) => html`<tr><th scope="row" class="code">${address}</th><td>${
    say(reader, zh,
    en)}</td></tr>`)}</tbody></table></div><pre class="code small">curl -H 'accept: application/json' ${
    view.world.origin}/v/…</pre>`,
})

export function informationPages(site: Site): void {
  for (const [path, words] of [['/help', help], ['/about', about], ['/privacy', privacy],
    ['/accessibility', accessibility], ['/developers', developers]] as const) {
    pageAt(site, path, (view, reader) => ({ ...words(view, reader), wide: path === '/developers' }))
  }
}
