//! `/tenant/organisation`: its name, and what the pages for end users show of it.

use domain::branding::{Branding, LONGEST_LINE};
use domain::help::Topic;
use leptos::either::Either;
use leptos::prelude::*;
use leptos_router::hooks::use_location;

use super::api::{Organisation, load_organisation};
use crate::json::page_data;
use crate::layout::ErrorPart;
use crate::pages::shared::typed::{OtherProblem, Typed};
use crate::paths;
use crate::ui::{
    Breadcrumbs, Button, ButtonKind, Crumb, InputKind, LinkButton, PageTitle, Symbol, TextArea,
    TextInput,
};

/// The fields that show their own problems.
const FIELDS: &[&str] = &["name", "colour", "contact", "phone", "mail"];

/// The organisation.
#[component]
pub fn OrganisationPage() -> impl IntoView {
    let organisation = page_data(|| (), |()| load_organisation());
    view! {
        <div class="page form">
            <Breadcrumbs crumbs=vec![Crumb::text("Tenant administration"), Crumb::text("Organisation")] />
            <PageTitle title="Organisation">
                <LinkButton href=paths::help_center() icon=Symbol::External attr:rel="external">
                    "Open the help center"
                </LinkButton>
            </PageTitle>
            <Transition>
                {move || Suspend::new(async move {
                    match organisation.await {
                        Ok(organisation) => Either::Left(view! { <Shown organisation /> }),
                        Err(error) => {
                            Either::Right(view! { <ErrorPart error title="The organisation could not be loaded" /> })
                        }
                    }
                })}
            </Transition>
        </div>
    }
}

#[component]
fn Shown(organisation: Organisation) -> impl IntoView {
    let typed = Typed::read(&use_location().search.get_untracked());
    let Organisation {
        name,
        branding,
        may_change,
    } = organisation;
    let is_typed = !typed.value("version").is_empty();
    let kept = |key: &str, value: &str| {
        if is_typed {
            typed.value(key)
        } else {
            value.to_owned()
        }
    };
    let colour = branding
        .colour
        .map(|colour| colour.to_string())
        .unwrap_or_default();
    let values = [
        kept("name", &name),
        kept("colour", &colour),
        kept("contact", &branding.contact),
        kept("phone", &branding.phone),
        kept("mail", &branding.mail),
    ];
    let notes = Topic::ALL
        .iter()
        .map(|topic| {
            let key = format!("note-{}", topic.as_str());
            let note = branding.notes.get(topic).cloned().unwrap_or_default();
            let value = kept(&key, &note);
            let error = typed.error(&key);
            view! { <TextArea id=key label=topic.label() rows=2 optional=true value error /> }
        })
        .collect_view();
    let has_notes = !branding.notes.is_empty();
    let said = shade_sentence(&branding);
    let version = branding.version.to_string();
    let longest = u16::try_from(LONGEST_LINE).unwrap_or(u16::MAX);
    let [name, colour, contact, phone, mail] = values;
    view! {
        <OtherProblem typed=typed.clone() fields=FIELDS />
        <form method="post" action=paths::organisation() class="stack wide read mt-4">
            <input type="hidden" name="version" value=version />
            <TextInput
                id="name"
                label="Name"
                value=name
                error=typed.error("name")
                help="As people know it. It stands on every page, and is typed to confirm what cannot be undone."
                required=true
                max_length=longest
                autocomplete="organization"
            />
            <h2>"For end users"</h2>
            <p class="muted">"The help center shows this to everybody who opens it, without signing in."</p>
            <TextInput
                id="colour"
                label="Colour"
                optional=true
                value=colour
                error=typed.error("colour")
                help=said
                autocomplete="off"
            />
            <TextInput
                id="contact"
                label="Who helps, and when"
                optional=true
                value=contact
                error=typed.error("contact")
                help="IT service desk, weekdays 7 to 19"
                max_length=longest
                autocomplete="off"
            />
            <TextInput
                id="phone"
                label="Telephone"
                kind=InputKind::Text
                optional=true
                value=phone
                error=typed.error("phone")
                max_length=longest
                autocomplete="off"
            />
            <TextInput
                id="mail"
                label="Mail address"
                optional=true
                value=mail
                error=typed.error("mail")
                max_length=longest
                autocomplete="off"
            />
            <details open=has_notes>
                <summary class="link-btn">"Notes on single pages"</summary>
                <div class="stack wide mt-2">
                    <p class="small muted">"What is different here: stands on top of the page, as plain text."</p>
                    {notes}
                </div>
            </details>
            {may_change
                .then(|| {
                    view! {
                        <div class="row">
                            <Button kind=ButtonKind::Primary>"Save"</Button>
                        </div>
                    }
                })}
        </form>
    }
}

/// What became of the colour.
fn shade_sentence(branding: &Branding) -> String {
    match branding.colour {
        None => "# and six hexadecimal digits, such as #8f3a1c. Shades that can be read are made of any colour.".to_owned(),
        Some(colour) if colour.is_kept_for_text() => {
            "Links have this very colour on light pages, and a lighter shade on dark ones.".to_owned()
        }
        Some(colour) => format!(
            "Too light for text: links on light pages are {} instead, so that they can be read.",
            colour.light().text
        ),
    }
}
