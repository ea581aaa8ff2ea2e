import { useParams } from 'react-router'
import { PublicationList } from './PublicationList'
import { PublicationView } from './PublicationView'
import '../data/data.css'
import '../cases/cases.css'
import './publications.css'

/** What was published, or the one that the address names. */
export default function PublicationsPage() {
  const { publication } = useParams()
  return publication ? <PublicationView key={publication} id={publication} /> : <PublicationList />
}
