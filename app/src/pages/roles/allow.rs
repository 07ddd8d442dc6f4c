//! `/unlicensed-admins/allow`: the confirmation that admins without a licence may come in, for good.

use domain::access::{Effect, UnlicensedOverview};
use leptos::either::EitherOf3;
use leptos::prelude::*;
use leptos_router::hooks::use_location;

use super::api::load_unlicensed_admins;
use crate::json::page_data;
use crate::layout::ErrorPart;
use crate::pages::shared::typed::{OtherProblem, Typed};
use crate::paths;
use crate::ui::{
    Breadcrumbs, Button, ButtonKind, Crumb, LinkButton, Notice, PageTitle, Status, Symbol,
    TextInput, Tone, counted,
};

/// The confirmation.
#[component]
pub fn AllowUnlicensedPage() -> impl IntoView {
    let overview = page_data(|| (), |()| load_unlicensed_admins());
    view! {
        <div class="page form">
            <Breadcrumbs crumbs=vec![
                Crumb::text("People"),
                Crumb::link("Unlicensed admins", paths::unlicensed_admins()),
                Crumb::text("Allow"),
            ] />
            <Transition>
                {move || Suspend::new(async move {
                    match overview.await {
                        Ok(overview) if overview.setting.state.is_on() => {
                            EitherOf3::A(
                                view! {
                                    <PageTitle title="Unlicensed admins are allowed" />
                                    <p class="lead">"They come in already. This cannot be turned off again."</p>
                                    <p class="mt-6">
                                        <LinkButton href=paths::unlicensed_admins()>"Back"</LinkButton>
                                    </p>
                                },
                            )
                        }
                        Ok(overview) => EitherOf3::B(view! { <Confirm overview /> }),
                        Err(error) => {
                            EitherOf3::C(view! { <ErrorPart error title="Unlicensed admins could not be loaded" /> })
                        }
                    }
                })}
            </Transition>
        </div>
    }
}

#[component]
fn Confirm(overview: UnlicensedOverview) -> impl IntoView {
    let typed = Typed::read(&use_location().search.get_untracked());
    let (gain, out) = (
        overview.count(Effect::Gains),
        overview.count(Effect::StaysOut),
    );
    let out = match out {
        1 => "1 stays out, with the reason listed".to_owned(),
        out => format!(
            "{} stay out, with the reasons listed",
            crate::ui::thousands(out)
        ),
    };
    view! {
        <PageTitle title="Allow unlicensed admins?" />
        <form class="stack wide mt-6 narrow" method="post" action=paths::allow_unlicensed_admins()>
            <Notice tone=Tone::Danger>
                <p>
                    <b>"This cannot be turned off again."</b>
                    " Not by you, not by another admin, not by support."
                </p>
            </Notice>
            <OtherProblem typed=typed.clone() fields=&["confirmation"] />
            <ul class="stack small">
                <li>
                    <Status tone=Tone::Success icon=Symbol::CheckCircle>
                        {counted(gain, "admin", "admins")}
                        " can sign in at once"
                    </Status>
                </li>
                <li>
                    <Status tone=Tone::Warning icon=Symbol::Alert>
                        {out}
                    </Status>
                </li>
                <li>
                    <Status icon=Symbol::Log>"Your name, the time and this text go to the audit log"</Status>
                </li>
            </ul>
            <TextInput
                id="confirmation"
                label=format!("Type {} to confirm", overview.organisation)
                help="The organisation’s name, exactly as shown."
                error=typed.error("confirmation")
                autocomplete="off"
                required=true
                autofocus=true
            />
            <div class="row">
                <LinkButton href=paths::unlicensed_admins()>"Cancel"</LinkButton>
                <Button kind=ButtonKind::Danger>"Allow for good"</Button>
            </div>
        </form>
    }
}
