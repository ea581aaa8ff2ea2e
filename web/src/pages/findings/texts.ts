/**
 * Findings in words: a short name for groups in both languages, the full sentence in Chinese. The English sentence comes from the
 * server. `tests/findings/texts.test.ts` holds this table against every code that the program's sources can give.
 */

/**
 * Short name in English, short name and sentences in Chinese; `{name}` is filled from the finding's parameters. One code may come
 * from several rooms (reading, accounting, the cube) with other parameters: the first sentence that can be filled is taken.
 */
export const TEXTS: Record<string, readonly [en: string, zh: string, ...sentences_zh: string[]]> = {
  empty_file: ['Empty file', '空文件', '文件为空，请重新导出。'],
  header_only: ['Head without rows', '只有表头', '文件只有表头，没有数据行，请连同数据重新导出。'],
  too_large: ['Too large', '文件过大', '解压后超过 {limit} 字节，请拆分。'],
  too_many_columns: ['Too many columns', '列数过多', '本行有 {found} 列，最多读取 {limit} 列，请核对分隔符 {delimiter}。'],
  truncated_gzip: ['Gzip cut off', '压缩包不完整', 'gzip 文件在解出 {bytes} 字节后中断，请重新下载或打包。'],
  bad_gzip: ['Gzip damaged', '压缩包损坏', 'gzip 文件损坏：{detail}，请重新下载或打包。'],
  not_a_workbook: ['Not a workbook', '不是工作簿', '扩展名是工作簿，内容却不是（{looks_like}），请另存为 .xlsx，或改名为 .csv。'],
  old_workbook: ['Old workbook', '旧版工作簿', '这是 2007 年以前的工作簿（.xls），请另存为 .xlsx。'],
  broken_workbook: ['Workbook damaged', '工作簿损坏', '工作簿无法读取：{detail}，请用表格软件打开后重新保存。'],
  sheet_not_found: ['Sheet not found', '找不到工作表', '没有名为 {expected} 的工作表，现有：{found}，请改表名或修改映射。'],
  sheet_chosen: ['Sheet chosen', '已选工作表', '共 {count} 个工作表，已读取 {sheet}，可在映射中另行指定。'],
  content_is_workbook: ['Workbook named as text', '工作簿误用文本扩展名', '扩展名是文本，内容为工作簿，已按工作簿读取。'],
  byte_order_mark: ['Byte order mark', '字节顺序标记', '文件带字节顺序标记（{encoding}），已据此读取。'],
  encoding_guessed: ['Encoding guessed', '推测编码', '文本不是 UTF-8，已按 {encoding} 读取；如有乱码，请在映射中指定编码。'],
  invalid_bytes: ['Invalid bytes', '字节无效', '第 {position} 字节（{bytes}）不是 {encoding} 文本，请另存为 UTF-8，或指定编码。'],
  mixed_encoding: ['Mixed encoding', '编码混杂', '文本大部分为 UTF-8，但第 {position} 字节（{bytes}）不是，疑为不同编码拼接，请另存为 UTF-8。'],
  nul_bytes: ['NUL bytes', '含空字节', '第 {position} 字节为 NUL，疑为无标记的 UTF-16 或文件损坏。'],
  unclosed_quote: ['Unclosed quote', '引号未闭合', '此处引号未闭合，请补齐；若为字符本身，请写两个引号。'],
  stray_quote: ['Stray quote', '多余引号', '单元格 {cell} 内有引号，已按普通字符读取。'],
  long_cell: ['Cell too long', '单元格过长', '单元格有 {found} 个字符，最多 {limit} 个，是否缺少引号？'],
  control_characters: ['Control character', '控制字符', '单元格含控制字符（{character}），请删除。'],
  ragged_row: ['Ragged row', '列数不齐', '本行 {found} 格，表头 {expected} 格，请检查分隔符与引号。'],
  blank_row: ['Blank row', '空行', '空行，已跳过。'],
  header_missing: ['Head missing', '缺少表头', '第 {row} 行不是表头，内容为 {found}，表头应有 {expected}。'],
  header_elsewhere: ['Head elsewhere', '表头位置不符', '表头在第 {found} 行，不在第 {expected} 行，请删去上方各行，或在映射中设 header_row = {found}。'],
  missing_column: ['Column missing', '缺少列', '没有列 {expected}，最相近的是 {nearest}，请改列名或修改映射。'],
  unmapped_column: ['Column not mapped', '未映射的列', '映射未提及列 {found}，未读取。'],
  blank_header: ['Blank head', '表头空白', '该列表头空白（是否为合并单元格？），未读取。'],
  duplicate_column: ['Column twice', '列名重复', '表头 {found} 出现在第 {first}、{second} 列，请改名或删除其一。'],
  column_spelling: ['Column spelling', '列名写法', '列 {found} 已按 {expected} 读取，仅大小写、全半角或空格不同。'],
  wrong_unit: ['Wrong unit', '单位不符', '单位为 {found}，映射要求 {expected}，请换算，或改用相应的映射。', '单位 {subject} 与该能源品种或因子的量纲不符，{count} 条活动数据未核算，请更正单位。'],
  missing_value: ['Blank cell', '缺值', '单元格空白：按缺值处理，不计为零。'],
  marked_missing: ['Marked missing', '标注缺值', '单元格为 {cell}：按缺值处理，不计为零。'],
  not_a_number: ['Not a number', '不是数字', '{cell} 不是数字，请更正，或在映射中列为缺值标记。'],
  ambiguous_number: ['Ambiguous number', '数字有歧义', '{cell} 可读作 {first} 或 {second}，请在映射中设定千分位或小数点。'],
  wrong_decimal_mark: ['Decimal mark', '小数点不符', '{cell} 与映射的小数点 {decimal}、千分位 {thousands} 不符，请更正。'],
  full_width_digits: ['Full-width digits', '全角数字', '{cell} 含全角字符，已读作 {found}。'],
  unusual_minus: ['Typographic minus', '特殊负号', '{cell} 使用排版负号，已读作 {found}。'],
  accounting_negative: ['Number in brackets', '括号负数', '{cell} 带括号，已读作 {found}。'],
  percent_value: ['Percentage', '误为百分数', '{cell} 是百分数，此处应为以 {unit} 计的数量。'],
  unit_in_cell: ['Unit in the cell', '单元格含单位', '{cell} 含单位，单元格内只填数字。'],
  not_finite: ['Not finite', '非有限数', '{cell} 不是有限数；如为缺值请留空。', '{found}：{count} 条账目不是有限数，未计入。'],
  number_as_text: ['Number as text', '文本型数字', '数字 {cell} 以文本保存，已读作 {found}。'],
  formula_error: ['Formula error', '公式错误', '单元格为公式错误 {cell}，请修正公式。'],
  negative_value: ['Negative', '出现负值', '{cell} 为负值，{column} 不应为负，请更正，或在映射中设 sign = "any"。'],
  surrounding_spaces: ['Spaces around', '首尾空格', '单元格 {cell} 首尾有空格，已去除。'],
  unknown_value: ['Unknown value', '取值不明', '映射中没有 {cell}，最相近的是 {nearest}，请更正或补入映射。'],
  unknown_measure: ['Unknown measure', '指标不明', '映射中没有指标 {cell}，最相近的是 {nearest}，请更正或补入映射。'],
  unknown_carrier: ['Unknown carrier', '能源品种不明', '没有能源品种 {cell}，最相近的是 {nearest}，请更正。', '没有能源品种 {subject}，{count} 条活动数据未核算，请更正或补充。'],
  missing_place: ['No place', '未填区域', '本行未填区域。'],
  unknown_place: ['Unknown place', '区域不明', '没有区域 {cell}，最相近的是 {nearest}，请更正，或补充别名。', '企业 {enterprise} 所在的 {found} 不在区域名录中，请补充或更正。', '{found}：区域名录中没有该区域，{count} 条账目未计入。'],
  ambiguous_place: ['Ambiguous place', '区域有歧义', '{cell} 可能是 {candidates}，请改用代码。'],
  missing_enterprise: ['No enterprise', '未填企业', '本行未填企业。'],
  unknown_enterprise: ['Unknown enterprise', '企业不明', '没有企业 {cell}，最相近的是 {nearest}，请更正，或补录企业。', '{found} 不在企业名录中：{count} 条账目照常计入，但不计入完整度。'],
  enterprise_differs: ['Enterprise differs', '企业信息不一致', '企业 {enterprise} 的 {column} 此处为 {found}，第 {first_row} 行为 {expected}，以最近一期为准。'],
  enterprise_moves: ['Enterprise in two places', '企业属地冲突', '企业 {enterprise} 此处属 {found}，第 {first_row} 行属 {expected}，请区分两家企业或更正属地。'],
  enterprise_code_clash: ['Same code twice', '企业代码冲突', '{found} 与 {expected}（第 {first_row} 行）将得到同一代码 {enterprise}，请在映射中增加可区分的列。'],
  bad_point: ['Bad point', '坐标无效', '{cell} 不是经纬度，该企业不上图。'],
  missing_period: ['No period', '未填时期', '本行未填时期。'],
  not_a_period: ['Not a period', '不是时期', '{cell} 不是时期，请写作 {expected}。'],
  ambiguous_date: ['Ambiguous date', '日期有歧义', '{cell} 可读作 {first} 或 {second}，请写作 {expected}，或在映射中设定次序。'],
  date_order: ['Date order', '日期次序不符', '{cell} 与次序 {expected} 不符：没有 {month} 月。'],
  implausible_period: ['Period out of range', '时期超出范围', '{cell} 不在 {first} 至 {last} 之内，请更正，或放宽映射。'],
  duplicate_row: ['Row twice', '重复行', '与第 {first_row} 行相同，只计一次。'],
  conflicting_row: ['Rows disagree', '行间矛盾', '与第 {first_row} 行同地、同期、同指标，但 {column} 此处为 {found}，彼处为 {expected}，请删去有误的一行。'],
  totals_row: ['Totals row', '合计行', '本行为合计（{cell}），未计入。'],
  parent_refused: ['Sum of others', '上级汇总行', '{cell} 为其他区域之和，映射不予接收，请删去。'],
  subtotal_mismatch: ['Subtotal off', '小计不符', '{column} 填 {found}，分项合计 {expected}（差 {difference}），请更正分项或小计。'],
  ratio_mismatch: ['Ratio off', '比值不符', '{column} 填 {found}，按 {formula} 应为 {expected}（差 {difference}）。'],
  check_not_made: ['Not checked', '未能核对', '{column} 未能核对：缺少 {missing}。'],
  parent_not_sum: ['Parent is not the sum', '上下级不符', '{period} {cell} 的 {column} 填 {found}，{members} 个下级合计 {expected}（差 {difference}）。'],
  parent_members_missing: ['Members missing', '下级不全', '{period} {cell} 的 {column} 未能核对：{missing} 无数据。'],
  possible_unit_slip: ['Possible unit slip', '疑似单位错误', '{found} 约为 {subject} 常见值（{usual}）的 {times} 倍，请核对单位。'],
  needed_value: ['Value needed', '缺少必填值', '{column} 为空，而 {kind} 必须填写。'],
  unusable_volume: ['Unusable volume', '电量无效', '{cell} {unit} 不是有效电量：须大于零且小于 900 万 GWh。'],
  instrument_twice: ['Instrument twice', '凭证重复', '{enterprise} 的 {instrument} 已在第 {first_row} 行，请为每份电量编不同的号，或删去一行。'],
  market_factor_twice: ['Factor twice', '因子重复', '{market} 的 {kind} 在 {period} 与第 {first_row} 行重叠，每段时间只能有一个因子。'],
  mapping_syntax: ['Mapping syntax', '映射语法', '映射不是有效的 TOML：{detail}'],
  unknown_key: ['Unknown key', '未知键', '{table} 中没有键 {found}，最相近的是 {nearest}。'],
  missing_key: ['Key missing', '缺少键', '{table} 缺少键 {expected}。'],
  wrong_type: ['Wrong type', '类型不符', '{table} 的 {key} 为 {found}，应为 {expected}。'],
  bad_value: ['Bad value', '取值无效', '{table} 的 {key} 为 {found}，应为 {expected}。'],
  unknown_unit: ['Unknown unit', '单位不明', '{found} 不是单位：{detail}', '{subject} 不是单位，{count} 条活动数据未核算，请更正单位。'],
  wrong_dimension: ['Wrong dimension', '量纲不符', '{found} 计量 {dimension}，{table} 的 {key} 应为 {expected}。'],
  // accounting
  foreign_region: ['Other region', '不属本地区', '地区 {subject} 不是本次核算的地区，{count} 条活动数据未核算。', '{found}：{count} 条账目属于其他地区，未计入。'],
  missing_factor: ['No factor', '缺少因子', '没有适用的{subject}，{count} 条活动数据的这一部分未计入。'],
  'missing_factor.error': ['No factor', '缺少因子', '没有适用的{subject}，{count} 条活动数据未能核算，请补充因子。'],
  'missing_factor.where': ['No factor', '缺少因子', '{subject}取决于燃烧场所，而所属领域未注明，{count} 条活动数据的这一部分未计入。'],
  factor_stands_in: ['Factor stands in', '因子替代', '核算当日没有有效的因子，以 {subject} 代替，涉及 {count} 条活动数据。'],
  market_factor_missing: ['No residual mix', '缺少剩余电力组合因子', '没有{subject}的剩余组合因子，基于市场的范围二沿用基于位置的因子，涉及 {count} 条活动数据。'],
  // the cube
  unsupported_period: ['Period not kept', '时期不支持', '{found}：{count} 条账目的时期短于月，未计入，请先按月汇总。'],
  gas_sum_differs: ['Gases do not sum', '分气体合计不符', '{found}：{count} 条账目的总量不等于分气体之和，以分气体之和为准。'],
  too_many_codes: ['Too many codes', '代码过多', '{found}：同类代码超过 65,535 个，{count} 条账目未计入。'],
  superseded: ['Superseded', '已被更新', '{count} 条账目已由同一数据集的后一次导入取代。'],
  overlapping_periods: ['Overlapping periods', '时期重叠', '{count} 条账目未计入，因同一数量另有其他时期的数据（首例：{place} {period}）。', '{statistic}：{count} 个数值未采用，同一序列的其他时期已覆盖。', '{count} 条账目未计入，因同一数量另有其他时期的数据。'],
  two_datasets: ['In two datasets', '两个数据集重复', '{count} 条账目在另一数据集中有相同主键（首例：{place} {period}），两者均计入，请核对是否为同一数量。', '{count} 条账目在另一数据集中有相同主键，两者均计入，请核对是否为同一数量。'],
  duplicate_enterprise: ['Enterprise twice', '企业重复', '企业 {code} 在名录中出现两次，采用第一条。'],
  duplicate_place: ['Place twice', '区域重复', '区域 {code} 在名录中出现两次，采用第一条。'],
  unknown_parent: ['Unknown parent', '上级不明', '区域 {code} 的上级 {parent} 不在名录中，按顶级处理。'],
  place_cycle: ['Places in a circle', '区域循环隶属', '{count} 个区域（如 {first}）互为上下级而无顶级，未采用。'],
  several_roots: ['Several roots', '多个顶级区域', '共有 {count} 个顶级区域。'],
  statistic_twice: ['Statistic twice', '统计数据重复', '{statistic}：{count} 个数值重复且不一致（首例：{place}），以最后读入的为准。'],
  statistic_disagrees: ['Statistic is not the sum', '统计数据上下级不符', '{place} 的{statistic}：本级填 {own}，下级合计 {below}，以下级合计为准。'],
  price_bases_differ: ['Price bases differ', '价格基准不一', '同时存在 {expected} 与 {found}，不可相加，请统一价格基准。'],
  zero_denominator: ['Zero below the line', '分母为零', '{place} {keys} 的{indicator}：分母合计为零，没有比值。', '{place} 的{indicator}：分母合计为零，没有比值。'],
  negative_entries: ['Removals not drawn', '碳汇未绘', '碳汇 {value} 未绘入流向图，另行列示。'],
  // contracts
  contract_left_over: ['Contract left over', '合同电量有余', '{enterprise} 的 {instrument} 已抵 {used_kwh} kWh，余 {left_kwh} kWh：超过有效期内的用电量。'],
  contract_refused: ['Contract not used', '合同凭证未采用', '{enterprise} 的 {instrument} 未采用，原因：{reason}。'],
  contract_use_refused: ['Use not covered', '用电量无效', '{enterprise} {period} 的用电量为负或时期不是月，未计入，请更正。'],
  market_rest_without_factor: ['No factor for the rest', '剩余电量无因子', '{market} 自 {period} 起有 {count} 个月既无剩余电力组合因子也无电网平均因子，基于市场的数值缺失，请补充因子。'],
  residual_mix_missing: ['No residual mix', '缺少剩余电力组合因子', '{market} 自 {period} 起有 {count} 个月没有剩余电力组合因子，合同未覆盖的电量采用电网平均因子，须予披露。'],
  // estimation
  estimated: ['Estimated', '估算值', '{year} 年有 {count} 个数值按“{method}”估算，依据 {n} 家企业；留出检验误差合计 {wape_percent}%，单家中位 {median_ape_percent}%。'],
  estimate_beyond_data: ['Estimate beyond the data', '估算超出范围', '{year} 年按“{method}”估算的 {count} 个数值，其企业规模超出建模企业的范围，请向企业索取数据。'],
  estimate_facts_twice: ['Enterprise year twice', '企业年度重复', '{count} 行与前面的企业和年度重复，以第一行为准。'],
  estimate_not_posted: ['Estimate not posted', '估算未入账', '{enterprise} {year} 年的{target}估算未入账，原因：{reason}。'],
  estimate_over_real: ['Real data stand there', '已有实际数据', '{enterprise} {year} 年已有实际数据（{carrier}），估算未入账。'],
  estimate_pairs_left_out: ['Not fitted on', '未用于建模', '{year} 年有 {count} 家企业的数据为零、为负或不是数字，未用于“{method}”建模。'],
  estimates_withdrawn: ['Estimates withdrawn', '估算撤出', '{count} 条估算账目不再计入，已有实际数据；重新估算可更新其余。'],
  not_estimated: ['Not estimated', '未能估算', '{year} 年有 {count} 家企业的{target}未能估算，原因：{reason}。'],
  // reconciliation
  reconciliation_differs: ['Accounts differ', '数据不一致', '{subject} {period} 的{of}：{other} {other_value} {unit}，{basis} {basis_value} {unit}，相差 {gap} {unit}（{gap_percent}%），超过容差 {tolerance_percent}%，请查明哪一方有误。'],
  reconciliation_incomplete: ['Compared in part', '数据不全的比对', '{subject} {period} 的{of}：{other} {other_value} {unit}，{basis} {basis_value} {unit}，相差 {gap} {unit}（{gap_percent}%），容差 {tolerance_percent}%；其中一方数据不全，已按完整度外推，请先补齐。'],
  reconciliation_unusable: ['Figure not comparable', '数据无法比对', '{subject} {period} 的{of}：{side}数据 {value} 无法比对，未采用。'],
  // meters and their readings
  meter_bad_resolution: ['Resolution no amount', '分辨率无效', '计量器具 {meter} 的分辨率 {found} 不是正数，请注明每个计数对应的量。'],
  meter_bad_interval: ['Interval does not fit', '时段长度不符', '计量器具 {meter} 的时段 {found} 秒既不能整除一小时，也不是能整除一天的整小时数。'],
  meter_bad_multiplier: ['Multiplier no number', '倍率无效', '计量器具 {meter} 的倍率 {found} 不是正数。'],
  meter_bad_digits: ['Register digits', '表底位数无效', '计量器具 {meter} 的表底位数应为 1 至 18 位，现为 {found}；非累计表不设位数。'],
  meter_bad_loss: ['Losses no share', '损耗率无效', '计量器具 {meter} 的损耗率 {found}% 不在 0 至 100 之间。'],
  meter_bad_span: ['Ends before it begins', '启用期有误', '计量器具 {meter} 的启用日期 {from} 晚于停用日期 {to}。'],
  meter_power_interval: ['Power over too long', '功率时段过长', '计量器具 {meter} 的平均功率时段为 {found} 秒，超过一小时，不予接收。'],
  meter_twice: ['Meter listed twice', '计量器具重复', '计量器具 {meter} 列了两次，请保留其一。'],
  unknown_meter: ['Unknown meter', '计量器具不明', '没有计量器具 {meter}，请先登记，或更正编号。'],
  meter_is_virtual: ['Virtual meter', '虚拟表', '计量器具 {meter} 由公式计算，不接收读数。'],
  out_of_span: ['Out of service', '不在启用期', '计量器具 {meter} 在 {at} 的读数不在启用期内，未采用。'],
  implausible_time: ['Time beyond reason', '时间不合理', '计量器具 {meter} 的读数时间 {at} 不在 1970 至 2200 年之间，未采用。'],
  off_grid: ['Finer than the meter', '超出分辨率', '计量器具 {meter} 在 {at} 的读数 {found} 不是 {resolution} 的整数倍，按 {taken} 采用。'],
  count_too_large: ['Reading too large', '读数过大', '计量器具 {meter} 在 {at} 的读数 {found} 超出可存范围，请核对分辨率。'],
  off_slot: ['Time beside the grid', '时间未对齐', '计量器具 {meter} 的时间 {at} 与 {interval} 秒的时段不对齐，已归入所在时段（累计表归入最近时段）。'],
  two_times_in_slot: ['Two times in a slot', '同一时段两次', '计量器具 {meter} 的 {other} 与 {at} 落在同一 {interval} 秒时段，取后者，请核对时段长度。'],
  repeated: ['Repeated', '重复读数', '计量器具 {meter} 在 {at} 的同一读数多次送达，只计一次。'],
  corrected_in_batch: ['Corrected in one delivery', '同批更正', '计量器具 {meter} 在 {at} 先后送来 {found} 和 {taken}，取后者。'],
  corrected: ['Corrected', '已更正', '计量器具 {meter} 在 {date} 的已有读数被更正，原读数留存备查。'],
  interval_changed: ['Interval changed', '时段长度改变', '计量器具 {meter} 在 {date} 原为 {found} 秒一次，现为 {expected} 秒一次，以新读数为准。'],
  power_slot_cut: ['Slot cut by the clock', '时段被时制截断', '时制更换截断了计量器具 {meter} 在 {at} 的时段，功率按实际时长计入。'],
  register_backwards: ['Register backwards', '表底倒走', '计量器具 {meter} 在 {at} 的表底 {found} 小于前次 {before}，又无换表、复位或翻转记录，其间用量不明。'],
  beyond_digits: ['More than the register shows', '超出表底位数', '计量器具 {meter} 在 {at} 的读数 {found} 超出 {digits} 位表底所能显示。'],
  roll_over: ['Rolled over', '表底翻转', '计量器具 {meter} 的表底在 {at} 前由 {before} 翻转为 {found}。'],
  reset_without_last: ['Reset, last unknown', '复位前读数不明', '计量器具 {meter} 于 {at} 复位，复位前读数不明，其间用量不明。'],
  amount_too_large: ['Amount too large', '用量过大', '计量器具 {meter} 在 {at} 的用量超出可计范围。'],
  formula_syntax: ['Formula unreadable', '公式有误', '计量器具 {meter} 的公式 {formula} 自第 {at} 个字符起无法识别（{problem}）。'],
  formula_unknown_meter: ['Formula names an unknown', '公式引用不明', '计量器具 {meter} 的公式引用了未登记的 {part}。'],
  formula_cycle: ['Formula in a circle', '公式循环引用', '计量器具 {meter} 的公式 {formula} 引用到自身。'],
  formula_unit: ['Units differ', '公式单位不同', '计量器具 {meter} 的单位为 {expected}，其组成 {part} 为 {unit}。'],
  formula_interval: ['Intervals differ', '公式时段不同', '计量器具 {meter} 的时段为 {expected} 秒，其组成 {part} 为 {interval} 秒，无法对应。'],
  formula_off_grid: ['Rounded', '已取整', '计量器具 {meter} 在 {date} 有 {slots} 个时段按 {resolution} 取整。'],
  meter_unknown_parent: ['Unknown parent', '上级不明', '计量器具 {meter} 的上级 {parent} 未登记。'],
  meter_cycle: ['Tree in a circle', '上下级循环', '计量器具 {meter} 的上级 {parent} 又隶属于它。'],
  meter_parent_unit: ['Units of the tree differ', '上下级单位不同', '计量器具 {meter} 的单位为 {unit}，上级 {parent} 为 {expected}，不作比较。'],
  tree_excess: ['More below than above', '下级超过上级', '{period} {meter} 的下级合计 {children_amount} {unit}，超过本级 {amount} {unit} 及允许损耗 {loss_percent_max}%。'],
  readings_no_layout: ['No layout of readings', '读数排列不明', '列（{found}）不符合任何读数排列，请注明表号、时间和数值列。'],
  readings_no_column: ['Column absent', '缺列', '没有列 {column}。'],
  readings_bad_slots: ['No day of values', '列数不成一天', '{found} 个数值列不成一天，应为 24、48、96 等能均分 24 小时的列数。'],
  readings_column_ignored: ['Column left out', '列未读取', '列 {column} 不含读数，未读取。'],
  readings_stamp_end: ['Times name the end', '时间指终点', '由 {cell} 判断，时间指时段终点。'],
  readings_date_order: ['Order of the date', '日期次序不明', '{cell} 分不清日与月，按先日后月读取；如有误，请注明次序。'],
  readings_midnight_closes: ['Midnight closes the day', '零点归前一日', '{cell} 排在当日其他时间之后，按当日结束处理。'],
  readings_time_twice: ['Hour that comes twice', '重复的一小时', '{cell} 处于时制更换重复的一小时，按文件次序区分。'],
  readings_time_never: ['Hour that is left out', '不存在的一小时', '{cell} 处于时制更换跳过的一小时，请注明时区偏移。'],
  readings_not_a_time: ['No time', '不是时间', '{cell} 不是时间，请写作 2026-05-04 00:15。'],
  readings_not_a_number: ['No number', '不是数字', '{cell} 不是数字。'],
  readings_decimal_mark: ['Decimal mark', '小数点不明', '{cell} 中的逗号可能是千分位，也可能是小数点，请注明小数点。'],
  readings_no_meter: ['No meter named', '未注明表号', '该行未注明表号。'],
  readings_unknown_quality: ['Unknown quality', '质量代码不明', '{cell} 不是质量代码，读数按存疑处理。'],
  readings_beyond_day: ['Beyond the day', '超出当日', '因时制更换，{date} 没有该时刻，数值未采用。'],
  reading_not_json: ['No JSON', '不是 JSON', '{found} 不是 JSON 对象（第 {column} 列）。'],
  reading_not_a_number: ['Value no number', '数值不是数字', '数值 {found} 不是数字。'],
  reading_without_meter: ['No meter named', '未注明表号', '该读数未注明表号。'],
  reading_not_a_time: ['Time unreadable', '时间有误', '时间 {found} 无法识别，请写作 2026-05-04T00:15+08:00。'],
  reading_time_never: ['Time does not exist', '时刻不存在', '当地时间 {found} 因时制更换不存在，请注明时区偏移。'],
  reading_unknown_quality: ['Unknown quality', '质量代码不明', '{found} 不是质量代码。'],
  // workbooks of columns, and what no reader takes
  broken_parquet: ['Parquet damaged', 'Parquet 文件损坏', 'Parquet 文件无法读取：{detail}，请由原程序重新导出。'],
  nested_column: ['Column of lists', '列含嵌套值', '该列类型为 {type}，不是单一数值，请去掉该列或拆成多列。'],
  unreadable_file: ['File cannot be read', '文件无法读取', '文件无法读取，请由原程序重新导出。'],
  // Cities together: exchange, chains, ties, siting, routes, sharing, support.
  core_no_pattern: ['No core to be told', '无法区分核心', '双向已知的仅 {pairs} 对，或差别不足，无法区分核心与边缘。'],
  core_not_proved: ['Not proved best', '未证明最优', '共 {places} 个地点，未逐一尝试所有核心，可能有更好的划分。'],
  flows_left_out: ['Flows left out', '流量未计入', '{count} 条流量未参与：规模或位置不明，或两端同在一地。'],
  gravity_not_fitted: ['Not fitted', '无法拟合', '{pairs} 对数据不足以确定引力模型的系数。'],
  integration_missing: ['Figure missing', '缺少数据', '{year} 年 {area} 缺少当年或基年的指标，不计算指数。'],
  flows_no_period: ['No period', '不是时期', '{text} 不是时期，请写作 2020 或 2020-05。'],
  flows_not_of_region: ['No city of the region', '不属本地区', '{name} 不是本地区的城市，请改用地区名录中的代码或名称，或另附地点表（id, mass, lon, lat）。'],
  flows_other_unit: ['Two units of a kind', '同类单位不一', '同一类流量只能有一个单位：此处为 {text}，前面为 {expected}；请换算，或分成两类。'],
  ladder_not_known: ['Not known', '情况不明', '{a} 与 {b}：{indicators} 不明，层级可能更高。'],
  path_differs: ['Differs from the document', '与文件不符', '{city}：文件称 {stated}，其资源更符合 {found}。'],
  path_not_known: ['Path not judged', '路径无法判断', '{city}：资源数据不全，{count} 条路径无法判断。'],
  radiation_not_possible: ['Not possible', '无法计算', '{count} 个地点缺少规模或位置，无法应用辐射模型。'],
  chain_inputs_exceed_output: ['Inputs above output', '投入超过产出', '{process} 投入 {inputs} 元，产出 {output} 元，无法计算与初始投入的距离。'],
  chain_need_raised: ['Need raised', '需求已调高', '{process} 需要 {product} {needed} 元，实收 {delivered} 元，需求按实收计。'],
  chain_no_final_use: ['Never finally used', '未到最终使用', '{process} 的部分产出未到达最终使用，无法计算距离。'],
  chain_nobody_makes: ['Nobody makes it', '链内无人生产', '{product} 有需求而链内无人生产，全部来自外部。'],
  chain_nothing_to_break: ['Nothing to break', '没有可中断的对象', '{name} 既不是企业，也不是供货关系，请写企业代码或“起点>终点”。'],
  chain_over_delivered: ['Delivers more than it makes', '供货超过产出', '{process} 供货 {sent} 元，产出 {output} 元，供货按比例削减。'],
  chain_sole_supplier: ['Sole supplier', '唯一供应商', '{process} 的 {product} 全部来自 {firm}。'],
  chain_unknown_code: ['Unknown code', '代码不明', '{column} 中的 {code} 不是 {scheme} 代码，代码未采用。'],
  sheet_blank: ['Blank cell', '必填单元格空白', '{column} 空白，该行未计入。'],
  sheet_cells: ['Cells and columns', '列数不符', '本行 {found} 格，表头 {expected} 列，该行未计入。'],
  sheet_empty: ['Empty file', '空文件', '文件为空，表头须有 {needed}。'],
  sheet_no_column: ['Column missing', '缺少列', '没有列 {column}，必需的列为 {needed}。'],
  sheet_not_a_number: ['Not a number', '不是数字', '{column} 中的 {text} 不是数字，请写带小数点的数字。'],
  sheet_not_csv: ['Not CSV', '不是 CSV', '无法按 CSV 读取：{detail}，请检查引号。'],
  sheet_out_of_range: ['Out of range', '超出范围', '{column} 中的 {text} 不在 {low} 至 {high} 之内。'],
  sheet_too_fine: ['Too many decimals', '小数位过多', '{column} 中的 {text} 小数超过 {decimals} 位。'],
  sheet_twice: ['Stands twice', '重复', '{name} 已见于第 {first} 行，该行未计入。'],
  sheet_unknown_name: ['Unknown name', '名称不明', '{column} 中的 {name} 未曾定义，该行未计入。'],
  sheet_unknown_word: ['Unknown word', '取值不明', '{column} 中的 {text} 不可用，可用的有 {allowed}。'],
  exchange_carbon_worse: ['More carbon than before', '排放反增', '{offer} 供 {need}：排放增加 {kg} 千克，收益在于费用。'],
  exchange_few_candidates: ['Nearest looked at', '仅看最近的伙伴', '{material} 共 {pairs} 对供需，只比较了最近的 {kept} 对。'],
  exchange_no_basis: ['No basis', '缺少换算依据', '{offer} 供 {need}：缺少 {column}，无法换算，未配对。'],
  exchange_no_distance: ['Distance unknown', '距离不明', '{from} 与 {to} 之间的距离不明，请补坐标或距离表。'],
  exchange_no_transport: ['Transport unknown', '运输数据缺失', '{material} 没有运输数据，请在 transport.csv 中补充。'],
  exchange_not_stable: ['Not stable', '分配不稳定', '{coalition} 单独合作可多得 {yuan} 元。'],
  exchange_quality_unknown: ['Quality unknown', '质量不明', '{offer} 供 {need}：{parameter} 不明，未配对。'],
  exchange_unmatched: ['Unmatched', '未匹配', '{kind}：{count} 项没有伙伴。'],
  exchange_worse_off: ['Worse off', '有伙伴受损', '{partner} 比现在少得 {yuan} 元。'],
  pairs_city_not_listed: ['City not in the list', '城市不在名单', '{city} 列入 {year} 年的结对，但不在当年的城市名单中。'],
  pairs_listed_without_pair: ['City without a pair', '城市未结对', '{city} 列入 {year} 年的城市名单，但当年没有结对。'],
  pairs_stated_differs: ['Stated and counted differ', '数目不符', '{what}：文中称 {stated}，名单计有 {counted}。'],
  pairs_without_topics: ['No topics stated', '未写明议题', '文件未写明 {count} 对的合作议题：{pairs}。'],
  site_gap: ['Not proved best', '未证明最优', '费用 {cost}，下界 {bound}，其间可能有更好的方案。'],
  site_left_out: ['Site left out', '选址排除', '{site} 不参与：{criterion} 为 {has}，需要 {needs}。'],
  site_not_possible: ['Not possible', '无可行方案', '没有可行的选址：{reason}。'],
  site_supported_only: ['Front incomplete', '前沿不全', '方案有 {count} 种，前沿只含不同碳价下的最优方案。'],
  route_criterion_off: ['Criterion left out', '指标未参与', '{criterion} 未参与比较：{links} 条线路或换装没有数据。'],
  route_labels_cut: ['Search stopped', '搜索中止', '保留 {kept} 条部分路径后中止，可能还有其他路线。'],
  route_link_left_out: ['Link left out', '线路未计入', '{from} 至 {to} 缺少 {missing}，运输方式也无默认值，未计入。'],
  route_none: ['No way', '没有路线', '从 {from} 到 {to} 没有路线，请检查线路与换装。'],
  share_currency: ['Currency', '货币', '{text} 不是此处的货币：请写 ISO 4217 的三位大写代码；与 {in_yuan} 并列时写 CNY 或留空。'],
  share_other_currency: ['Other currency', '货币不同', '{project} {year} 年 {item} 以 {currency} 计，规则 {rule} 的基数以 {expected} 计；不作换算，未分享。'],
  share_no_rule: ['No rule', '没有规则', '{project} {year} 年 {item}：没有适用规则，未分享。'],
  share_not_whole: ['Parts are not the whole', '份额不足整', '{rule} 的份额合计 {percent} %，不是 100 %，该规则未采用。'],
  share_two_rules: ['Two rules', '规则冲突', '{project} {year} 年 {item}：{rules} 同样适用，未分享。'],
  share_no_key: ['No part', '缺少份额', '{rule}：{city} 没有份额，也没有不小于 0 的分配依据，该规则未采用。'],
  supply_by_index: ['Proposed by the index', '由索引初选', '供方 {offers} 条、需方 {needs} 条，无法逐对比较，已由索引为每项需求初选供方。'],
  supply_nothing_found: ['Nothing found', '未找到供方', '{need}：没有同类、证书齐备且文字或代码相符的供给。'],
  support_condition_failed: ['Condition not met', '条件不满足', '{rule} 不适用：{parameter} 不满足条件。'],
  support_condition_unknown: ['Condition unknown', '条件不明', '{rule} 须知 {parameter}，尚无资料。'],
  support_no_amount: ['No amount named', '未定金额', '{rule} 可予支持，但未写明金额。'],
  support_over_cost: ['Grants above cost', '补助超过费用', '{project}：补助合计 {granted}，费用 {cost}。'],
  // Cities side by side.
  missing_cells: ['Industries missing', '缺少行业数据', '{city}：{of} 个行业中 {missing} 个没有数值，不计入合计，也不视为零。'],
  missing_industry: ['Industry with few cities', '行业数据不足', '{industry}：{of} 个城市中 {missing} 个没有数值，比较时请谨慎。'],
  empty_city: ['Nothing to compare', '无可比较', '{city}：无可比较的数据（{why}）。'],
  negative_cell: ['Below zero', '出现负值', '{city}、{industry}：{value} 低于零，未计入合计。'],
  few_industries: ['Few industries', '行业过少', '只有 {found} 个行业（建议 {least} 个以上），分类越细越可靠。'],
  small_sample: ['Small sample', '样本过少', '只有 {found} 个观测值（建议 {least} 个以上），请谨慎解读。'],
  missing_pairs: ['Pairs missing', '城市对缺值', '{of} 对中 {missing} 对没有数值，统计时未计入。'],
  not_symmetric: ['Not symmetric', '矩阵不对称', '{a}与{b}：矩阵一半为 {one}，另一半为 {other}，选定之前不取值。'],
  diagonal_not_one: ['Diagonal is not one', '对角线不为一', '{city}：与自身的相似系数写作 {value}，应为 1。'],
  stated_share_differs: ['Text and matrix differ', '文字与矩阵不符', '文中称高于 {above} 的占 {stated}，实际为 {counted}（考虑进位后在 {low} 与 {high} 之间）。'],
  stated_least_differs: ['Text and matrix differ', '文字与矩阵不符', '文中称各对均高于 {stated}，实际最低为 {counted}。'],
  left_out: ['Left out', '未参与', '{city} 未参与计算（{why}）。'],
  no_base: ['No first value', '无基期数值', '{industry}：基期无人拥有，没有增长率，不参与分解。'],
  no_complexity: ['No complexity', '无法计算复杂度', '无法计算复杂度（{why}），请用更细的分类，或对各连通部分分别计算。'],
  no_neighbours: ['No neighbour', '没有邻市', '{city} 没有有数值的邻市，参与均值，但没有局部指数。'],
  values_left_out: ['Values left out', '数值未计入', '{count} 个数值未计入（{why}）。'],
  lag_at_limit: ['Lag at the limit', '时差达上限', '{follower} 晚于 {leader}：最佳时差已达上限 {years} 年。'],
  part_not_known: ['Part not known', '部分不明', '{missing} 对（共 {of} 对）的{part}不明，得分取其余各项的均值。'],
  not_compared: ['Not compared', '未参与比较', '{count} 个有 {part} 记录的名称不在所比较的城市之中：{names}。'],
  no_position: ['No position', '位置不明', '{count} 个城市没有坐标，得分只含其余各项。'],
  tied_merges: ['Equal heights', '合并高度相同', '{count} 次合并高度相同，其下的树形取决于城市的次序。'],
  cities_without_place: ['No place of the region', '不在本地区', '表中 {count} 个名称不是本地区的区域，不上图：{cities}。'],
  cities_above_level: ['Outside of this level', '不在本层级', '{count} 个数值位于本层级的城市之外，不计入任何城市与合计。'],
  cities_part_unnamed: ['No industry named', '未注明行业', '{count} 个数值未注明行业或领域，未参与。'],
  cities_matrix_left_out: ['Matrix left out', '矩阵未显示', '共 {count} 个城市，超过 {limit} 个不显示矩阵，请查看某一区域的下级，或使用命令行。'],
}

