import { PageHead } from '@/components/PageHead'

export default function FlowPage() {
  return (
    <div className="page">
      <PageHead page="flow" />
    </div>
  )
}
