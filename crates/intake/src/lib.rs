//! Foreign files (CSV, TSV, XLSX, any encoding) read through a mapping into activities, with every fault as a finding.
