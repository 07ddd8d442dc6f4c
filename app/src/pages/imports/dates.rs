//! In which order a file's dates were read, and the way to say that it is another.

use domain::import::{DateStyle, DatesFrom, ImportRun, ImportState};
use leptos::either::Either;
use leptos::prelude::*;

use super::api::ChooseImportDates;
use crate::ui::{Button, Notice, Tone};

/// Says it where it is not plain: nothing for a file without dates, or with dates that begin with the year.
#[component]
pub fn DatesRead(
    run: ImportRun,
    choose: ServerAction<ChooseImportDates>,
    /// Whether the page is about several files, so that this one must be named.
    #[prop(optional)]
    named: bool,
) -> impl IntoView {
    let (style, from) = run.dates.zip(run.dates_from)?;
    if style == DateStyle::Iso && from == DatesFrom::Found {
        return None;
    }
    let file = named.then(|| view! { <bdi class="medium">{run.file_name.clone()}</bdi> ": " });
    let said = sentence(style, from);
    let others = (run.state == ImportState::Checked).then(|| view! { <Others run style choose /> });
    Some(if from == DatesFrom::Assumed {
        Either::Left(view! {
            <Notice tone=Tone::Warning>
                <p>{file} {said}</p>
                {others}
            </Notice>
        })
    } else {
        Either::Right(view! {
            <div class="stack">
                <p class="small muted">{file} {said}</p>
                {others}
            </div>
        })
    })
}

/// A button for each other order that dates of this kind may have. Nothing is written before: the file is checked again.
#[component]
fn Others(
    run: ImportRun,
    style: DateStyle,
    choose: ServerAction<ChooseImportDates>,
) -> impl IntoView {
    let label = match style {
        DateStyle::MonthFirst => "Read them day first",
        DateStyle::DayFirst | DateStyle::Iso => "Read them month first",
    };
    let other = match style {
        DateStyle::MonthFirst => DateStyle::DayFirst,
        DateStyle::DayFirst | DateStyle::Iso => DateStyle::MonthFirst,
    };
    view! {
        <ActionForm action=choose>
            <input type="hidden" name="id" value=run.id.to_string() />
            <input type="hidden" name="dates" value=other.as_str() />
            <Button>{label}</Button>
        </ActionForm>
    }
}

fn sentence(style: DateStyle, from: DatesFrom) -> String {
    let (order, example) = match style {
        DateStyle::Iso => ("year first", "2026-10-25"),
        DateStyle::MonthFirst => ("month first", "10/25/2026"),
        DateStyle::DayFirst => ("day first", "25/10/2026"),
    };
    match from {
        DatesFrom::Found => {
            format!("Dates are written {order}, such as {example}: the file tells.")
        }
        DatesFrom::Chosen => format!("Dates are read {order}, such as {example}, as was chosen."),
        DatesFrom::Assumed => format!(
            "No date in the file tells whether the day or the month comes first. They are read {order}, such as {example}, because American exports write AM and PM. Look at a date that you know before you import."
        ),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_order_that_was_assumed_is_said_with_its_reason() {
        let said = sentence(DateStyle::DayFirst, DatesFrom::Assumed);
        assert!(
            said.contains("day first") && said.contains("because"),
            "{said}"
        );
    }
}
