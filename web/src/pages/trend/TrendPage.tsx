import { PageHead } from '@/components/PageHead'

export default function TrendPage() {
  return (
    <div className="page">
      <PageHead page="trend" />
    </div>
  )
}
