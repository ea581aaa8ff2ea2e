import { PageHead } from '@/components/PageHead'

export default function DataPage() {
  return (
    <div className="page">
      <PageHead page="data" />
    </div>
  )
}
