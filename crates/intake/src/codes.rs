//! Every finding this crate can make: its stable code, how grave it is, and its English sentence.
//!
//! Policy. *Error*: the row, or the file, cannot be trusted; strict refuses the file, lenient keeps the row back.
//! *Warning*: taken, but somebody should look. *Note*: taken as it is meant; said so that nobody has to guess.
//! The interface translates codes, so a sentence may change; a code may not.

use inventory::finding::Severity;

macro_rules! codes {
    ($($variant:ident $code:literal $severity:ident $text:literal;)*) => {
        /// What was noticed. The doc of each variant is its sentence; `{name}` is filled from the finding's parameters.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        #[repr(u8)]
        pub enum Code {
            $(#[doc = $text] $variant,)*
        }

        impl Code {
            /// All codes, in the order of this file.
            pub const ALL: &'static [Code] = &[$(Code::$variant,)*];

            /// The stable code, `lower_snake_case`.
            pub fn as_str(self) -> &'static str {
                match self { $(Code::$variant => $code,)* }
            }

            /// How grave, unless the mapping says otherwise.
            pub fn severity(self) -> Severity {
                match self { $(Code::$variant => Severity::$severity,)* }
            }

            /// The English sentence with `{name}` for parameters.
            pub fn template(self) -> &'static str {
                match self { $(Code::$variant => $text,)* }
            }
        }
    };
}

