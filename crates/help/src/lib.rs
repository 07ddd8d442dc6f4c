//! The words of the help center: one folder a language, one Markdown file a topic, and one file with everything else that
//! stands on its pages. A translation is a copy of a folder.
//!
//! A file begins with lines of `key: value` and a line `---`. What stands between `:::only 11 10` and `:::` is for those
//! Windows releases alone. Links to other topics are their words: `[Join a work computer](join)`.
#![deny(clippy::unwrap_used, clippy::expect_used, clippy::panic, missing_docs)]

mod article;
mod reading;
#[cfg(test)]
mod tests;

pub use article::Article;

use std::collections::BTreeMap;
use std::sync::OnceLock;

use domain::help::{Topic, WindowsRelease};

use article::Source;

/// Everything in one language.
#[derive(Debug)]
pub struct Language {
    /// Its tag (BCP 47), such as `en`.
    pub tag: &'static str,
    strings: BTreeMap<&'static str, &'static str>,
    sources: Vec<(Topic, Source)>,
}

/// The files of one language.
macro_rules! language {
    ($tag:literal) => {
        Language::of(
            $tag,
            include_str!(concat!("../../../help/", $tag, "/strings.txt")),
            &[
                include_str!(concat!("../../../help/", $tag, "/start.md")),
                include_str!(concat!("../../../help/", $tag, "/add-account.md")),
                include_str!(concat!("../../../help/", $tag, "/join.md")),
                include_str!(concat!("../../../help/", $tag, "/company-portal.md")),
                include_str!(concat!(
                    "../../../help/",
                    $tag,
                    "/company-portal-website.md"
                )),
                include_str!(concat!("../../../help/", $tag, "/check-and-sync.md")),
                include_str!(concat!("../../../help/", $tag, "/leave.md")),
                include_str!(concat!("../../../help/", $tag, "/what-it-can-see.md")),
                include_str!(concat!("../../../help/", $tag, "/shows-up-twice.md")),
                include_str!(concat!("../../../help/", $tag, "/messages.md")),
            ],
        )
    };
}

/// Every language, the one for those who ask for none of them first.
#[must_use]
pub fn languages() -> &'static [Language] {
    static LANGUAGES: OnceLock<Vec<Language>> = OnceLock::new();
    LANGUAGES.get_or_init(|| vec![language!("en"), language!("de")])
}

/// The language of that tag.
#[must_use]
pub fn language(tag: &str) -> Option<&'static Language> {
    languages().iter().find(|language| language.tag == tag)
}

/// The language that a browser asks for most in its `Accept-Language` (RFC 9110 §12.5.4); the first one where none is known.
#[must_use]
pub fn accepted(header: &str) -> &'static Language {
    let mut asked: Vec<(f32, &Language)> = header
        .split(',')
        .filter_map(|part| {
            let (tag, rest) = part.trim().split_once(';').unwrap_or((part.trim(), "q=1"));
            let weight = rest.trim().strip_prefix("q=")?.parse::<f32>().ok()?;
            let primary = tag.split('-').next().unwrap_or(tag);
            Some((weight, language(&primary.to_ascii_lowercase())?))
        })
        .collect();
    asked.sort_by(|(a, _), (b, _)| b.total_cmp(a));
    asked
        .first()
        .map_or(&languages()[0], |(_, language)| language)
}

impl Language {
    fn of(tag: &'static str, strings: &'static str, files: &[&'static str]) -> Self {
        let strings = strings
            .lines()
            .filter_map(|line| line.split_once('='))
            .map(|(key, value)| (key.trim(), value.trim()))
            .collect();
        let sources = Topic::ALL
            .iter()
            .copied()
            .zip(files.iter().map(|file| Source::read(file)))
            .collect();
        Self {
            tag,
            strings,
            sources,
        }
    }

    /// A text of the pages by its key; empty for one that is missing, which a test forbids.
    #[must_use]
    pub fn text(&self, key: &str) -> &'static str {
        self.strings.get(key).copied().unwrap_or_default()
    }

    /// The same with something put in for `{name}`.
    #[must_use]
    pub fn text_with(&self, key: &str, name: &str, value: &str) -> String {
        self.text(key).replace(&format!("{{{name}}}"), value)
    }

    /// A topic as a reader with that Windows sees it. `query` is added to links to other topics.
    #[must_use]
    pub fn article(
        &self,
        topic: Topic,
        release: WindowsRelease,
        organisation: &str,
        query: &str,
    ) -> Article {
        self.source(topic).article(release, organisation, query)
    }

    /// Whether a topic says something else to readers with another Windows.
    #[must_use]
    pub fn has_variants(&self, topic: Topic) -> bool {
        self.source(topic).has_variants()
    }

    /// The title of a topic.
    #[must_use]
    pub fn title(&self, topic: Topic) -> &'static str {
        self.source(topic).title
    }

    /// What a topic is about, in a sentence or two.
    #[must_use]
    pub fn intro(&self, topic: Topic, organisation: &str) -> String {
        article::fill(self.source(topic).intro, organisation)
    }

    /// The topics that have every word of `typed`, those that have them in their title first; none for an empty text.
    #[must_use]
    pub fn search(&self, typed: &str) -> Vec<Topic> {
        let words: Vec<String> = typed.split_whitespace().map(str::to_lowercase).collect();
        if words.is_empty() {
            return Vec::new();
        }
        let has = |text: &str| {
            let text = text.to_lowercase();
            words.iter().all(|word| text.contains(word.as_str()))
        };
        let mut found: Vec<(bool, Topic)> = self
            .sources
            .iter()
            .filter(|(_, source)| has(&source.words()))
            .map(|(topic, source)| (!has(source.title), *topic))
            .collect();
        found.sort_by_key(|(in_body, _)| *in_body);
        found.into_iter().map(|(_, topic)| topic).collect()
    }

    /// What the search of a topic looks through.
    #[must_use]
    pub fn words(&self, topic: Topic) -> String {
        self.source(topic).words()
    }

    fn source(&self, topic: Topic) -> &Source {
        let place = Topic::ALL
            .iter()
            .position(|known| *known == topic)
            .unwrap_or(0);
        &self.sources[place].1
    }
}

/// How hard English text is to read, as a school grade: Flesch and Kincaid (1975).
#[must_use]
pub fn reading_grade(text: &str) -> f64 {
    reading::grade(text)
}
