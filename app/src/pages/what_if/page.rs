//! `/enrollment/what-if`: a case, and beside it what the decision says about it. The address holds the case.

use leptos::either::EitherOf3;
use leptos::prelude::*;

use super::answer::Answered;
use super::case_form::CaseForm;
use super::load::{Reply, reply};
use super::question::Question;
use super::who::{ChooseUser, NameUser, NobodyFound, NothingAsked};
use crate::error::AppError;
use crate::json::page_data;
use crate::layout::ErrorPart;
use crate::pages::shared::address::{read_pairs, use_own_search};
use crate::pages::shared::refused::RefusedAddress;
use crate::paths;
use crate::ui::{Breadcrumbs, Crumb, PageTitle};

/// What if.
#[component]
pub fn WhatIfPage() -> impl IntoView {
    let search = use_own_search();
    let question =
        Memo::new(move |_| search.with(|search| Question::from_pairs(read_pairs(search))));
    let answer = page_data(move || question.get(), reply);
    view! {
        <div class="page form">
            <Breadcrumbs crumbs=vec![Crumb::text("Enrollment"), Crumb::text("What if")] />
            <PageTitle title="What if" />
            <p class="lead">"Asks the same decision that real enrollment asks. Nothing is changed."</p>
            <Transition>
                {move || Suspend::new(async move {
                    let reply = answer.await;
                    match (question.get_untracked(), reply) {
                        (Err(invalid), _) | (Ok(_), Err(AppError::Invalid(invalid))) => {
                            EitherOf3::A(
                                view! {
                                    <RefusedAddress invalid href=paths::what_if() back="Ask anew">
                                        "Nothing was decided, so that nobody takes the answer for another case. Correct the address, or fill in the form anew."
                                    </RefusedAddress>
                                },
                            )
                        }
                        (Ok(_), Err(error)) => {
                            EitherOf3::B(view! { <ErrorPart error title="The case could not be decided" /> })
                        }
                        (Ok(question), Ok(reply)) => EitherOf3::C(view! { <Asked question reply /> }),
                    }
                })}
            </Transition>
        </div>
    }
}

#[component]
fn Asked(question: Question, reply: Reply) -> impl IntoView {
    let form = question.clone();
    let answer = match reply {
        Reply::Nothing => view! { <NothingAsked /> }.into_any(),
        Reply::NobodyNamed => view! { <NameUser path=question.path /> }.into_any(),
        Reply::NobodyFound => view! { <NobodyFound typed=question.user /> }.into_any(),
        Reply::Several(users, total) => view! { <ChooseUser question users total /> }.into_any(),
        Reply::Answer(answer) => view! { <Answered question answer=*answer /> }.into_any(),
    };
    view! {
        <div class="what-if">
            <CaseForm question=form />
            <section class="stack wider" aria-label="The answer">
                {answer}
            </section>
        </div>
    }
}
