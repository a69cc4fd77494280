import { useEffect, useState } from 'react'
import { again } from './outbox.ts'
import type { Item } from './outbox.ts'
import { forget, keepDraft } from './storage.ts'
import type { Field } from './useField.ts'
import { useWords } from './words.ts'

/** What was written here and where it is: waiting, being sent, failed with the reason, sent. */
export function OutboxPage({ field }: { field: Field }) {
  const { t } = useWords()
  const { items } = field
  const unsent = items.filter(({ state }) => state !== 'sent')
  const [space, setSpace] = useState<number>()
  useEffect(() => {
    void navigator.storage?.estimate()
      .then(({ quota = 0, usage = 0 }) => setSpace(Math.floor((quota - usage) / 2 ** 20)))
    void navigator.storage?.persist?.()
  }, [])
  const account = field.taken?.who.account
  return (
    <>
      <p><a href="#/">{t('back')}</a></p>
      <h1>{t('outbox')}</h1>
      {items.length === 0 && <p>{t('outbox-empty')}</p>}
      {unsent.length > 0 && (
        <p className="actions">
          <button type="button" className="button" onClick={() => void field.sync()}>{t('send-now')}</button>
          <button type="button" className="button quiet" onClick={() => void save(unsent)}>{t('export')}</button>
        </p>
      )}
      <ol className="cards">
        {[...items].reverse().map(item => <OutboxItem key={item.id} item={item} field={field} />)}
      </ol>
      {items.some(({ state }) => state === 'sent') && (
        <button type="button" className="button quiet" onClick={() => {
          void Promise.all(items.filter(({ state }) => state === 'sent').map(({ id }) => field.remove(id)))
        }}>{t('clear-sent')}</button>
      )}
      {space !== undefined && <p className="muted">{t('storage')} {space} MB</p>}
      {account && (
        <button type="button" className="link" onClick={() => {
          if (confirm(t('forget-sure'))) void forget(account).then(field.forgotten)
        }}>{t('forget')}</button>
      )}
    </>
  )
}

function OutboxItem({ item, field }: { item: Item; field: Field }) {
  const { t, language } = useWords()
  const takeBack = async () => {
    const key = `${item.account}/${item.application}/${item.kind}`
    await keepDraft(key, { fields: { ...item.body }, photographs: item.photographs })
    await field.remove(item.id)
    location.hash = `#/audit/${item.application}/${item.kind}`
  }
  return (
    <li data-state={item.state}>
      <strong>{t(`kind.${item.kind}`)}</strong>
      <span className="muted">
        {item.number} · {new Date(item.madeAt).toLocaleString(language === 'zh' ? 'zh-CN' : 'en-GB')}
      </span>
      <span className={`state state-${item.state}`}>
        {t(item.state)}{item.reason && `：${item.reason[language]}`}
      </span>
      {item.state === 'failed' && (
        <span className="actions">
          <button type="button" className="button quiet" onClick={() => void field.put(again(item))}>
            {t('again')}
          </button>
          <button type="button" className="button quiet" onClick={() => void takeBack()}>{t('change')}</button>
          <button type="button" className="link" onClick={() => {
            if (confirm(t('discard-sure'))) void field.remove(item.id)
          }}>{t('discard')}</button>
        </span>
      )}
    </li>
  )
}

/** The last resort: what cannot be sent, as a file that the person can hand in by another way. */
async function save(items: readonly Item[]): Promise<void> {
  const whole = await Promise.all(items.map(async item => ({
    ...item,
    photographs: await Promise.all(item.photographs.map(async ({ name, hash, blob }) =>
      ({ name, hash, ...(blob && { data: await base64(blob) }) }))),
  })))
  const address = URL.createObjectURL(new Blob([JSON.stringify(whole, null, 2)], { type: 'application/json' }))
  const link = Object.assign(document.createElement('a'), { href: address, download: 'field-outbox.json' })
  link.click()
  URL.revokeObjectURL(address)
}

const base64 = (blob: Blob): Promise<string> => new Promise((done, failed) => {
  const reader = new FileReader()
  reader.addEventListener('load', () => done(String(reader.result).replace(/^[^,]*,/, '')))
  reader.addEventListener('error', () => failed(reader.error))
  reader.readAsDataURL(blob)
})
