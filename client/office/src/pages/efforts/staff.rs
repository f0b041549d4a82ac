//! The staff of the person's departments: funding, base, hours of the week, lendings, and how many there are for the
//! dwellings.

use std::collections::BTreeSet;

use feltbog_shared::office::efforts::{
    FULL_TIME_MINUTES, StaffHours, StaffMember, StaffPage as StaffAnswer, StaffSize,
};
use feltbog_ui::choice::Offer;
use feltbog_ui::form::{CheckField, SelectField};
use leptos::prelude::*;
use leptos_router::params::ParamsMap;

use super::words::{
    PATH, day_or_dash, effort_path, hours_in_words, offers_with_all, period_in_words, positions_in_words,
};
use crate::address::{ListAddress, ListQuery, value};
use crate::components::figures::whole;
use crate::components::loaded::Loaded;
use crate::components::page::Page;
use crate::components::print_button::PrintButton;
use crate::components::scrollable_table::ScrollableTable;
use crate::desk::today;
use crate::effort_texts::effort_texts;
use crate::state::use_office;
use crate::texts::office_texts;

/// The path of the pages of the staff.
const STAFF: &str = "/kontor/indsatser/bemanding";

/// The path of a member of staff, or of a new one.
pub(super) fn staff_path(staff: &str) -> String {
    [STAFF, "/", staff].concat()
}

/// Filters of the staff.
#[derive(Clone, Debug, Default, PartialEq)]
struct StaffAddress {
    /// Name of a department, or nothing.
    department: String,
    /// Whether those who have stopped are shown too.
    has_former: bool,
}

impl ListQuery for StaffAddress {
    fn from_address(parameters: &ParamsMap) -> Self {
        Self {
            department: value(parameters, "afdeling"),
            has_former: value(parameters, "tidligere") == "ja",
        }
    }

    fn pairs(&self) -> Vec<(&'static str, String)> {
        let has_former = if self.has_former { "ja" } else { "" };
        vec![
            ("afdeling", self.department.clone()),
            ("tidligere", has_former.to_owned()),
        ]
    }
}

impl StaffAddress {
    fn wants(&self, member: &StaffMember, today: &str) -> bool {
        let has_stopped = !member.until.is_empty() && member.until.as_str() < today;
        let mut lendings = member.lendings.iter();
        let is_here = self.department.is_empty()
            || member.department_name == self.department
            || lendings.any(|lending| lending.department_name == self.department);
        is_here && (self.has_former || !has_stopped)
    }
}

/// The staff.
#[component]
pub(crate) fn StaffPage() -> impl IntoView {
    let office = use_office();
    let answer = LocalResource::new(move || {
        office.revision.track();
        async move {
            let staff = office.api().effort_staff().await?;
            let choices = office.api().effort_choices().await?;
            let may_add = choices.departments.iter().any(|department| department.adds_staff);
            Ok((staff, may_add))
        }
    });
    view! {
        <Page title=effort_texts().staff actions=|| view! { <PrintButton/> }>
            <p class="no-print">
                <a href=PATH>{effort_texts().all_efforts}</a>
            </p>
            <Loaded answer children=|(staff, may_add)| view! { <StaffContent staff may_add/> }/>
        </Page>
    }
    .into_any()
}

#[component]
fn StaffContent(staff: StaffAnswer, may_add: bool) -> impl IntoView {
    let texts = effort_texts();
    let add = may_add.then(|| {
        view! {
            <div class="buttons no-print">
                <a class="button primary" href=staff_path("ny")>{texts.new_staff}</a>
            </div>
        }
    });
    let has_none = staff.members.is_empty();
    view! {
        {add}
        {has_none.then(|| view! { <p>{texts.staff_none}</p> })}
        <MemberTable members=staff.members/>
        <SizeTable title=texts.staff_by_department sizes=staff.departments has_dwellings=true/>
        <SizeTable title=texts.staff_by_effort sizes=staff.efforts has_dwellings=false/>
    }
    .into_any()
}

/// Hours of the week: `man. 9:00–15:00`.
fn hours_of(hours: &[StaffHours]) -> String {
    let days = hours.iter().map(|hours| {
        let place = usize::from(hours.weekday.saturating_sub(1));
        let day = office_texts().weekday.get(place).copied().unwrap_or_default();
        [day, " ", &hours.from, "–", &hours.to].concat()
    });
    days.collect::<Vec<_>>().join(", ")
}

