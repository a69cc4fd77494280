import { useSyncExternalStore } from 'react'

export type Language = 'zh' | 'en'

/** Sentences of the field page: a page of its own, small enough to lie on a telephone. */
export const WORDS = {
  'title': { zh: '现场检查', en: 'Audit in the field' },
  'skip': { zh: '跳到正文', en: 'Skip to the content' },
  'language': { zh: 'English', en: '中文 (zh)' },
  'workbench': { zh: '返回工作台', en: 'Back to the workbench' },
  'loading': { zh: '正在读取…', en: 'Loading …' },
  'online': { zh: '已联网', en: 'Online' },
  'offline': { zh: '无网络：内容保存在本机，联网后自动发送', en: 'No network: kept on this device, sent later by itself' },
  'signed-out': { zh: '登录已结束：重新登录后继续发送', en: 'Signed out: sending goes on after you sign in' },
  'sign-in': { zh: '登录', en: 'Sign in' },
  'no-bag': {
    zh: '本机没有检查资料，请在有网络时登录并打开本页一次。',
    en: 'Nothing is on this device yet. Sign in and open this page once with a network.',
  },
  'empty': { zh: '没有派给您的在办现场检查。', en: 'No audit under way is assigned to you.' },
  'as-of': { zh: '资料更新于', en: 'As of' },
  'refresh': { zh: '更新资料', en: 'Refresh' },
  'audits': { zh: '我的检查', en: 'My audits' },
  'outbox': { zh: '发件箱', en: 'Outbox' },
  'outbox-empty': { zh: '没有待发送的内容。', en: 'Nothing waits to be sent.' },
  'to-send': { zh: '待发送', en: 'to send' },
  'send-now': { zh: '立即发送', en: 'Send now' },
  'again': { zh: '重试', en: 'Try again' },
  'change': { zh: '取回修改', en: 'Take back and change' },
  'discard': { zh: '删除', en: 'Delete' },
  'discard-sure': { zh: '删除后无法恢复，确定吗？', en: 'It cannot be brought back. Delete it?' },
  'clear-sent': { zh: '清除已发送', en: 'Clear what was sent' },
  'export': { zh: '把未发送的内容存为文件', en: 'Save what is not sent as a file' },
  'forget': { zh: '清除本机资料', en: 'Remove everything from this device' },
  'forget-sure': {
    zh: '本机的检查资料、草稿和未发送的内容都将删除，确定吗？',
    en: 'Audits, drafts and what is not sent yet will be deleted from this device. Go on?',
  },
  'storage': { zh: '本机剩余空间约', en: 'Space left on this device, about' },
  'waiting': { zh: '等待发送', en: 'Waiting' },
  'sending': { zh: '正在发送', en: 'Sending' },
  'failed': { zh: '未发送', en: 'Failed' },
  'sent': { zh: '已发送', en: 'Sent' },
  'kind.opening': { zh: '首次会议签到', en: 'Opening sign-in' },
  'kind.closing': { zh: '末次会议签到', en: 'Closing sign-in' },
  'kind.note': { zh: '现场记录', en: 'Note' },
  'kind.nonconformity': { zh: '不符合项', en: 'Nonconformity' },
  'site': { zh: '场所', en: 'Site' },
  'sites': { zh: '场所与日程', en: 'Sites and days' },
  'from': { zh: '首次会议', en: 'Opening meeting' },
  'team': { zh: '检查组', en: 'Team' },
  'lead': { zh: '组长', en: 'Lead' },
  'auditor': { zh: '检查员', en: 'Auditor' },
  'expert': { zh: '技术专家', en: 'Technical expert' },
  'clauses': { zh: '条款（检查表）', en: 'Clauses (checklist)' },
  'notes': { zh: '已有记录', en: 'Notes so far' },
  'no-notes': { zh: '还没有记录。', en: 'No notes yet.' },
  'signed-at': { zh: '签到于', en: 'Signed in at' },
  'not-now': {
    zh: '目前没有可做的事项：计划须经企业确认，全组须提交公正性声明。',
    en: 'Nothing to do yet: the enterprise confirms the plan, and every member declares impartiality.',
  },
  'present': { zh: '到场成员（须全组到场）', en: 'Members present (the whole team)' },
  'photographs': { zh: '照片', en: 'Photographs' },
  'photographs-team': { zh: '全组合影', en: 'Photographs of the whole team' },
  'photographs-hint': {
    zh: '照片在本机缩小，不含位置和设备信息。',
    en: 'Pictures are made smaller here; place and device are taken out.',
  },
  'take': { zh: '拍照或选取', en: 'Take or choose' },
  'remove': { zh: '移除', en: 'Remove' },
  'not-a-picture': { zh: '这个文件不是照片', en: 'This file is no picture' },
  'place': { zh: '位置', en: 'Place' },
  'locate': { zh: '填入当前位置', en: 'Use this place' },
  'located': { zh: '已填入当前位置', en: 'The place was filled in' },
  'not-located': { zh: '无法取得位置，请手工填写并说明原因', en: 'No position; type it in and say why' },
  'longitude': { zh: '经度', en: 'Longitude' },
  'latitude': { zh: '纬度', en: 'Latitude' },
  'ground': { zh: '偏差原因（位置或时间有偏差时）', en: 'Reason of a deviation in place or time' },
  'none': { zh: '无', en: 'None' },
  'explanation': { zh: '偏差说明', en: 'Explanation' },
  'clause': { zh: '条款', en: 'Clause' },
  'text': { zh: '记录', en: 'Note' },
  'grade': { zh: '等级', en: 'Grade' },
  'major': { zh: '严重', en: 'Major' },
  'minor': { zh: '一般', en: 'Minor' },
  'finding': { zh: '不符合事实', en: 'Finding' },
  'keep': { zh: '保存并发送', en: 'Keep and send' },
  'kept': { zh: '已存入发件箱', en: 'Kept in the outbox' },
  'draft-kept': { zh: '已自动保存在本机', en: 'Kept on this device as you type' },
  'back': { zh: '返回', en: 'Back' },
  'errors': { zh: '请先改正以下各项', en: 'Please correct the following' },
  'error.required': { zh: '请填写', en: 'Please fill in' },
  'error.photographs': { zh: '照片应为 {min} 至 {max} 张', en: 'Between {min} and {max} photographs are needed' },
  'error.place': { zh: '请填写十进制度数，如 105.445', en: 'Decimal degrees, such as 105.445' },
  'error.storage': {
    zh: '本机无法保存（空间不足或浏览器不允许）：请勿关闭本页，先抄录内容',
    en: 'This device cannot keep it (no space, or not allowed): do not close the page, copy the text first',
  },
  'not-permitted': {
    zh: '当前身份不能做现场检查，请在工作台切换身份',
    en: 'Your present role does not audit; change the role in the workbench',
  },
} as const satisfies Record<string, Record<Language, string>>

export type Word = keyof typeof WORDS

const STORED = 'tianfu-language'
const listeners = new Set<() => void>()
let language: Language = globalThis.localStorage?.getItem(STORED) === 'en' ? 'en' : 'zh'

export function setLanguage(next: Language): void {
  language = next
  localStorage.setItem(STORED, next)
  for (const listener of listeners) listener()
}

/** The present language with `t` for our own sentences and `of` for text that came with the data. */
export function useWords() {
  const now = useSyncExternalStore(
    listener => {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
    () => language,
  )
  return {
    language: now,
    t: (word: Word, values: Record<string, string | number> = {}): string =>
      WORDS[word][now].replace(/\{(\w+)\}/g, (whole, name: string) => String(values[name] ?? whole)),
    of: (text: { zh: string; en?: string }): string => (now === 'en' ? text.en || text.zh : text.zh),
  }
}
