import { Link } from '@tanstack/react-router'
import { Button } from 'antd'
import { useEffect } from 'react'
import type { ReactNode } from 'react'
import { isLanguage, setLanguage, useWords } from '../../i18n/index.ts'
import { useVocabulary } from '../../vocabulary.ts'

/** The frame of pages that strangers see. */
export function Gate({ title, children }: { title: string; children: ReactNode }) {
  const { t, of } = useWords()
  const vocabulary = useVocabulary()
  useEffect(() => {
    document.title = `${title} · ${t('app.name')}`
  }, [title, t])
  return (
    <div className="gate">
      <header className="gate-head">
        <Link to="/login" className="brand">
          <img src="/workbench/seal.svg" alt="" />
          {of(vocabulary?.name) || t('app.name')}
        </Link>
        <nav style={{ display: 'flex', gap: 12, alignItems: 'center' }}>
          <a href="/">{t('shell.verify')}</a>
          <Button type="link" onClick={() => void setLanguage(isLanguage() === 'zh' ? 'en' : 'zh')}>
            {t('app.language')}
          </Button>
        </nav>
      </header>
      <main className="gate-body" id="main">
        {children}
      </main>
    </div>
  )
}
