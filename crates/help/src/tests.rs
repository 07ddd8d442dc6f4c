use domain::help::{Topic, WindowsRelease};

use super::*;

#[test]
fn every_language_has_every_topic_and_every_text() {
    let first = &languages()[0];
    for language in languages() {
        assert_eq!(
            language.strings.keys().collect::<Vec<_>>(),
            first.strings.keys().collect::<Vec<_>>(),
            "{}",
            language.tag
        );
        assert_eq!(language.sources.len(), Topic::ALL.len());
        for (topic, source) in &language.sources {
            assert!(!source.title.is_empty(), "{} {topic:?}", language.tag);
            assert!(!source.intro.is_empty(), "{} {topic:?}", language.tag);
            assert_eq!(
                language.has_variants(*topic),
                first.has_variants(*topic),
                "{} {topic:?}",
                language.tag
            );
            for release in WindowsRelease::ALL {
                let article = language.article(*topic, *release, "Fabric Harbor", "");
                assert!(
                    article.html.len() > 50,
                    "{} {topic:?} {release:?}",
                    language.tag
                );
                assert!(article.reviewed.is_some(), "{} {topic:?}", language.tag);
                assert!(article.minutes.parse::<u32>().is_ok());
                assert!(!article.html.contains(":::"), "{} {topic:?}", language.tag);
                assert!(!article.html.contains('{'), "{} {topic:?}", language.tag);
            }
        }
    }
}

#[test]
fn every_link_leads_to_a_topic_or_to_the_web() {
    for language in languages() {
        for topic in Topic::ALL {
            let html = language
                .article(
                    *topic,
                    WindowsRelease::Eleven,
                    "Fabric Harbor",
                    "?windows=11",
                )
                .html;
            for link in html.split("href=\"").skip(1) {
                let address = link.split('"').next().unwrap();
                let known = address
                    .strip_prefix("/help/")
                    .and_then(|rest| rest.strip_suffix("?windows=11"))
                    .is_some_and(|word| word.parse::<Topic>().is_ok());
                assert!(
                    known || address.starts_with("https://"),
                    "{topic:?}: {address}"
                );
            }
        }
    }
}

#[test]
fn a_pupil_of_the_eighth_grade_can_read_every_topic() {
    let english = language("en").unwrap();
    for topic in Topic::ALL {
        let grade = reading_grade(&english.words(*topic));
        assert!(grade <= 8.0, "{topic:?}: grade {grade:.1}");
    }
    let hard = "Notwithstanding organisational considerations, administrators authenticate utilising federated \
                identity infrastructure, whereupon registration eligibility is evaluated automatically.";
    assert!(reading_grade(hard) > 15.0);
}

#[test]
fn a_step_has_few_words() {
    let english = language("en").unwrap();
    for (topic, source) in &english.sources {
        for release in WindowsRelease::ALL {
            for line in source.body_for(*release).lines() {
                let Some(title) = line
                    .split("**")
                    .nth(1)
                    .filter(|_| line.starts_with(|c: char| c.is_ascii_digit()))
                else {
                    continue;
                };
                let words = title.split_whitespace().count();
                assert!(words <= 12, "{topic:?}: {title}");
            }
        }
    }
}

#[test]
fn an_organisation_is_never_read_as_html() {
    let english = language("en").unwrap();
    let article = english.article(
        Topic::WhatWeSee,
        WindowsRelease::Ten,
        "<script>x</script>",
        "",
    );
    assert!(!article.html.contains("<script>"));
    let article = english.article(Topic::Join, WindowsRelease::Ten, "A **B** <b>", "");
    assert!(!article.html.contains("<b>"));
}

#[test]
fn the_language_is_the_one_that_is_asked_for() {
    for (header, tag) in [
        ("de-DE,de;q=0.9,en;q=0.8", "de"),
        ("en-GB,de;q=0.9", "en"),
        ("fr,de;q=0.5,en;q=0.4", "de"),
        ("fr", "en"),
        ("", "en"),
        ("de;q=x", "en"),
    ] {
        assert_eq!(accepted(header).tag, tag, "{header}");
    }
}

#[test]
fn search_finds_titles_first() {
    let english = language("en").unwrap();
    assert_eq!(
        english.search("shows up twice").first(),
        Some(&Topic::ShowsTwice)
    );
    assert!(english.search("winver").contains(&Topic::Start));
    assert_eq!(english.search("teleport"), []);
    assert_eq!(english.search(" "), []);
}
