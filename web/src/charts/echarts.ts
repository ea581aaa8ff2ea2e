/** ECharts with only the parts that are used. A page that needs another series adds it with `use`. */
import { BarChart, LineChart, ScatterChart } from 'echarts/charts'
import { GridComponent, MarkLineComponent, TooltipComponent } from 'echarts/components'
import { init, use } from 'echarts/core'
import { CanvasRenderer, SVGRenderer } from 'echarts/renderers'

use([BarChart, LineChart, ScatterChart, GridComponent, TooltipComponent, MarkLineComponent, CanvasRenderer, SVGRenderer])

export { init, use }
export type { ECharts, EChartsCoreOption } from 'echarts/core'
