#!/bin/sh
# Fills fuzz/corpus/ with small inputs to start from. Run from the project's folder.
set -eu
corpus=fuzz/corpus
golden=tests/golden/intake
for target in csv_sheet xlsx_sheet mapping_toml periods_and_numbers unit_expressions factor_tables identifiers region_toml \
    matpower npy_array flow_csv readings_table readings_push readings_words partner_file city_tables contracts_table planning_tables; do
    mkdir -p "$corpus/$target"
done
for case in "$golden"/*/; do
    name=$(basename "$case")
    for input in "$case"input.*; do
        # The long cell and the wide row of the corpus are slow to change and say nothing new.
        [ -e "$input" ] && [ "$(wc -c <"$input")" -lt 10000 ] || continue
        case "$input" in
        *.xlsx) cp "$input" "$corpus/xlsx_sheet/$name" ;;
        *) cp "$input" "$corpus/csv_sheet/$name" ;;
        esac
    done
    if [ -e "${case}mapping.toml" ]; then cp "${case}mapping.toml" "$corpus/mapping_toml/$name"; fi
done
cp data/regions/chengdu-chongqing/facts.csv "$corpus/csv_sheet/facts"
cp data/mappings/*.toml "$corpus/mapping_toml/"
for region in uk washington chengdu-chongqing; do
    # The region alone: what follows it is of the folder.
    sed '/^\[\[boundaries\]\]/,$d' "data/regions/$region/region.toml" >"$corpus/region_toml/$region"
done
at=0
for text in 2020 2020年5月 2020-05-17 05/17/2020 17.05.2020 2020-Q3 2020-H1 2020-W07 202005 '1,234.5' '1.234,5' '(12)' '１２' 1e3 '12 %' "1'234"; do
    at=$((at + 1))
    printf %s "$text" >"$corpus/periods_and_numbers/$at"
done
for text in kWh 万kWh 't CO2e/万元' 'kg CO2e/(person*km)' 'tce/10^4 CNY@2020' '元(2020年价)' 'million m3' 'm²' 百万元/km2 '1/h'; do
    at=$((at + 1))
    printf %s "$text" >"$corpus/unit_expressions/$at"
done
for text in 91110000600007156B 500000 current CNY 'energy/length^2' 44/12 0.5 gbt4754 industry carbon_total 'money(CNY)*count(person)'; do
    at=$((at + 1))
    printf %s "$text" >"$corpus/identifiers/$at"
done
(printf u; head -n 12 data/units.csv) >"$corpus/factor_tables/units"
(printf c; head -n 12 data/carriers.csv) >"$corpus/factor_tables/carriers"
for table in gwp fuels_cn_guidelines grid_factors heat_factors process_factors; do
    (printf f; head -n 6 "data/$table.csv") >"$corpus/factor_tables/$table"
done
cat >"$corpus/matpower/three_buses" <<'CASE'
function mpc = case3
mpc.baseMVA = 100;
mpc.bus = [
	1 3 0 0 0 0 1 1 0 230 1 1.1 0.9;
	2 1 50 10 0 0 1 1 0 230 1 1.1 0.9; % a load
	3 1 60 10 0 0 1 1 0 230 1 1.1 0.9;
];
mpc.gen = [
	1 110 0 300 -300 1 100 1 250 10;
];
mpc.branch = [
	1 2 0.01 0.1 0 250 250 250 0 0 1 -360 360;
	2 3 0.01 0.1 0 250 250 250 0 0 1 -360 360;
	1 3 0.01 0.1 0 250 250 250 0.98 0 1 -360 360;
];
CASE
head="{'descr': '<f8', 'fortran_order': False, 'shape': (2,), }"
printf '\223NUMPY\001\000%b\000%s\n%b' '\072' "$head" '\0\0\0\0\0\0\360\077\0\0\0\0\0\0\0\100' >"$corpus/npy_array/two"
printf 'key,factor_t_per_mwh\ncoal,0.9\n*,0.5\n' >"$corpus/flow_csv/factors"
printf 'kind,name,carrier,energy,factor_t\ncarrier,,coal,,0.0946\ncarrier,,power,,\nsupply,mine,coal,100,\nprocess,plant,coal,-100,\nprocess,plant,power,38,\nown_use,plant,power,2,\nloss,net,power,1,\nfinal,homes,power,35,\n' >"$corpus/flow_csv/balance"
printf ',a,b\na,1,2\nb,3,4\n\f,a,b\na,5,0\nb,0,6\n\f,a,b\nco2,7,8\n' >"$corpus/flow_csv/trade"
printf '\000meter,at,value,quality\nm,2026-10-25 02:15,1.25,0\nm,2026-10-25 02:15,"1,5",manual\n' >"$corpus/readings_table/long"
printf '\000meter;date;00:00;12:00\nm;2026-03-29;1,5;2\n' >"$corpus/readings_table/wide_clock"
printf '\060meter,date,v1,v2,v3\nm,29/03/2026,1,2,3\n' >"$corpus/readings_table/wide_counted"
printf '\020time,m,n\n25.10.2026 02:45,1,2\n25.10.2026 02:00,3,-\n' >"$corpus/readings_table/columns"
printf '\024date,time,kWh\n2026/5/4,0:15,1\n2026/5/4,24:00,2\n' >"$corpus/readings_table/ends"
printf '{"key":"k","readings":[{"meter":"m","at":"2026-05-04T00:15:00+08:00","value":1.5,"quality":"manual"},{"meter":"n","at":1777853700,"value":"2"}]}' >"$corpus/readings_push/batch"
printf '{"key":"k"}\n{"meter":"m","at":"2026-10-25 02:15","value":1}\n{"meter":"m","at":"2026-10-25 02:15","value":null}\n' >"$corpus/readings_push/lines"
for text in '2026-05-04T00:15:00.5+08:00' '04/05/2026 12:15 PM' 2026年5月4日 202605040015 24:00 -12.50e-3 'A + 2*(B - 0.25*[10 kV])' '"91-A" − B'; do
    at=$((at + 1))
    printf %s "$text" >"$corpus/readings_words/$at"
done
printf 'kind,id,enterprise,volume,unit,valid,kg_per_kwh,source\ncertificate,G1,E1,600,MWh,2026,0,r\nresidual_mix,,,,,2026,0.45,r\n' >"$corpus/contracts_table/csv"
# The first letter says which tables they are.
planning="$corpus/planning_tables"
letter() { printf "\\$(printf %o "$1")"; }
(letter 120; printf 'city,industry,value\na,x,1\na,y,2\nb,x,3\n') >"$planning/structure"
(letter 121; cat tests/golden/ties/flows.csv; printf '\f'; cat tests/golden/ties/places.csv) >"$planning/models"
(letter 122; cat tests/golden/ties/flows.csv) >"$planning/core"
(letter 111; cat tests/golden/ties/integration.csv; printf '\f'; cat tests/golden/ties/integration_weights.csv) >"$planning/integration"
(letter 112; cat tests/golden/ties/ladder.csv; printf '\f'; cat data/cities/ladder.csv) >"$planning/ladder"
(letter 113; cat tests/golden/ties/resources.csv; printf '\f'; cat data/cities/paths.csv) >"$planning/path"
(letter 114; cat data/examples/shared-rates/rules.csv; printf '\f'; cat data/examples/shared-rates/amounts.csv) >"$planning/share"
(letter 115; head -n 4 data/support/rules.csv; printf '\f'; printf 'project,kind,name,value,year,currency\na,fact,start,2021,,\na,cost,assessment,5000,2021,EUR\n') >"$planning/support"
(letter 116; printf 'kind,id,value,x_km,y_km,demand,open_yuan,capacity,carbon_t\nsetting,aim,cost,,,,,,\nsetting,yuan_per_unit_km,2,,,,,,\nclient,a,,0,0,10,,,\nclient,b,,10,0,10,,,\nsite,w,,0,0,,1000,15,5\nsite,e,,9,0,,900,30,1\n') >"$planning/site"
(letter 117; cat data/examples/chengdu-shanghai/route.csv; printf '\f'; cat data/route/modes.csv) >"$planning/route"
(letter 118; printf 'id,firm,city,kind,text,code,yuan\no,f,c,part,battery 电池,3840,7\n\fid,firm,city,kind,text,code,yuan\nn,g,c,part,batteries,384,8\n') >"$planning/supply"
(letter 119; for name in partners offers needs; do head -n 5 "tests/golden/exchange/park-gas/$name.csv"; printf '\f'; done; head -n 5 data/exchange/rules.csv) >"$planning/symbiosis"
printf '{"at":"2026-03-01T08:00:00Z","contents":{"acts":[],"certificates":[],"documents":{},"figures":[],"items":[],"totals":{}},"format":"carbonshed-partner-1","partnership":"x-y","sender":"","sequence":3,"side":"b"}' >"$corpus/partner_file/empty"
printf '{"at":"2026-03-01T08:00:00Z","contents":{"acts":[],"certificates":[],"documents":{},"figures":[{"cut":"total","indicator":"carbon_total","quantity":"CO2e","rows":[{"completeness_percent":"100","id":"","name":{"en":"","zh":""},"reason":null,"value":"1.5","year":2020}],"synthetic":true,"unit":"t"}],"items":[],"totals":{}},"format":"carbonshed-partner-1","partnership":"x-y","sender":"","sequence":3,"side":"a"}' >"$corpus/partner_file/figures"
printf 'city,topic\nA,sdg_07\nB,\n' >"$corpus/city_tables/topics"
printf 'city,year,value\nA,2011,1.5\nA,2014,2\nB,2012,\n' >"$corpus/city_tables/paths"
