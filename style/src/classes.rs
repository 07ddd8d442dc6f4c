//! Where class names stand in the code, and which names those are.
//!
//! The convention, and the only places that are checked:
//! - the value of `class=` and `class:NAME=` in a view, and of `.class(…)`: every text in it, except one
//!   that is compared with (`== "x"`) or matched (`"x" =>`);
//! - every text in a function named `class` or ending in `_class`, by the same exceptions.
//!
//! A class name is written whole. `format!("btn {size}")` is fine, `format!("btn-{size}")` is not: nothing
//! could tell whether that name exists.

use crate::lexer::{Token, tokens};
use std::{
    collections::BTreeSet,
    fs, io,
    path::{Path, PathBuf},
};

/// A class name and the line on which it is used.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Used {
    pub line: usize,
    pub name: String,
}

/// The class names of one Rust file, by the convention of this module.
#[must_use]
pub fn used_classes(source: &str) -> Vec<Used> {
    let tokens = tokens(source);
    let mut found = Vec::new();
    for at in 0..tokens.len() {
        let rest = &tokens[at..];
        if let Some((line, name)) = toggled_name(rest) {
            found.push(Used { line, name });
        }
        if let Some(value) = class_value(&tokens, at) {
            collect(value, &mut found);
        }
    }
    found
}

/// Every word of every text in a Rust file: more than its class names, but surely all of them.
#[must_use]
pub fn candidates(source: &str) -> BTreeSet<&str> {
    let tokens = tokens(source);
    let texts = tokens.iter().filter_map(|(_, token)| match token {
        Token::Text(text) => Some(*text),
        _ => None,
    });
    texts.flat_map(words).collect()
}

/// All `.rs` files under `folder`, in a stable order.
///
/// # Errors
/// If a folder cannot be read.
pub fn rust_files(folder: &Path) -> io::Result<Vec<PathBuf>> {
    let mut found = Vec::new();
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        if path.is_dir() {
            found.extend(rust_files(&path)?);
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            found.push(path);
        }
    }
    found.sort();
    Ok(found)
}

/// A backslash is Rust's, at the end of a line or before a quote; no class name has one.
fn words(text: &str) -> impl Iterator<Item = &str> {
    text.split(|c: char| c.is_whitespace() || c == '\\')
        .filter(|word| !word.is_empty())
}

type Tokens<'t, 's> = &'t [(usize, Token<'s>)];

/// `class:NAME=`, where the name may hold hyphens.
fn toggled_name(tokens: Tokens<'_, '_>) -> Option<(usize, String)> {
    let [
        (line, Token::Word("class")),
        (_, Token::Mark(':')),
        rest @ ..,
    ] = tokens
    else {
        return None;
    };
    let mut name = String::new();
    for (at, (_, token)) in rest.iter().enumerate() {
        match token {
            Token::Word(word) => name.push_str(word),
            Token::Mark('-') => name.push('-'),
            Token::Mark('=') if !name.is_empty() && !is_mark(rest, at + 1, '=') => {
                return Some((*line, name));
            }
            _ => return None,
        }
        if matches!(rest.get(at + 1), Some((_, Token::Word(_)))) && matches!(token, Token::Word(_))
        {
            return None;
        }
    }
    None
}

/// The tokens of the class value that starts at `at`, if one does.
fn class_value<'t, 's>(tokens: Tokens<'t, 's>, at: usize) -> Option<Tokens<'t, 's>> {
    let rest = &tokens[at..];
    match rest {
        [(_, Token::Word("fn")), (_, Token::Word(name)), ..]
            if *name == "class" || name.ends_with("_class") =>
        {
            let open = rest
                .iter()
                .position(|(_, token)| *token == Token::Mark('{'))?;
            Some(group(&rest[open..]))
        }
        [(_, Token::Word("class")), (_, Token::Mark('=')), value @ ..]
            if !is_mark(value, 0, '=') =>
        {
            Some(&value[..end_of_value(value)])
        }
        [
            (_, Token::Word("class")),
            (_, Token::Mark(':')),
            text @ (_, Token::Text(_)),
            ..,
        ] => Some(std::slice::from_ref(text)),
        [
            (_, Token::Mark('.')),
            (_, Token::Word("class")),
            (_, Token::Mark('(')),
            ..,
        ] => Some(group(&rest[2..])),
        _ => None,
    }
}

fn is_mark(tokens: Tokens<'_, '_>, at: usize, mark: char) -> bool {
    matches!(tokens.get(at), Some((_, Token::Mark(found))) if *found == mark)
}