#[component]
fn MemberTable(members: Vec<StaffMember>) -> impl IntoView {
    let texts = effort_texts();
    let address = ListAddress::<StaffAddress>::of_page();
    if members.is_empty() {
        return ().into_any();
    }
    let departments: BTreeSet<_> = members
        .iter()
        .map(|member| member.department_name.clone())
        .collect();
    let departments = departments.into_iter().map(|name| (name.clone(), name));
    let departments = offers_with_all(
        office_texts().every_department,
        departments.collect::<Vec<Offer>>(),
    );
    let members = StoredValue::new(members);
    let today = today().to_string();
    let rows = move || {
        let address = address.query.read();
        members.with_value(|members| {
            let wanted = members.iter().filter(|member| address.wants(member, &today));
            let rows = wanted.map(|member| view! { <MemberRow member=member.clone()/> });
            rows.collect_view()
        })
    };
    view! {
        <div class="filters no-print">
            <SelectField
                id="staff-department"
                label=office_texts().department
                offers=departments
                value=Signal::derive(move || address.query.read().department.clone())
                on_choose=move |key| address.change(|query| query.department = key)
            />
            <CheckField
                id="staff-former"
                label=texts.with_former
                value=Signal::derive(move || address.query.read().has_former)
                on_change=move |is_wanted| address.change(|query| query.has_former = is_wanted)
            />
        </div>
        <ScrollableTable label=texts.staff>
            <table class="data">
                <caption class="unseen">{texts.staff}</caption>
                <thead>
                    <tr>
                        <th scope="col">{texts.staff_name}</th>
                        <th scope="col">{texts.staff_title}</th>
                        <th scope="col">{office_texts().department}</th>
                        <th scope="col">{texts.effort}</th>
                        <th scope="col">{texts.staff_funding}</th>
                        <th scope="col">{texts.staff_base}</th>
                        <th scope="col">{texts.staff_hours}</th>
                        <th scope="col" class="numeric">{texts.weekly_hours}</th>
                        <th scope="col">{texts.period}</th>
                        <th scope="col">{texts.lendings}</th>
                    </tr>
                </thead>
                <tbody>{rows}</tbody>
            </table>
        </ScrollableTable>
    }
    .into_any()
}

#[component]
fn MemberRow(member: StaffMember) -> impl IntoView {
    let texts = effort_texts();
    let hours = hours_in_words(u64::from(member.weekly_minutes()));
    let id = member.id.clone().unwrap_or_default();
    let name = match member.may_change {
        true => view! { <a href=staff_path(&id)>{member.name}</a> }.into_any(),
        false => member.name.into_any(),
    };
    let effort = member.effort.map(|id| {
        view! { <a href=effort_path(&id)>{member.effort_name}</a> }
    });
    let lendings = member.lendings.iter().map(|lending| {
        let until = day_or_dash(&lending.until);
        let lent = texts.lent_until.with(&[&lending.department_name, &until]);
        match lending.gives_access {
            true => texts.lent_with_access.with(&[&lent]),
            false => lent,
        }
    });
    view! {
        <tr>
            <th scope="row">{name}</th>
            <td>{member.title}</td>
            <td>{member.department_name}</td>
            <td>{effort}</td>
            <td>{member.funding}</td>
            <td>{member.base}</td>
            <td>{hours_of(&member.hours)}</td>
            <td class="numeric">{hours}</td>
            <td>{period_in_words(&member.from, &member.until)}</td>
            <td>{lendings.collect::<Vec<_>>().join("; ")}</td>
        </tr>
    }
    .into_any()
}

/// Dwellings for each full position; a dash where there is none of either.
fn dwellings_per_position(size: &StaffSize) -> String {
    match size.weekly_minutes {
        0 => "–".to_owned(),
        _ if size.dwellings == 0 => "–".to_owned(),
        minutes => {
            let full = u64::from(FULL_TIME_MINUTES);
            whole((size.dwellings * full + minutes / 2) / minutes)
        }
    }
}

/// The number of those at work today.
#[component]
fn SizeTable(title: &'static str, sizes: Vec<StaffSize>, has_dwellings: bool) -> impl IntoView {
    let texts = effort_texts();
    if sizes.is_empty() {
        return ().into_any();
    }
    let rows = sizes.into_iter().map(|size| {
        let dwellings = has_dwellings.then(|| {
            view! {
                <td class="numeric">{whole(size.dwellings)}</td>
                <td class="numeric">{dwellings_per_position(&size)}</td>
            }
        });
        view! {
            <tr>
                <th scope="row">{size.name.clone()}</th>
                <td class="numeric">{whole(size.people)}</td>
                <td class="numeric">{hours_in_words(size.weekly_minutes)}</td>
                <td class="numeric">{positions_in_words(size.weekly_minutes)}</td>
                {dwellings}
            </tr>
        }
    });
    let headings = has_dwellings.then(|| {
        view! {
            <th scope="col" class="numeric">{texts.dwellings}</th>
            <th scope="col" class="numeric">{texts.dwellings_per_position}</th>
        }
    });
    let first = match has_dwellings {
        true => office_texts().department,
        false => texts.effort,
    };
    let rows = rows.collect_view();
    view! {
        <section class="section">
            <h2>{title}</h2>
            <ScrollableTable label=title>
                <table class="data">
                    <caption class="unseen">{title}</caption>
                    <thead>
                        <tr>
                            <th scope="col">{first}</th>
                            <th scope="col" class="numeric">{texts.people}</th>
                            <th scope="col" class="numeric">{texts.weekly_hours}</th>
                            <th scope="col" class="numeric">{texts.positions}</th>
                            {headings}
                        </tr>
                    </thead>
                    <tbody>{rows}</tbody>
                </table>
            </ScrollableTable>
        </section>
    }
    .into_any()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dwellings_are_told_for_each_full_position() {
        let size = StaffSize {
            name: String::new(),
            people: 2,
            weekly_minutes: 37 * 90,
            dwellings: 600,
        };
        assert_eq!(dwellings_per_position(&size), "400");
        assert_eq!(dwellings_per_position(&StaffSize::default()), "–");
    }
}
