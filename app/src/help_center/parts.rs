//! What stands on several pages of the help center.

use domain::help::{MadeFor, Topic, WindowsRelease};
use help::Language;
use leptos::either::Either;
use leptos::prelude::*;

use super::HelpFrame;
use crate::paths;
use crate::ui::{Icon, Symbol};

/// The bar with the organisation's name and the search.
#[component]
pub fn Head(frame: HelpFrame) -> impl IntoView {
    let language = frame.language;
    let query = frame.query();
    view! {
        <header class="org-bar">
            <div class="wrap">
                <a class="org-logo" href=format!("{}{query}", paths::help_center())>
                    <span class="mark" aria-hidden="true">
                        <Icon symbol=Symbol::Support />
                    </span>
                    <span>
                        <bdi>{frame.organisation.clone()}</bdi>
                        <small>{language.text("site")}</small>
                    </span>
                </a>
                <form class="search" role="search" action=paths::help_center()>
                    <input type="hidden" name="lang" value=language.tag />
                    <input type="hidden" name="windows" value=frame.release.as_str() />
                    <label class="sr" for="help-search">{language.text("search")}</label>
                    <Icon symbol=Symbol::Search />
                    <input
                        class="input"
                        id="help-search"
                        name="q"
                        type="search"
                        autocomplete="off"
                        placeholder=language.text("search")
                        value=frame.typed.clone()
                    />
                    <button class="btn">{language.text("find")}</button>
                </form>
            </div>
        </header>
    }
}

/// Links to the same page for another Windows.
#[component]
pub fn Releases(frame: HelpFrame, topic: Topic) -> impl IntoView {
    let language = frame.language;
    let tabs = WindowsRelease::ALL
        .iter()
        .map(|&release| {
            let href = format!(
                "{}?lang={}&windows={}",
                paths::help_topic(topic),
                language.tag,
                release.as_str()
            );
            let current = (release == frame.release).then_some("page");
            view! {
                <a href=href aria-current=current>
                    {release_name(language, release)}
                </a>
            }
        })
        .collect_view();
    let detected = if frame.detected {
        match frame.release {
            WindowsRelease::Earlier => language.text("detected_earlier").to_owned(),
            release => language.text_with("detected", "windows", release.label()),
        }
    } else {
        Default::default()
    };
    view! {
        <nav class="tabs" aria-label=language.text("windows")>
            {tabs}
        </nav>
        <p class="detected">{detected} " " {language.text("unsure")}</p>
    }
}

fn release_name(language: &Language, release: WindowsRelease) -> &'static str {
    match release {
        WindowsRelease::Earlier => language.text("earlier"),
        WindowsRelease::Eleven | WindowsRelease::Ten => release.label(),
    }
}

/// For whom the link was made that led here, so that nobody does the steps on another computer or with another account.
#[component]
pub fn For(language: &'static Language, made_for: Option<MadeFor>) -> impl IntoView {
    let Some(made_for) = made_for else {
        return Either::Left(
            view! { <p class="note help-note">{language.text("link_is_old")}</p> },
        );
    };
    let line = |key: &str, value: String| {
        (!value.is_empty()).then(|| {
            let label = language.text(key);
            view! {
                <dt>{label}</dt>
                <dd><bdi>{value}</bdi></dd>
            }
        })
    };
    Either::Right(view! {
        <dl class="facts help-for">
            {line("made_for_account", made_for.account)} {line("made_for_device", made_for.device)}
        </dl>
    })
}

/// Whether the page helped; thanks to who has said so.
#[component]
pub fn DidItHelp(frame: HelpFrame, topic: Topic) -> impl IntoView {
    let language = frame.language;
    if frame.thanked {
        return Either::Left(
            view! { <p class="help-form" role="status">{language.text("thanks")}</p> },
        );
    }
    let action = format!("{}{}", paths::help_topic(topic), frame.query());
    Either::Right(view! {
        <form class="help-form" method="post" action=action>
            <b id="did-it-help">{language.text("did_it_help")}</b>
            <button class="btn" name="helped" value="yes" aria-describedby="did-it-help">
                {language.text("yes")}
            </button>
            <button class="btn" name="helped" value="no" aria-describedby="did-it-help">
                {language.text("no")}
            </button>
        </form>
    })
}

/// Contact, and the other pages.
#[component]
pub fn Aside(frame: HelpFrame, topic: Option<Topic>) -> impl IntoView {
    let language = frame.language;
    let query = frame.query();
    let related = Topic::ALL
        .iter()
        .filter(|other| Some(**other) != topic)
        .map(|other| {
            view! {
                <li>
                    <a href=format!("{}{query}", paths::help_topic(*other))>{language.title(*other)}</a>
                </li>
            }
        })
        .collect_view();
    let contact = if frame.branding.contact.is_empty() {
        language.text_with("contact_text", "organisation", &frame.organisation)
    } else {
        frame.branding.contact.clone()
    };
    let phone = Some(frame.branding.phone.clone()).filter(|phone| !phone.is_empty());
    let mail = Some(frame.branding.mail.clone()).filter(|mail| !mail.is_empty());
    view! {
        <aside class="side-help" aria-label=language.text("related")>
            <section class="contact">
                <h2>{language.text("contact")}</h2>
                <p>{contact}</p>
                {phone
                    .map(|phone| {
                        let href: String = phone.chars().filter(|sign| sign.is_ascii_digit() || *sign == '+').collect();
                        let href = format!("tel:{href}");
                        view! { <a href=href dir="ltr"><Icon symbol=Symbol::Phone />{phone}</a> }
                    })}
                {mail
                    .map(|mail| {
                        let href = format!("mailto:{mail}");
                        view! { <a href=href dir="ltr"><Icon symbol=Symbol::Mail />{mail}</a> }
                    })}
            </section>
            <nav aria-labelledby="related">
                <h2 id="related">{language.text("related")}</h2>
                <ul>{related}</ul>
            </nav>
        </aside>
    }
}

/// The other languages.
#[component]
pub fn Foot(frame: HelpFrame) -> impl IntoView {
    let links = help::languages()
        .iter()
        .map(|language| {
            let href = format!(
                "{}?lang={}&windows={}",
                frame.path,
                language.tag,
                frame.release.as_str()
            );
            let current = (language.tag == frame.language.tag).then_some("true");
            view! {
                <a href=href lang=language.tag hreflang=language.tag aria-current=current>
                    {language.text("name")}
                </a>
            }
        })
        .collect_view();
    view! {
        <footer class="foot">
            <nav class="wrap" aria-label=frame.language.text("language")>
                <bdi>{frame.organisation.clone()}</bdi>
                {links}
            </nav>
        </footer>
    }
}
