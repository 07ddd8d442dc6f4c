//! What stands on several pages of the help center.

use domain::help::{Topic, WindowsRelease};
use help::Language;
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
    let detected = frame
        .detected
        .then(|| match frame.release {
            WindowsRelease::Earlier => language.text("detected_earlier").to_owned(),
            release => language.text_with("detected", "windows", release.label()),
        })
        .unwrap_or_default();
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
    let contact = language.text_with("contact_text", "organisation", &frame.organisation);
    view! {
        <aside class="side-help" aria-label=language.text("related")>
            <section class="contact">
                <h2>{language.text("contact")}</h2>
                <p>{contact}</p>
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
