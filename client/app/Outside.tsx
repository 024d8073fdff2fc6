import { useTranslation } from 'react-i18next'
import { Outlet } from 'react-router'
import { BrandMark } from '../ui/icons.tsx'
import { Boundary } from '../ui/Page.tsx'
import { LanguageSwitch } from './LanguageSwitch.tsx'
import classes from './Outside.module.css'
import { SchemeSwitch } from './SchemeSwitch.tsx'

/** Around the pages for people who are not signed in. */
export function Outside() {
  const { i18n } = useTranslation('app')
  return (
    <div className={classes.outside}>
      <header className={classes.head}>
        <span className={classes.brand}>
          <BrandMark size={32} />
          Hải Đăng
        </span>
        <SchemeSwitch />
        <LanguageSwitch language={i18n.language} onChange={(language) => void i18n.changeLanguage(language)} />
      </header>
      <main className={classes.main}>
        <Boundary>
          <Outlet />
        </Boundary>
      </main>
    </div>
  )
}
