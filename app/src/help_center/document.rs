//! The documents of the help center.

use domain::branding::Branding;
use domain::error_code::Reading;
use domain::help::{MadeFor, Topic, WindowsRelease};
use help::Language;
use leptos::prelude::*;

use super::parts::{Aside, DidItHelp, Foot, For, Head, Releases};
use crate::paths;
use crate::ui::{Icon, IconSheet, Symbol};

/// Who reads, and in which organisation.
#[derive(Clone, Debug)]
pub struct HelpFrame {
    /// The organisation's name.
    pub organisation: String,
    /// The reader's language.
    pub language: &'static Language,
    /// The Windows that the text is for.
    pub release: WindowsRelease,
    /// Whether the browser told that.
    pub detected: bool,
    /// What was searched for.
    pub typed: String,
    /// The page's own path.
    pub path: String,
    /// The address of the stylesheet.
    pub css: String,
    /// The address of the script.
    pub script: String,
    /// The address of the organisation's colours, if it has any.
    pub colours: Option<String>,
    /// Whom to ask, and what the organisation adds.
    pub branding: Branding,
    /// For whom the link was made, if it says so; `None` within for a link that no longer does.
    pub made_for: Option<Option<MadeFor>>,
    /// Whether the reader has just said if the page helped.
    pub thanked: bool,
}

impl HelpFrame {
    /// What links to other pages carry along.
    #[must_use]
    pub fn query(&self) -> String {
        format!(
            "?lang={}&windows={}",
            self.language.tag,
            self.release.as_str()
        )
    }
}

/// All topics, or those that were found.
#[must_use]
pub fn home_page(frame: HelpFrame) -> String {
    let language = frame.language;
    let is_searched = !frame.typed.trim().is_empty();
    let topics = if is_searched {
        language.search(&frame.typed)
    } else {
        Topic::ALL.to_vec()
    };
    let found = is_searched.then(|| {
        if topics.is_empty() {
            language.text("nothing").to_owned()
        } else {
            language.text_with("found", "n", &topics.len().to_string())
        }
    });
    let title = language.text("site").to_owned();
    let list = topic_list(&frame, &topics);
    document(frame, title.clone(), None, move || {
        view! {
            <h1>{title}</h1>
            {found.map(|found| view! { <p class="intro" role="status">{found}</p> })}
            {list}
        }
    })
}

/// A topic.
#[must_use]
pub fn topic_page(frame: HelpFrame, topic: Topic) -> String {
    let language = frame.language;
    let article = language.article(topic, frame.release, &frame.organisation, &frame.query());
    let reviewed = article.reviewed.map(|day| {
        let day = day.format(language.text("day")).to_string();
        language.text_with("checked", "date", &day)
    });
    let minutes = language.text_with("minutes", "n", article.minutes);
    let print = language.text("print");
    let releases = language
        .has_variants(topic)
        .then(|| view! { <Releases frame=frame.clone() topic /> });
    let note = frame.branding.notes.get(&topic).cloned();
    let made_for = frame
        .made_for
        .clone()
        .map(|made_for| view! { <For language made_for /> });
    let helped = view! { <DidItHelp frame=frame.clone() topic /> };
    document(frame, article.title.to_owned(), Some(topic), move || {
        view! {
            <h1>{article.title}</h1>
            <p class="intro">{article.intro}</p>
            <p class="meta">
                <span><Icon symbol=Symbol::Clock small=true />{minutes}</span>
                <span>{reviewed}</span>
                <button class="link-btn no-print" type="button" data-print hidden>
                    {print}
                </button>
            </p>
            {made_for}
            {releases}
            {note.map(|note| view! { <p class="note info help-note">{note}</p> })}
            <div class="article" inner_html=article.html></div>
            {helped}
        }
    })
}

/// An error code, in words for who sees it.
#[must_use]
pub fn code_page(frame: HelpFrame, reading: &Reading) -> String {
    let language = frame.language;
    let written = reading.code.to_string();
    let title = language.text_with("code_title", "code", &written);
    let says = reading.code.for_user();
    let copy = language.text("code_copy");
    document(frame, title.clone(), None, move || {
        view! {
            <h1>{title}</h1>
            // The texts of codes are English: the page says so to who reads it aloud.
            <p class="intro" lang="en">{says}</p>
            <p>{copy}</p>
            <p><code class="help-code">{written}</code></p>
        }
    })
}

/// There is no such page.
#[must_use]
pub fn missing_page(frame: HelpFrame) -> String {
    let language = frame.language;
    let title = language.text("not_found").to_owned();
    let list = topic_list(&frame, Topic::ALL);
    document(frame, title.clone(), None, move || {
        view! {
            <h1>{title}</h1>
            <p class="intro">{language.text("not_found_text")}</p>
            {list}
        }
    })
}

fn topic_list(frame: &HelpFrame, topics: &[Topic]) -> impl IntoView + use<> {
    let query = frame.query();
    let rows = topics
        .iter()
        .map(|topic| {
            let href = format!("{}{query}", paths::help_topic(*topic));
            view! {
                <li>
                    <a href=href>{frame.language.title(*topic)}</a>
                    <p>{frame.language.intro(*topic, &frame.organisation)}</p>
                </li>
            }
        })
        .collect_view();
    view! {
        <ul class="help-topics" id="help-topics">
            {rows}
        </ul>
    }
}

fn document<V: IntoView + 'static>(
    frame: HelpFrame,
    title: String,
    topic: Option<Topic>,
    content: impl FnOnce() -> V,
) -> String {
    let owner = Owner::new();
    owner.with(|| {
        let language = frame.language;
        let description = topic.map_or_else(
            || language.text("site").to_owned(),
            |topic| language.intro(topic, &frame.organisation),
        );
        let window = format!("{title} · {}", frame.organisation);
        let content = content();
        let html = view! {
            <html lang=language.tag class="help">
                <head>
                    <meta charset="utf-8" />
                    <meta name="viewport" content="width=device-width, initial-scale=1" />
                    <title>{window}</title>
                    <meta name="description" content=description />
                    <link rel="icon" href="/favicon.svg" type="image/svg+xml" />
                    <link rel="stylesheet" href=frame.css.clone() />
                    {frame.colours.clone().map(|href| view! { <link rel="stylesheet" href=href /> })}
                    <script defer src=frame.script.clone()></script>
                </head>
                <body>
                    <a class="skip" href="#main">{language.text("skip")}</a>
                    <Head frame=frame.clone() />
                    <div class="wrap help-columns">
                        <main id="main" tabindex="-1">{content}</main>
                        <Aside frame=frame.clone() topic />
                    </div>
                    <Foot frame=frame.clone() />
                    <IconSheet />
                </body>
            </html>
        };
        format!("<!DOCTYPE html>{}", html.to_html())
    })
}
