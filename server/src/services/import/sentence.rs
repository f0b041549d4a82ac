//! The sentences of imports, in both languages. Each has a stable code and the values it names.

use feltbog_shared::language::Language;

mod texts {
    use feltbog_shared::language::Language;

    use crate::template::Template;

    include!(concat!(env!("OUT_DIR"), "/import_texts.rs"));
}

macro_rules! sentences {
    ($($name:ident = $field:ident $(($($value:ident),+))?;)*) => {
        /// A sentence of an import. Values are shown short and harmless.
        #[derive(Clone, Debug, PartialEq, Eq)]
        #[expect(missing_docs, reason = "each is explained by its text in locales/*/import.ftl")]
        pub enum Sentence {
            $($name $({ $($value: String),+ })?,)*
        }

        impl Sentence {
            /// The stable code.
            pub fn code(&self) -> &'static str {
                match self {
                    $(Self::$name $({ $($value: _),+ })? => stringify!($field),)*
                }
            }

            /// The sentence in a language.
            pub fn text(&self, language: Language) -> String {
                let texts = texts::ImportTexts::of(language);
                match self {
                    $(Self::$name $({ $($value),+ })? => sentences!(@text texts $field $($($value)+)?),)*
                }
            }
        }
    };
    (@text $texts:ident $field:ident) => { $texts.$field.to_owned() };
    (@text $texts:ident $field:ident $($value:ident)+) => { $texts.$field.with(&[$($value),+]) };
}

