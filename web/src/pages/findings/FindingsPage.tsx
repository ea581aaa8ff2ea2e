import { PageHead } from '@/components/PageHead'

export default function FindingsPage() {
  return (
    <div className="page">
      <PageHead page="findings" />
    </div>
  )
}
