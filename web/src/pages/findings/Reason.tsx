import type { Finding } from '@/api/types'
import { usePrefs } from '@/app/prefs'
import { findingName, findingSentence } from './texts'

/** Why a file was refused, in the reader's language: in a sentence, or by the name of the fault where there is one in English only. */
export default function Reason({ finding }: { finding: Finding }) {
  const { language } = usePrefs()
  const said = findingSentence(finding, language)
  return <p>{language === 'zh' && said === finding.message ? findingName(finding.code, language) : said}</p>
}