sentences! {
    // The whole file.
    TooLarge = too_large;
    NotText = not_text;
    NotAsMarked = not_as_marked;
    BrokenLetters = broken_letters;
    OpenQuote = open_quote;
    Html = html;
    OldWorkbook = old_workbook;
    Locked = locked;
    Bomb = bomb;
    BadWorkbook = bad_workbook;
    NoSheet = no_sheet(name);
    SeveralSheets = several_sheets(names);
    HiddenSheets = hidden_sheets(names);
    NoHeader = no_header(columns);
    CprColumn = cpr_column;
    ColumnTwice = column_twice;
    ColumnMissing = column_missing;
    ColumnMissingNear = column_missing_near(header, field);
    ColumnNear = column_near(header, field);
    ColumnsUnread = columns_unread(headers);
    ColumnUnknown = column_unknown(field);
    BadRow = bad_row;
    ManyCells = many_cells(count);
    CprCell = cpr_cell;
    FileForm = file_form(form, rows, skipped);
    FileUnread = file_unread;
    MoreRemarks = more_remarks(count);
    // Cells.
    CellError = cell_error(value);
    Empty = empty;
    TooLong = too_long(count);
    ControlLetters = control_letters;
    LostLetters = lost_letters(value);
    NoDate = no_date(value);
    UnclearDate = unclear_date(value);
    DateRange = date_range(value);
    NoNumber = no_number(value);
    UnclearNumber = unclear_number(value);
    RoundedNumber = rounded_number(value);
    NoFlag = no_flag(value);
    ShortPhone = short_phone(value);
    NoPhone = no_phone(value);
    NoMail = no_mail(value);
    NoMunicipality = no_municipality(value);
    NoFloor = no_floor(value);
    GroundFloor = ground_floor;
    NoDoor = no_door(value);
    NoHouseNumber = no_house_number(value);
    NoAddress = no_address(value);
    NoDarId = no_dar_id(value);
    NoBfe = no_bfe(value);
    NoPostcode = no_postcode(value);
    SpreadsheetDate = spreadsheet_date(value);
    NumberWidth = number_width(value, other);
    SameAs = same_as(line);
    // Departments.
    OtherOrganisation = other_organisation(line);
    DepartmentTwice = department_twice(number, line);
    DepartmentNamesake = department_namesake(name);
    RecordUnreadable = record_unreadable;
    NoHousingForm = no_housing_form(value);
    NoRepresentation = no_representation(value);
    NoOwnership = no_ownership(value);
    NoDepartment = no_department(value);
    NoDepartmentNear = no_department_near(value, number);
    NoDepartments = no_departments(value);
    ManyDepartments = many_departments(value, count);
    // People and grants.
    NumberMissing = number_missing(name);
    NumberMissingNamesakes = number_missing_namesakes(count, name);
    NumberTwice = number_twice(line);
    NumberReused = number_reused(number);
    PersonNamesake = person_namesake(name);
    PersonReturns = person_returns(name);
    AccountNamesake = account_namesake(name, number);
    MailKnown = mail_known(value, name);
    NoObjectId = no_object_id(value);
    NoTenant = no_tenant(value);
    TenantMissing = tenant_missing;
    AccountTwice = account_twice(line);
    AccountOfAnother = account_of_another(name);
    AccountDiffers = account_differs(name);
    AccountElsewhere = account_elsewhere;
    DeputyUnknown = deputy_unknown(value);
    DeputyWithoutEnd = deputy_without_end;
    DeputyWithoutRole = deputy_without_role(name, role);
    PersonUnknown = person_unknown(value);
    MailUnknown = mail_unknown(value);
    MailShared = mail_shared(value);
    KeyMissing = key_missing;
    NoRole = no_role(value);
    ModuleOff = module_off(role, department);
    EndBeforeBeginning = end_before_beginning;
    FarBeginning = far_beginning;
    GrantOverlaps = grant_overlaps(line);
    GrantEnded = grant_ended;
    LeaversKeep = leavers_keep(count, total);
    LeaversCount = leavers_count(count, total);
    LeaversOfOffice = leavers_of_office(count, total);
    AdministratorByHand = administrator_by_hand;
    SeenElsewhere = seen_elsewhere;
    Inactive = inactive(count);
    // Dwellings.
    AddressMissing = address_missing;
    SharedId = shared_id(count, value);
    DwellingTwice = dwelling_twice(line);
    AddressDiffers = address_differs(before, after);
    StreetNear = street_near(value, street);
    IdMoves = id_moves(value, before);
    DwellingsMissing = dwellings_missing(count);
    // Indicators.
    NoYear = no_year(value);
    NoIndicator = no_indicator(value);
    IndicatorRange = indicator_range(value);
    ValueTwice = value_twice(line);
    ScreeningOff = screening_off(department);
    FewResidents = few_residents(department);
    ResidentsUnknown = residents_unknown(department);
    // Arrears.
    AmountsDropped = amounts_dropped(headers);
    NamesDropped = names_dropped(headers);
    NoStage = no_stage(value);
    FutureDay = future_day(value);
    DwellingUnknown = dwelling_unknown(value);
    ManyDwellings = many_dwellings(count);
    SeveralStages = several_stages(line);
    // Fields and values of changes.
    FieldDepartment = field_department;
    FieldName = field_name;
    FieldMail = field_mail;
    FieldMunicipality = field_municipality;
    FieldDwellingCount = field_dwelling_count;
    FieldLbfNumber = field_lbf_number;
    FieldOutdoorArea = field_outdoor_area;
    FieldHousingForms = field_housing_forms;
    FieldRepresentation = field_representation;
    FieldResidents = field_residents;
    FieldDistrict = field_district;
    FieldOwnership = field_ownership;
    FieldPerson = field_person;
    FieldNumber = field_number;
    FieldAccount = field_account;
    FieldRole = field_role;
    FieldEnd = field_end;
    FieldDwelling = field_dwelling;
    FieldAddress = field_address;
    FieldAddressId = field_address_id;
    FieldAccessAddressId = field_access_address_id;
    FieldBfe = field_bfe;
    FieldTenancy = field_tenancy;
    FieldGrants = field_grants;
    FieldIndicator = field_indicator(name);
    FieldStage = field_stage;
    FieldListOn = field_list_on;
    // The report.
    AtLine = at_line(file, line);
    AtColumn = at_column(file, line, column);
    AtCell = at_cell(file, cell, column);
    Faults = faults(count);
    Warnings = warnings(count);
    DryRun = dry_run(count);
    Done = done(count);
    Nothing = nothing;
    Cards = cards(count);
    Totals = totals(added, changed, unchanged, ended, skipped);
    MoreChanges = more_changes(count);
    Moved = moved;
    Refused = refused;
    ReportKind = report_kind;
    ReportPlace = report_place;
    ReportCode = report_code;
    ReportSentence = report_sentence;
    ReportBefore = report_before;
    ReportAfter = report_after;
    KindFault = kind_fault;
    KindWarning = kind_warning;
    KindChange = kind_change;
}

/// A value as a report shows it: short, without control characters, and harmless in a spreadsheet.
pub(super) fn shown(value: &str) -> String {
    let letters = value.chars().filter(|letter| !letter.is_control());
    let short: String = letters.take(40).collect();
    harmless(&short)
}

/// A text that no spreadsheet takes for a formula.
pub(super) fn harmless(text: &str) -> String {
    match text.starts_with(['=', '+', '-', '@']) {
        true => format!("'{text}"),
        false => text.to_owned(),
    }
}