/// The bracketed group that `tokens` opens with.
fn group<'t, 's>(tokens: Tokens<'t, 's>) -> Tokens<'t, 's> {
    let mut depth = 0_usize;
    for (at, (_, token)) in tokens.iter().enumerate() {
        match token {
            Token::Mark('(' | '[' | '{') => depth += 1,
            Token::Mark(')' | ']' | '}') => {
                depth = depth.saturating_sub(1);
                if depth == 0 {
                    return &tokens[..=at];
                }
            }
            _ => {}
        }
    }
    tokens
}

/// Where an attribute's value ends: at the tag's end, a separator, or the next attribute's name.
fn end_of_value(value: Tokens<'_, '_>) -> usize {
    let mut depth = 0_usize;
    for (at, (_, token)) in value.iter().enumerate() {
        match token {
            Token::Mark('(' | '[' | '{') => depth += 1,
            Token::Mark(')' | ']' | '}') if depth == 0 => return at,
            Token::Mark(')' | ']' | '}') => depth -= 1,
            Token::Mark(';' | ',') if depth == 0 => return at,
            Token::Mark('>') if depth == 0 && !is_arrow(value, at) => return at,
            Token::Word(_) if depth == 0 && at > 0 && starts_attribute(&value[at..]) => return at,
            _ => {}
        }
    }
    value.len()
}

fn is_arrow(value: Tokens<'_, '_>, at: usize) -> bool {
    at > 0 && (is_mark(value, at - 1, '=') || is_mark(value, at - 1, '-'))
}

/// `name=`, `on:click=`, `aria-label=`.
fn starts_attribute(rest: Tokens<'_, '_>) -> bool {
    for (at, (_, token)) in rest.iter().enumerate() {
        match token {
            Token::Word(_) if at % 2 == 0 => {}
            Token::Mark(':' | '-') if at % 2 == 1 => {}
            Token::Mark('=') if at % 2 == 1 => return !is_mark(rest, at + 1, '='),
            _ => return false,
        }
    }
    false
}

fn collect(value: Tokens<'_, '_>, found: &mut Vec<Used>) {
    for (at, (line, token)) in value.iter().enumerate() {
        let Token::Text(text) = token else { continue };
        let compared = at > 0 && is_mark(value, at - 1, '=') && at > 1 && {
            is_mark(value, at - 2, '=') || is_mark(value, at - 2, '!')
        };
        let matched = is_mark(value, at + 1, '=') && is_mark(value, at + 2, '>')
            || is_mark(value, at + 1, '|');
        if compared || matched {
            continue;
        }
        let names = words(text).filter(|word| !(word.starts_with('{') && word.ends_with('}')));
        found.extend(names.map(|name| Used {
            line: *line,
            name: name.to_owned(),
        }));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names(source: &str) -> Vec<String> {
        used_classes(source)
            .into_iter()
            .map(|used| used.name)
            .collect()
    }

    #[test]
    fn the_value_of_class_is_read_to_its_end() {
        let view = r#"view! { <a class="btn primary" href="/no">"no"</a> <p class="note"/> }"#;
        assert_eq!(names(view), ["btn", "primary", "note"]);
        let view = r#"<a class=move || if kind.get() == "no" { "on" } else { "off" } title="no">"#;
        assert_eq!(names(view), ["on", "off"]);
        let view = r#"<a class=tone.class() title="no"> <b class={format!("btn {size}")} id="no">"#;
        assert_eq!(names(view), ["btn"]);
        assert_eq!(names(r#"<a aria-label="no" class=x>"no"</a>"#), [""; 0]);
    }

    #[test]
    fn toggled_classes_are_read() {
        let view = r#"<a class:only-wide=move || wide.get() class=("is-on", on) class:p-2=true>"#;
        assert_eq!(names(view), ["only-wide", "is-on", "p-2"]);
        assert_eq!(
            names("struct A { class: String } a = leptos::html::class::b;"),
            [""; 0]
        );
        assert_eq!(
            names(r#"div().class("row").id("no"); Props { class: "wide", id: "no" }"#),
            ["row", "wide"]
        );
    }

    #[test]
    fn functions_that_give_classes_are_read() {
        let code = r#"
            fn class(self) -> &'static str { match self { Self::A => "badge", Self::B => "badge warning" } }
            fn icon_class(name: &str) -> &str { match name { "no" | "nor" => "icon", _ => "icon-sm" } }
            fn label(self) -> &'static str { "no" }
        "#;
        assert_eq!(
            names(code),
            ["badge", "badge", "warning", "icon", "icon-sm"]
        );
    }

    #[test]
    fn lines_are_named() {
        let used = used_classes("\n\n<a class=\"one\n two\">");
        assert_eq!(used[0].line, 3);
    }
}
