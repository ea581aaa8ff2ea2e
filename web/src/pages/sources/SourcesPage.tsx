import { PageHead } from '@/components/PageHead'

export default function SourcesPage() {
  return (
    <div className="page">
      <PageHead page="sources" />
    </div>
  )
}
