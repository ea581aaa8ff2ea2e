import { PageHead } from '@/components/PageHead'

export default function MapPage() {
  return (
    <div className="page">
      <PageHead page="map" />
    </div>
  )
}
