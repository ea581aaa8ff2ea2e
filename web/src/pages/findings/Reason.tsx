import { usePrefs } from '@/app/prefs'
import { findingName, findingSentence } from './texts'

/** Why a table was refused, in the reader's language: in a sentence, or by the name of the fault where the server's English is all there is. */
export default function Reason({ code, params, message }: { code: string; params: Record<string, string>; message: string }) {
  const { language } = usePrefs()
  const said = findingSentence({ code, params, message }, language)
  return <p>{language === 'zh' && said === message ? findingName(code, language) : said}</p>
}
