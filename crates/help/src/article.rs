//! One topic: read from its file, and rendered for one Windows release.

use chrono::NaiveDate;
use domain::help::{Topic, WindowsRelease};
use pulldown_cmark::{CowStr, Event, Parser, Tag, TagEnd, html};

/// A file as it was read.
#[derive(Debug)]
pub(crate) struct Source {
    pub title: &'static str,
    pub intro: &'static str,
    minutes: &'static str,
    reviewed: Option<NaiveDate>,
    body: &'static str,
}

/// A topic as a reader sees it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Article {
    /// Its title.
    pub title: &'static str,
    /// What it is about.
    pub intro: String,
    /// About how many minutes it takes.
    pub minutes: &'static str,
    /// When somebody last looked whether it is still right.
    pub reviewed: Option<NaiveDate>,
    /// The text as HTML that is safe to show.
    pub html: String,
}

impl Source {
    pub(crate) fn read(file: &'static str) -> Self {
        let (head, body) = file.split_once("\n---\n").unwrap_or((file, ""));
        let value = |key: &str| {
            head.lines()
                .filter_map(|line| line.split_once(':'))
                .find(|(found, _)| *found == key)
                .map_or("", |(_, value)| value.trim())
        };
        Self {
            title: value("title"),
            intro: value("intro"),
            minutes: value("minutes"),
            reviewed: value("reviewed").parse().ok(),
            body,
        }
    }

    pub(crate) fn has_variants(&self) -> bool {
        self.body.lines().any(|line| line.starts_with(":::only"))
    }

    pub(crate) fn article(
        &self,
        release: WindowsRelease,
        organisation: &str,
        query: &str,
    ) -> Article {
        let text = fill(&self.body_for(release), organisation);
        Article {
            title: self.title,
            intro: fill(self.intro, organisation),
            minutes: self.minutes,
            reviewed: self.reviewed,
            html: render(&text, query),
        }
    }

    /// The body without what is for other releases.
    pub(crate) fn body_for(&self, release: WindowsRelease) -> String {
        let mut shown = true;
        let mut text = String::with_capacity(self.body.len());
        for line in self.body.lines() {
            if let Some(releases) = line.strip_prefix(":::only") {
                shown = releases
                    .split_whitespace()
                    .any(|word| word == release.as_str());
            } else if line.trim_end() == ":::" {
                shown = true;
            } else if shown {
                text.push_str(line);
                text.push('\n');
            }
        }
        text
    }

    /// Title, intro and every variant as plain words.
    pub(crate) fn words(&self) -> String {
        let body: String = self
            .body
            .lines()
            .filter(|line| !line.starts_with(":::"))
            .collect::<Vec<_>>()
            .join("\n");
        format!("{}\n{}\n{}", self.title, self.intro, plain(&body))
    }
}

/// Puts the organisation's name in.
pub(crate) fn fill(text: &str, organisation: &str) -> String {
    text.replace("{organisation}", organisation)
}

/// The text of Markdown without its marks.
pub(crate) fn plain(markdown: &str) -> String {
    let mut text = String::new();
    for event in Parser::new(markdown) {
        match event {
            Event::Text(part) | Event::Code(part) => text.push_str(&part),
            Event::SoftBreak | Event::HardBreak => text.push(' '),
            Event::End(TagEnd::Paragraph | TagEnd::Item | TagEnd::Heading(_)) => text.push('\n'),
            _ => {}
        }
    }
    text
}

/// Markdown as HTML. HTML within it is text: the organisation's name may stand there.
fn render(markdown: &str, query: &str) -> String {
    let events = Parser::new(markdown).map(|event| match event {
        Event::Html(text) | Event::InlineHtml(text) => Event::Text(text),
        Event::Start(Tag::Link {
            link_type,
            dest_url,
            title,
            id,
        }) => Event::Start(Tag::Link {
            link_type,
            dest_url: match dest_url.parse::<Topic>() {
                Ok(topic) => CowStr::from(format!("/help/{}{query}", topic.as_str())),
                Err(_) => dest_url,
            },
            title,
            id,
        }),
        other => other,
    });
    let mut rendered = String::new();
    html::push_html(&mut rendered, events);
    rendered
}
