import { useParams } from 'react-router'
import { PairView } from './PairView'
import { PartnershipList } from './PartnershipList'
import '../data/data.css'
import './partnerships.css'

/** Cities that work together: all of them, or one pair. */
export default function PartnershipsPage() {
  const { pair } = useParams()
  return pair ? <PairView key={pair} id={pair} /> : <PartnershipList />
}