/** Name of a code; a code without a text is shown as words. */
export function findingName(code: string, language: 'en' | 'zh'): string {
  const text = TEXTS[code]
  if (text) return language === 'zh' ? text[1] : text[0]
  const words = code.replaceAll('_', ' ')
  return words.charAt(0).toUpperCase() + words.slice(1)
}

type Finding = { code: string; severity?: string; params: Record<string, string>; message: string }

/** Texts of a finding: what a missing factor means depends on what it is for. */
function textsOf(finding: Finding) {
  if (finding.code === 'missing_factor') {
    if (finding.severity === 'error') return TEXTS['missing_factor.error']
    // Without a sector behind the slash it is the place of burning that is not known.
    if (finding.params.reason === 'unknown_sector' || /^combustion_(ch4|n2o) [^/]+$/.test(finding.params.subject ?? '')) return TEXTS['missing_factor.where']
  }
  return TEXTS[finding.code]
}

/** Parameters that the server's sentence has as codes. */
const CODED = ['why', 'subject', 'criterion', 'kind', 'offer', 'need', 'indicators', 'part'] as const
/** A figure with more digits than anybody reads, not part of a word or of a quoted cell. */
const LONG = /(?<![\w."“])-?\d+\.\d{5,}(?![\w."”])/g

/** The server's English sentence with its codes and long figures as people write them. */
function inWords(finding: Finding, name: (parameter: string, value: string) => string): string {
  let text = finding.message
  for (const parameter of CODED) {
    const value = finding.params[parameter]
    if (!value) continue
    const said = name(parameter, value)
    // Whole words only: `co2` is no part of `co2_island`.
    if (said !== value) text = text.replace(new RegExp(`(?<![\\w/])${value.replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&')}(?![\\w/])`, 'g'), () => said)
  }
  return text.replace(LONG, figure => Number(Number(figure).toPrecision(6)).toLocaleString('en', { maximumSignificantDigits: 6 }))
}

/**
 * The sentence of a finding: translated where there is a translation and every parameter it needs, else as the server wrote it.
 * `name` writes a parameter as it is read (a factor's subject, a count).
 */
export function findingSentence(finding: Finding, language: 'en' | 'zh', name: (parameter: string, value: string) => string = (_, value) => value): string {
  if (language === 'en') return inWords(finding, name)
  for (const sentence of textsOf(finding)?.slice(2) ?? []) {
    const given = [...sentence.matchAll(/\{(\w+)\}/g)].every(([, hole]) => finding.params[hole as string])
    if (given) return sentence.replace(/\{(\w+)\}/g, (_, hole: string) => name(hole, finding.params[hole] ?? ''))
  }
  return finding.message
}
