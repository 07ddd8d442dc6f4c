//! No class without a rule: what the views use is either in `base.css` or a utility of encre-css.

use encre_css::Config;
use std::{fs, path::Path};
use style::{
    BASE,
    classes::{rust_files, used_classes},
    defined_classes,
};

/// Utilities that style others (`group-hover:…`) and have no rule of their own.
fn is_marker(name: &str) -> bool {
    let name = name.split('/').next().unwrap_or(name);
    name == "group" || name == "peer"
}

fn theme() -> Config {
    Config::from_file("theme.toml").unwrap()
}

/// Every use in `app/src` for which `problem` finds something to say.
fn complaints(problem: impl Fn(&str) -> Option<&'static str>) -> Vec<String> {
    let mut found = Vec::new();
    for path in rust_files(Path::new("../app/src")).unwrap() {
        for used in used_classes(&fs::read_to_string(&path).unwrap()) {
            if let Some(problem) = problem(&used.name) {
                let (path, line, name) = (path.display(), used.line, &used.name);
                found.push(format!("{path}:{line}: `{name}` {problem}"));
            }
        }
    }
    found
}

fn problem(name: &str, config: &Config) -> Option<&'static str> {
    if name.contains('{') {
        return Some("is put together: write class names whole");
    }
    if is_marker(name) {
        return None;
    }
    encre_css::generate([name], config)
        .is_empty()
        .then_some("has no rule, neither in base.css nor as a utility")
}

#[test]
fn every_class_of_the_app_has_a_rule() {
    let (base, config) = (defined_classes(BASE), theme());
    let found = complaints(|name| {
        if base.contains(name) {
            None
        } else {
            problem(name, &config)
        }
    });
    assert!(found.is_empty(), "\n{}", found.join("\n"));
}

#[test]
fn every_colour_of_the_app_is_a_token() {
    let (base, config) = (defined_classes(BASE), theme());
    let found = complaints(|name| {
        let css = encre_css::generate([name], &config);
        let raw = ["oklch(", "rgb(", "hsl(", ": #"]
            .iter()
            .any(|form| css.contains(form));
        (raw && !base.contains(name)).then_some("has a colour that tokens.css does not")
    });
    assert!(found.is_empty(), "\n{}", found.join("\n"));
}

#[test]
fn a_class_without_a_rule_is_noticed() {
    let config = theme();
    for name in ["no-such-class", "text-nope", "btn-{size}", "rounded"] {
        assert!(problem(name, &config).is_some(), "{name}");
    }
    for name in [
        "text-fg-muted",
        "bg-surface",
        "hover:bg-hover",
        "lg:hidden",
        "group",
        "mt-4",
    ] {
        assert_eq!(problem(name, &config), None, "{name}");
    }
}

#[test]
fn the_theme_names_tokens_that_exist() {
    let tokens = fs::read_to_string("tokens.css").unwrap();
    let theme = fs::read_to_string("theme.toml").unwrap();
    for rest in theme.split("var(").skip(1) {
        let token = rest.split(')').next().unwrap();
        assert!(tokens.contains(&format!("{token}:")), "{token}");
    }
}

#[test]
fn the_sheet_has_tokens_before_components() {
    let brand = style::CSS.find("--brand-bg:").unwrap();
    let button = style::CSS.find(".btn{").unwrap();
    assert!(brand < button);
    assert_eq!(style::CSS_HASH.len(), 12);
}