codes! {
    // the file
    EmptyFile "empty_file" Error "The file holds nothing. Export it again.";
    HeaderOnly "header_only" Error "The file holds a head and no rows. Export it again with its rows.";
    TooLarge "too_large" Error "The file unpacks to more than {limit} bytes. Split it.";
    TooManyColumns "too_many_columns" Error "The row has {found} columns; at most {limit} are read. Is the delimiter {delimiter} right?";
    TruncatedGzip "truncated_gzip" Error "The gzip file ends early, after {bytes} unpacked bytes. Fetch or pack it again.";
    BadGzip "bad_gzip" Error "The gzip file is damaged: {detail}. Fetch or pack it again.";
    NotAWorkbook "not_a_workbook" Error "The file is named as a workbook but is none ({looks_like}). Save it as .xlsx, or name it .csv.";
    OldWorkbook "old_workbook" Error "This is a workbook of before 2007 (.xls). Save it as .xlsx.";
    BrokenWorkbook "broken_workbook" Error "The workbook cannot be read: {detail}. Open it in a spreadsheet program and save it again.";
    SheetNotFound "sheet_not_found" Error "The workbook has no sheet {expected}; it has {found}. Rename the sheet or name another in the mapping.";
    SheetChosen "sheet_chosen" Note "The workbook has {count} sheets; {sheet} was read. The mapping can name another.";
    ContentIsWorkbook "content_is_workbook" Note "The file is named as text but is a workbook; it was read as one.";
    ByteOrderMark "byte_order_mark" Note "The file starts with a byte order mark ({encoding}); it was read as that.";
    EncodingGuessed "encoding_guessed" Warning "The text is not UTF-8; it was read as {encoding}. If characters look wrong, name the encoding in the mapping.";
    InvalidBytes "invalid_bytes" Error "Byte {position} ({bytes}) is no {encoding} text. Save the file as UTF-8, or name its encoding in the mapping.";
    MixedEncoding "mixed_encoding" Error "The text is mostly UTF-8, but byte {position} ({bytes}) is not: parts in different encodings were joined. Save it again as UTF-8.";
    NulBytes "nul_bytes" Error "Byte {position} is NUL, which no text file holds. Is it UTF-16 without a mark, or a damaged file?";
    UnclosedQuote "unclosed_quote" Error "A quote opened here is never closed. Close it, or double a quote that is meant as a character.";
    StrayQuote "stray_quote" Warning "A quote stands inside the cell {cell}; it was read as a character.";
    LongCell "long_cell" Error "The cell has {found} characters; at most {limit} are taken. Is a quote missing?";
    ControlCharacters "control_characters" Warning "The cell holds a control character ({character}). Remove it.";
    RaggedRow "ragged_row" Error "The row has {found} cells where the head has {expected}. Is a delimiter missing, or a text with a delimiter not quoted?";
    BlankRow "blank_row" Note "The row is blank; it was passed over.";
    // the head
    HeaderMissing "header_missing" Error "Row {row} is no head: it holds {found}. The head should name {expected}.";
    HeaderElsewhere "header_elsewhere" Error "The head stands in row {found}, not in row {expected}. Remove the rows above it, or set header_row = {found} in the mapping.";
    MissingColumn "missing_column" Error "There is no column {expected}; nearest: {nearest}. Rename the column, or change the mapping.";
    UnmappedColumn "unmapped_column" Note "The mapping does not mention the column {found}; it was not read.";
    BlankHeader "blank_header" Warning "The head of this column is blank (merged cells?), so it was not read.";
    DuplicateColumn "duplicate_column" Error "The head {found} stands in columns {first} and {second}. Rename or remove one.";
    ColumnSpelling "column_spelling" Note "The column {found} was read as {expected}; they differ only in case, width or spaces.";
    WrongUnit "wrong_unit" Error "The unit is {found}, but the mapping expects {expected}. Convert the values, or use a mapping for this unit.";
    // cells
    MissingValue "missing_value" Note "The cell is blank: missing, not zero.";
    MarkedMissing "marked_missing" Note "The cell says {cell}: missing, not zero.";
    NotANumber "not_a_number" Error "{cell} is no number. Correct it, or list it as a mark for missing values in the mapping.";
    AmbiguousNumber "ambiguous_number" Error "{cell} may be {first} or {second}: the mapping does not say what the mark is. Set thousands or decimal in the mapping.";
    WrongDecimalMark "wrong_decimal_mark" Error "{cell} does not fit the mapping's decimal mark {decimal} and thousands mark {thousands}. Correct the cell or the mapping.";
    FullWidthDigits "full_width_digits" Note "{cell} has full-width characters; it was read as {found}.";
    UnusualMinus "unusual_minus" Note "{cell} has a typographic minus; it was read as {found}.";
    AccountingNegative "accounting_negative" Note "{cell} is in brackets; it was read as {found}.";
    PercentValue "percent_value" Error "{cell} is a percentage where an amount in {unit} is expected.";
    UnitInCell "unit_in_cell" Error "{cell} holds a unit. Put the number alone into the cell.";
    NotFinite "not_finite" Error "{cell} is not a finite number. Leave the cell blank if the value is missing.";
    NumberAsText "number_as_text" Warning "The number {cell} is stored as text; it was read as {found}.";
    FormulaError "formula_error" Error "The cell holds the formula error {cell}. Correct the formula.";
    NegativeValue "negative_value" Error "{cell} is negative, which {column} cannot be. Correct it, or allow it with sign = \"any\" in the mapping.";
    SurroundingSpaces "surrounding_spaces" Note "The cell {cell} has spaces before or after; they were left out.";
    UnknownValue "unknown_value" Error "The mapping does not know {cell} in this column; nearest: {nearest}. Correct it, or add it to the mapping.";
    UnknownMeasure "unknown_measure" Error "The mapping does not know the measure {cell}; nearest: {nearest}. Correct it, or add it to the mapping.";
    UnknownCarrier "unknown_carrier" Error "There is no carrier {cell}; nearest: {nearest}. Correct it.";
    // keys of a row
    MissingPlace "missing_place" Error "The row names no place.";
    UnknownPlace "unknown_place" Error "The place {cell} is not known; nearest: {nearest}. Correct it, or add an alias to the places.";
    AmbiguousPlace "ambiguous_place" Error "The place {cell} may be {candidates}. Use the code.";
    MissingEnterprise "missing_enterprise" Error "The row names no enterprise.";
    UnknownEnterprise "unknown_enterprise" Error "The enterprise {cell} is not known; nearest: {nearest}. Correct it, or add it to the enterprises.";
    EnterpriseDiffers "enterprise_differs" Note "The enterprise {enterprise} has {column} {found} here and {expected} in row {first_row}; the latest period's holds.";
    EnterpriseMoves "enterprise_moves" Error "The enterprise {enterprise} lies in {found} here and in {expected} in row {first_row}. Tell the two apart, or correct the place.";
    EnterpriseCodeClash "enterprise_code_clash" Error "{found} and {expected} (row {first_row}) would get the same code {enterprise}. Add a column that tells them apart to the mapping.";
    BadPoint "bad_point" Warning "{cell} is no point in degrees; the enterprise is shown without one.";
    MissingPeriod "missing_period" Error "The row names no period.";
    NotAPeriod "not_a_period" Error "{cell} is no period; write it as {expected}.";
    AmbiguousDate "ambiguous_date" Error "{cell} may be {first} or {second}. Write it as {expected}, or set the order in the mapping.";
    DateOrder "date_order" Error "{cell} does not fit the order {expected}: there is no month {month}.";
    ImplausiblePeriod "implausible_period" Error "{cell} lies outside {first} to {last}, which this file may hold. Correct it, or widen the mapping.";
    // rows against rows, columns against columns
    DuplicateRow "duplicate_row" Warning "The row says the same as row {first_row}; it was taken once.";
    ConflictingRow "conflicting_row" Error "The row and row {first_row} are about the same place, time and measure, but {column} is {found} here and {expected} there. Remove the wrong one.";
    TotalsRow "totals_row" Warning "The row is a total ({cell}); it was not added.";
    ParentRefused "parent_refused" Error "{cell} is the sum of other places, and the mapping takes none. Remove the row.";
    SubtotalMismatch "subtotal_mismatch" Error "{column} says {found}, but its parts{formula} sum to {expected} (difference {difference}). Correct the parts or the sum.";
    RatioMismatch "ratio_mismatch" Error "{column} says {found}, but {formula} gives {expected} (difference {difference}).";
    CheckNotMade "check_not_made" Note "{column} could not be checked: {missing} is missing.";
    ParentNotSum "parent_not_sum" Error "{column} of {cell} in {period} says {found}, but its {members} members sum to {expected} (difference {difference}).";
    ParentMembersMissing "parent_members_missing" Warning "{column} of {cell} in {period} could not be checked: no value for {missing}.";
    PossibleUnitSlip "possible_unit_slip" Note "{found} is about {times} times what is usual for {subject} ({usual}). Is the unit right?";
    // contracts and certificates
    NeededValue "needed_value" Error "{column} is blank, but {kind} needs it.";
    UnusableVolume "unusable_volume" Error "{cell} {unit} is no volume: it has to be more than nothing, and less than 9 million GWh.";
    InstrumentTwice "instrument_twice" Error "{instrument} of {enterprise} stands in row {first_row} already. Give each volume its own id, or remove one.";
    MarketFactorTwice "market_factor_twice" Error "{kind} of {market} in {period} overlaps row {first_row}. Give each time one factor.";
    // the mapping file
    MappingSyntax "mapping_syntax" Error "The mapping is no TOML: {detail}";
    UnknownKey "unknown_key" Error "There is no key {found} in {table}; nearest: {nearest}.";
    MissingKey "missing_key" Error "{table} needs the key {expected}.";
    WrongType "wrong_type" Error "{key} in {table} is {found}; it should be {expected}.";
    BadValue "bad_value" Error "{key} in {table} is {found}; it should be {expected}.";
    UnknownUnit "unknown_unit" Error "{found} is no unit: {detail}";
    WrongDimension "wrong_dimension" Error "{found} measures {dimension}; {key} in {table} needs {expected}.";
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;

    #[test]
    fn codes_are_distinct_and_snake_case() {
        let all: BTreeSet<&str> = Code::ALL.iter().map(|code| code.as_str()).collect();
        assert_eq!(all.len(), Code::ALL.len());
        for code in all {
            assert!(
                code.bytes().all(|b| b.is_ascii_lowercase() || b == b'_'),
                "{code}"
            );
        }
    }

    #[test]
    fn a_code_is_its_place_in_the_list() {
        for (index, code) in Code::ALL.iter().enumerate() {
            assert_eq!(*code as usize, index);
        }
    }
}
