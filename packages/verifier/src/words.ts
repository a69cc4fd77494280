import type { Text } from '@tianfu/kernel'
import type { Check, Report } from './verify-certificate.ts'
import type { ReceiptReport } from './verify-receipt.ts'

const words = (zh: string, en: string): Required<Text> => ({ zh, en })

/** What people read: one table for the page, the offline page and the command line. */
export const VERDICT_WORDS: Readonly<Record<Report['verdict'] | ReceiptReport['verdict'], Required<Text>>> = {
  stands: words('有效', 'Stands'), 'does-not-stand': words('不再有效', 'Does not stand'),
  'not-genuine': words('不真实', 'Not genuine'),
  'cannot-tell': words('无法判断', 'Cannot be told'),
  genuine: words('真实', 'Genuine'),
}

/** What a receipt says of a certificate on its day, or of a question. */
export const STATUS_WORDS: Readonly<Record<string, Required<Text>>> = {
  valid: words('有效', 'valid'), suspended: words('暂停', 'suspended'), withdrawn: words('已撤销', 'withdrawn'),
  cancelled: words('已注销', 'cancelled'), expired: words('已过期', 'expired'), found: words('有登记', 'in the register'),
  unknown: words('没有登记', 'not in the register'), batch: words('批量核验结果', 'a list that was verified'),
}

export const CHECK_WORDS: Readonly<Record<string, Required<Text>>> = {
  credential: words('凭证签名', 'Signature of the credential'), period: words('有效期', 'Term'),
  status: words('状态列表', 'Status list'), log: words('公开日志', 'Public log'),
  signature: words('回执签名', 'Signature of the receipt'), answer: words('答复内容未改', 'Answer unchanged'),
  acts: words('所依据的行为在日志中', 'Its acts are in the log'),
  standing: words('由行为重算的状态一致', 'Standing recomputed from the acts'),
}

export const OUTCOME_WORDS: Readonly<Record<Check['outcome'], Required<Text>>> = {
  passed: words('通过', 'passed'), failed: words('不通过', 'failed'), 'not-checked': words('未核验', 'not checked'),
}

/** Why a check did not pass; what is not here is shown as it is. */
export const WHY_WORDS: Readonly<Record<string, Required<Text>>> = {
  suspension: words('已暂停', 'suspended'), revocation: words('已撤销或注销', 'withdrawn or cancelled'),
  before: words('还未到生效日', 'before its first day'), after: words('已过有效期', 'after its last day'),
  'key-compromised': words('签名密钥后来被吊销，没有日志证明它在此之前已登记',
    'its key was revoked since, and no proof of the log shows that it was recorded before'),
  'key-revoked-before': words('签名日期在密钥吊销之后', 'signed after its key was revoked'),
  'good-for-its-day': words('只在当天有效，不需状态列表', 'good for its day alone, so it needs no status list'),
  'no-status-list': words('凭证没有状态列表', 'the credential names no status list'),
  'list-missing': words('没有状态列表', 'the status list is missing'),
  'list-of-another': words('状态列表不是发证机构或平台的', 'the status list is neither of the issuer nor of the platform'),
  'list-key-compromised': words('状态列表的签名密钥已被吊销', 'the key of the status list was revoked'),
  'out-of-date': words('状态列表不是这一天的', 'the status list is not of this day'),
  'no-log-trusted': words('没有保存日志公钥', 'no key of the log is held'),
  'proof-missing': words('没有日志证明', 'no proof of the log was given'),
  'unknown-key': words('不是所信任机构的密钥', 'not a key of a trusted body'),
  'wrong-signature': words('签名不符', 'the signature does not fit'),
  'not-included': words('日志中没有', 'not in the log'),
  'another-certificate': words('日志中的行为不是签发这份凭证的', 'the act in the log issued another credential'),
 changed: words('内容被改动', 'it was changed'),
  'other-acts': words('所附行为与回执不符', 'the acts are not those of the receipt'),
  'rests-on-no-act': words('这一答复不依据行为', 'this answer rests on no act'),
  'too-few-witnesses': words('见证不足', 'too few witnesses'),
  'no-receipt': words('没有回执', 'no receipt in it'), 'untrusted-checkpoint': words('检查点签名不符',
    'the checkpoint is not signed by the log'),
}
