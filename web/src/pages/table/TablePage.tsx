import { PageHead } from '@/components/PageHead'

export default function TablePage() {
  return (
    <div className="page">
      <PageHead page="table" />
    </div>
  )
}
