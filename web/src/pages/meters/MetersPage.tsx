import { useParams } from 'react-router'
import { MeterList } from './MeterList'
import { MeterView } from './MeterView'
import '../data/data.css'
import './legend.css'
import './meters.css'

/** All meters, or the one that the address names. */
export default function MetersPage() {
  const { meter } = useParams()
  return meter ? <MeterView key={meter} code={meter} /> : <MeterList />
}
