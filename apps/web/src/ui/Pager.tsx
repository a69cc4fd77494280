import { Button } from 'antd'
import { useWords } from '../i18n/index.ts'
import type { useAddressQuery } from './useAddressQuery.ts'

/** First and next page of a list whose place is kept in the address. */
export function Pager({ address, next }: { address: ReturnType<typeof useAddressQuery>; next: string | undefined }) {
  const { t } = useWords()
  return (
    <div className="pager">
      {address.query.after && (
        <Button onClick={() => address.set({ ...address.query, after: undefined })}>{t('action.first-page')}</Button>
      )}
      {next && <Button onClick={() => address.set({ ...address.query, after: next })}>{t('action.next-page')}</Button>}
    </div>
  )
}
