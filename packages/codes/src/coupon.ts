// North American coupons in AI 8110 (NACC) and 8112 (positive offer file). Each field is read from the left; many
// begin with one digit that tells their length.

/** Reads digits from the left; a missing or wrong field ends the reading by throwing its rule. */
class Digits {
  readonly text: string
  at = 0
  constructor(text: string) {
    this.text = text
  }
  get rest(): number {
    return this.text.length - this.at
  }
  /** One digit among `allowed`. */
  digit(missing: string, invalid: string, allowed = '0123456789'): number {
    const digit = this.text[this.at]
    if (digit === undefined) throw new BrokenRule(missing)
    if (!allowed.includes(digit)) throw new BrokenRule(invalid)
    this.at++
    return Number(digit)
  }
  take(count: number, truncated: string): string {
    if (this.rest < count) throw new BrokenRule(truncated)
    this.at += count
    return this.text.slice(this.at - count, this.at)
  }
  /** True, and steps over it, when the next digit announces this optional field. */
  announces(field: string): boolean {
    if (this.text[this.at] !== field) return false
    this.at++
    return true
  }
}

class BrokenRule extends Error {}

const reading = (read: (digits: Digits) => void) => (text: string): string | undefined => {
  if (!/^\d*$/.test(text)) return 'non-digit-character'
  const digits = new Digits(text)
  try {
    read(digits)
    return digits.rest === 0 ? undefined : 'coupon-excess-data'
  } catch (error) {
    if (error instanceof BrokenRule) return error.message
    throw error
  }
}

/** AI 8112: format, funder, offer code, serial number. */
export const couponPositiveOffer = reading((digits) => {
  digits.digit('coupon-missing-format-code', 'coupon-invalid-format-code', '01')
  const funder = digits.digit('coupon-missing-funder-vli', 'coupon-invalid-funder-length', '0123456')
  digits.take(funder + 6, 'coupon-truncated-funder')
  digits.take(6, 'coupon-truncated-offer-code')
  serialNumber(digits)
})

/** AI 8110: company, offer, save value, first purchase, then the optional fields in order. */
export const couponCode = reading((digits) => {
  const prefix = digits.digit('coupon-missing-gcp-vli', 'coupon-invalid-gcp-length', '0123456')
  digits.take(prefix + 6, 'coupon-truncated-gcp')
  digits.take(6, 'coupon-truncated-offer-code')
  const value = digits.digit('coupon-missing-save-value-vli', 'coupon-invalid-save-value-length', '12345')
  digits.take(value, 'coupon-truncated-save-value')
  purchase(digits, '1st')
  if (digits.announces('1')) {
    const rules = 'additional-purchase-rules-code'
    digits.digit(`coupon-missing-${rules}`, `coupon-invalid-${rules}`, '0123')
    purchase(digits, '2nd')
    purchaser(digits, '2nd')
  }
  if (digits.announces('2')) {
    purchase(digits, '3rd')
    purchaser(digits, '3rd')
  }
  const expires = digits.announces('3')
    ? date(digits, 'coupon-too-short-for-expiration-date', 'coupon-invalid-exipiration-date') : undefined
  if (digits.announces('4')) {
    const starts = date(digits, 'coupon-too-short-for-start-date', 'coupon-invalid-start-date')
    if (expires !== undefined && starts > expires) throw new BrokenRule('coupon-expiration-before-start')
  }
  if (digits.announces('5')) serialNumber(digits)
  if (digits.announces('6')) {
    const name = 'retailer-gcp-or-gln'
    const length = digits.digit(`coupon-missing-${name}-vli`, `coupon-invalid-${name}-length`, '1234567')
    digits.take(length + 6, `coupon-truncated-${name}`)
  }
  if (digits.announces('9')) {
    digits.digit('coupon-missing-save-value-code', 'coupon-invalid-save-value-code', '01256')
    const item = 'save-value-applies-to-item'
    digits.digit(`coupon-missing-${item}`, `coupon-invalid-${item}`, '012')
    digits.digit('coupon-missing-store-coupon-flag', '')
    digits.digit('coupon-missing-dont-multiply-flag', 'coupon-invalid-dont-multiply-flag', '01')
  }
})

function purchase(digits: Digits, which: string): void {
  const name = `${which}-purchase-requirement`
  const length = digits.digit(`coupon-missing-${name}-vli`, `coupon-invalid-${name}-length`, '12345')
  digits.take(length, `coupon-truncated-${name}`)
  digits.digit(`coupon-missing-${name}-code`, `coupon-invalid-${name}-code`, '012349')
  digits.take(3, `coupon-truncated-${which}-purchase-family-code`)
}

/** The company of a further purchase; 9 says that it is the first one's. */
function purchaser(digits: Digits, which: string): void {
  const name = `${which}-purchase-gcp`
  const length = digits.digit(`coupon-missing-${name}-vli`, `coupon-invalid-${name}-length`, '01234569')
  if (length !== 9) digits.take(length + 6, `coupon-truncated-${name}`)
}

function serialNumber(digits: Digits): void {
  const length = digits.digit('coupon-missing-serial-number-vli', '')
  digits.take(length + 6, 'coupon-truncated-serial-number')
}

function date(digits: Digits, tooShort: string, invalid: string): string {
  const text = digits.take(6, tooShort)
  const [year, month, day] = [0, 2, 4].map((from) => Number(text.slice(from, from + 2))) as [number, number, number]
  const last = new Date(Date.UTC(2000 + year, month, 0)).getUTCDate()
  if (month < 1 || month > 12 || day < 1 || day > last) throw new BrokenRule(invalid)
  return text
}
